package org.desisky.training;

import java.nio.file.Path;
import org.desisky.vae.LossValues;

/** Is told how a run goes. Called on the training thread: be quick. */
public interface TrainingObserver {
  /** Nobody. */
  TrainingObserver NONE = new TrainingObserver() {};

  /** Training begins. */
  default void started(int epochs, int batchesPerEpoch) {}

  /** One step was made; epoch and batch count from 0. */
  default void batchEnded(int epoch, int batch, LossValues loss) {}

  /** An epoch, with its validation if due, is over; the history ends with it. */
  default void epochEnded(VaeTrainingHistory history) {}

  /** A new best model was written. */
  default void checkpointSaved(Path checkpoint) {}
}
