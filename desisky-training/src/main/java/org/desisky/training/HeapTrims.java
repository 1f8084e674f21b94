package org.desisky.training;

import java.time.Duration;
import org.desisky.core.engine.NativeHeap;

/**
 * Has the C library give memory that lies free back to the system, after an epoch, now and then: so
 * that what a run holds does not grow with its length ({@link NativeHeap}).
 */
final class HeapTrims implements TrainingObserver {
  /** Rare enough to cost a hundredth of the time at most. */
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final Duration between;
  private final Runnable trim;
  private long last = System.nanoTime();

  HeapTrims() {
    this(BETWEEN, NativeHeap::trim);
  }

  HeapTrims(Duration between, Runnable trim) {
    this.between = between;
    this.trim = trim;
  }

  @Override
  public void epochEnded(VaeTrainingHistory history) {
    if (System.nanoTime() - last >= between.toNanos()) {
      trim.run();
      last = System.nanoTime();
    }
  }

  @Override
  public String toString() {
    return "trimming of the C library's heap";
  }
}
