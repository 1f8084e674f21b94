package org.desisky.cli;

import java.nio.file.Path;
import org.desisky.core.engine.Compute;
import org.desisky.data.SplitRule;
import org.desisky.training.VaeTrainingConfig;

/**
 * The training run of a selftest.
 *
 * @param compute what computes
 * @param folder where its files go
 */
record SelftestTraining(Compute compute, Path folder) {
  /** Of all that is random in a selftest. */
  static final long SEED = 42;

  private static final int LATENTS = 8;

  /**
   * Trains on the good nights of a file, a tenth of them held back to test.
   *
   * @param settings but for those that all selftests share
   * @param dropNonFinite whether NaN and infinite flux is left out, rather than an error
   * @param wantsReport whether to write the page
   */
  TrainingJob.Outcome on(
      Path file, VaeTrainingConfig.Builder settings, boolean dropNonFinite, boolean wantsReport) {
    VaeTrainingConfig config =
        settings.saveDir(folder).runName("selftest").randomSeed(SEED).saveState(false).build();
    DataSelection selection =
        new DataSelection(file, RowChoice.GOOD_NIGHTS, dropNonFinite, SplitRule.ROW, 0.1, 0, SEED);
    return new TrainingJob(selection, config, LATENTS, wantsReport, Talk.SILENT).run(compute);
  }
}
