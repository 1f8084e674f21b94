package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.desisky.core.engine.Compute;

/**
 * Where a model lives that is ready for use: its device, and the owner of its weights. Who works
 * with them is let in {@linkplain Compute#apart apart} first and to the weights then, always in
 * this order, so that no two wait for each other.
 */
final class Residence implements AutoCloseable {
  /** For fewer rows a convolution costs more in preparing its kernels than it gains. */
  private static final int MANY = 64;

  private final Compute compute;
  private final NDManager manager;
  private final boolean convolves;
  private final ReadWriteLock inUse = new ReentrantReadWriteLock();
  private final Object counting = new Object();
  private int holds; // guarded by counting
  private volatile boolean closed;

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

  /**
   * Does what reads the weights; they are neither changed nor freed before it ends.
   *
   * @throws IllegalStateException if they are freed
   */
  <T> T reading(Supplier<T> work) {
    return compute.apart(
        () -> {
          inUse.readLock().lock();
          try {
            manager();
            return work.get();
          } finally {
            inUse.readLock().unlock();
          }
        });
  }

  /**
   * Does what changes the weights, once nobody reads them.
   *
   * @throws IllegalStateException if they are freed
   */
  void changing(Runnable work) {
    alone(
        () -> {
          manager();
          work.run();
        });
  }

  /**
   * Does what needs the memory of the weights, which is not freed before it ends, though the model
   * may be closed meanwhile. Waits for nobody.
   *
   * @throws IllegalStateException if they are freed, or about to be
   */
  <T> T holding(Supplier<T> work) {
    synchronized (counting) {
      manager();
      holds++;
    }
    try {
      return work.get();
    } finally {
      boolean last;
      synchronized (counting) {
        last = --holds == 0 && closed;
      }
      if (last) {
        alone(manager::close);
      }
    }
  }

  /** Frees the weights, once nobody reads or holds them. */
  @Override
  public void close() {
    alone(
        () -> {
          boolean unused;
          synchronized (counting) {
            closed = true;
            unused = holds == 0;
          }
          if (unused) {
            manager.close();
          }
        });
  }

  private void alone(Runnable work) {
    compute.apart(
        () -> {
          inUse.writeLock().lock();
          try {
            work.run();
            return this;
          } finally {
            inUse.writeLock().unlock();
          }
        });
  }
}
