package org.desisky.training;

import org.desisky.vae.LossValues;

/** Ends an epoch, by an exception, where it led to what cannot be gone on from. */
final class EpochChecks {
  private final int epoch;
  private final int lastBatch;
  private final RunFiles files;

  /**
   * Checks of one epoch.
   *
   * @param lastBatch what its end is called
   */
  EpochChecks(int epoch, int lastBatch, RunFiles files) {
    this.epoch = epoch;
    this.lastBatch = lastBatch;
    this.files = files;
  }

  /** That the loss of a batch of these rows is finite. */
  void requireFinite(LossValues loss, int batch, String rows) {
    if (!loss.isFinite()) {
      throw new TrainingDivergedException(epoch, batch, rows, loss, files.checkpoint());
    }
  }

  /** That weights are finite after a batch, whose loss tells nothing. */
  void requireFinite(boolean weightsAreFinite, int batch, LossValues loss) {
    if (!weightsAreFinite) {
      throw new TrainingDivergedException(epoch, batch, "training", loss, files.checkpoint());
    }
  }

  /** That weights are finite at its end. */
  void requireFinite(boolean weightsAreFinite, LossValues loss) {
    requireFinite(weightsAreFinite, lastBatch, loss);
  }

  /** That latents of rows which were not looked at before are finite at its end. */
  void requireFiniteLatents(boolean latentsAreFinite) {
    if (!latentsAreFinite) {
      throw TrainingDivergedException.latents(epoch, lastBatch, files.checkpoint());
    }
  }

  /** That the reconstruction error did not grow beyond what may be gone on from. */
  void requireNoGrowth(double error, double before) {
    if (error > Retry.GROWTH * before) {
      throw TrainingDivergedException.grown(epoch, lastBatch, error, before, files.checkpoint());
    }
  }
}
