package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;

/** Where a model lives that is ready for use: its device, and the owner of its weights. */
final class Residence implements AutoCloseable {
  /** For fewer rows a convolution costs more in preparing its kernels than it gains. */
  private static final int MANY = 64;

  private final Compute compute;
  private final NDManager manager;
  private final boolean convolves;
  private final ReadWriteLock inUse = new ReentrantReadWriteLock();
  private boolean closed;

  Residence(Compute compute) {
    this.compute = compute;
    manager = compute.newManager();
    convolves = Convolution.suits(manager);
  }

  Compute compute() {
    return compute;
  }

  /**
   * The owner of the weights.
   *
   * @throws IllegalStateException if they are freed
   */
  NDManager manager() {
    if (closed) {
      throw new IllegalStateException("this SkyVae is closed");
    }
    return manager;
  }

  /** Whether so many rows are better computed by {@link LayerStack#convolve}. */
  boolean convolves(NDArray rows) {
    return convolves && rows.getShape().get(0) >= MANY;
  }

  /** As {@link Batches#apply}; the weights are not freed before it ends. */
  List<FloatMatrix> apply(FloatMatrix in, UnaryOperator<NDList> function, int... columns) {
    inUse.readLock().lock();
    try {
      return Batches.apply(compute, manager(), in, function, columns);
    } finally {
      inUse.readLock().unlock();
    }
  }

  /** Of the two locks one is held at a time: who computes apart may hold the other already. */
  @Override
  public void close() {
    if (lock()) {
      compute.apart(
          () -> {
            manager.close();
            return this;
          });
    }
  }

  /** Lets nobody in any more, once all are out; whether that was not so before. */
  private boolean lock() {
    inUse.writeLock().lock();
    try {
      boolean wasOpen = !closed;
      closed = true;
      return wasOpen;
    } finally {
      inUse.writeLock().unlock();
    }
  }
}
