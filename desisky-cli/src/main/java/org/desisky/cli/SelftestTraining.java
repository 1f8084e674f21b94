package org.desisky.cli;

import java.io.StringWriter;
import java.nio.file.Path;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.Compute;
import org.desisky.data.SplitRule;
import org.desisky.training.VaeTrainingConfig;

/** The training run of a selftest. */
final class SelftestTraining {
  /** Of all that is random in a selftest. */
  static final long SEED = 42;

  private static final int LATENTS = 8;

  private final Compute compute;
  private final Path folder;
  private final StringWriter warnings = new StringWriter();
  private final Talk talk;

  /**
   * Makes one.
   *
   * @param folder where its files go
   * @param watcher where it shows how it goes
   */
  SelftestTraining(Compute compute, Path folder, Talk watcher) {
    this.compute = compute;
    this.folder = folder;
    this.talk = watcher.keepingWarnings(warnings);
  }

  /**
   * Trains on the good nights of a file, a tenth of them held back to test.
   *
   * @param settings but for those that all selftests share
   * @param dropNonFinite whether NaN and infinite flux is left out, rather than an error
   * @param wantsReport whether to write the page
   * @throws DesiskyException also if it is interrupted
   */
  TrainingJob.Outcome on(
      Path file, VaeTrainingConfig.Builder settings, boolean dropNonFinite, boolean wantsReport) {
    VaeTrainingConfig config =
        settings.saveDir(folder).runName("selftest").randomSeed(SEED).saveState(false).build();
    DataSelection selection =
        new DataSelection(file, RowChoice.GOOD_NIGHTS, dropNonFinite, SplitRule.ROW, 0.1, 0, SEED);
    TrainingJob.Outcome outcome =
        new TrainingJob(selection, config, LATENTS, wantsReport, talk).run(compute);
    if (outcome.result().interrupted()) {
      throw new DesiskyException("interrupted");
    }
    return outcome;
  }

  /** What it warned of, in one line. */
  String warnings() {
    return String.join("; ", warnings.toString().lines().toList());
  }
}
