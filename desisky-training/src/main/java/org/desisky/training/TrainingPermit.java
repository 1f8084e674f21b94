package org.desisky.training;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.desisky.core.engine.Compute;

/**
 * The right to train with an engine, which one run of a process has at a time: engines record
 * gradients for one computation at a time, so that two runs that need that would fail whenever
 * their steps met; and a run takes all cores, so that two would be no faster than one after the
 * other.
 */
final class TrainingPermit implements AutoCloseable {
  private static final Set<String> TAKEN = ConcurrentHashMap.newKeySet();

  private final String engine;

  private TrainingPermit(String engine) {
    this.engine = engine;
  }

  /**
   * Takes the right.
   *
   * @throws org.desisky.core.engine.EngineUnavailableException if another run has it
   */
  static TrainingPermit of(Compute compute) {
    if (!TAKEN.add(compute.engineName())) {
      throw compute.inTraining(null);
    }
    return new TrainingPermit(compute.engineName());
  }

  /** Gives the right up. */
  @Override
  public void close() {
    TAKEN.remove(engine);
  }
}
