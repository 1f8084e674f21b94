package org.desisky.training;

import java.nio.file.Path;
import org.desisky.vae.LossValues;

/**
 * Is told how a run goes. Called on the training thread: be quick. What an observer throws is
 * logged as a warning, once, under its {@code toString()}; it never stops training, but for a
 * {@link VirtualMachineError}, and an interruption while it waits, which is a wish to stop.
 *
 * <p>Until the run has {@link #ended}, the model holds weights for the units trained in, and not
 * averaged: it neither takes nor gives spectra as they are, unless they are trained on as they are.
 * The best one so far is in the file of {@link #checkpointSaved}.
 */
public interface TrainingObserver {
  /** Nobody. */
  TrainingObserver NONE = new TrainingObserver() {};

  /** Training begins. */
  default void started(int epochs, int batchesPerEpoch) {}

  /**
   * The run goes on from an earlier one; after {@link #started}.
   *
   * @param history the epochs that are over
   * @param batch how many batches of the epoch that follows are done
   */
  default void resumed(VaeTrainingHistory history, int batch) {}

  /**
   * Training diverged, and the run goes back to begin the epoch again at half the rate.
   *
   * @param history the epochs that are over, as they were
   * @param batch how many batches of the epoch that follows are done; 0 but for a run that was
   *     resumed within it
   */
  default void retried(Retry retry, VaeTrainingHistory history, int batch) {}

  /** One step was made; epoch and batch count from 0. */
  default void batchEnded(int epoch, int batch, LossValues loss) {}

  /** One batch of the test rows was looked at; epoch and batch count from 0. */
  default void testBatchEnded(int epoch, int batch, LossValues loss) {}

  /** An epoch, with its validation if due, is over; the history ends with it. */
  default void epochEnded(VaeTrainingHistory history) {}

  /**
   * A state is about to be written. A run that goes on from it is not told again what was told
   * until now, so what is to outlast this program must be on disk.
   */
  default void stateTaken() {}

  /** A new best model was written. */
  default void checkpointSaved(Path checkpoint) {}

  /** The run is over or was interrupted, and all files are written. */
  default void ended(VaeTrainingResult result) {}

  /**
   * The run failed, after it had started.
   *
   * @param failure what is thrown; where that is an {@link Error}, such as for want of memory, an
   *     exception with it as the cause
   */
  default void failed(RuntimeException failure) {}
}
