package org.desisky.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.desisky.report.evaluation.SkyDensity;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingResult;
import org.desisky.vae.density.DensityFile;
import org.desisky.vae.density.LatentDensity;

/**
 * What a model gets beside its checkpoint once it is trained: the density of its latents, and the
 * report. The model is saved by then, so that what fails here is a warning.
 */
record AfterTraining(Optional<Path> density, Optional<Path> report) {
  /** Of a run that saves no model, or does not come to its end. */
  static final AfterTraining NOTHING = new AfterTraining(Optional.empty(), Optional.empty());

  /** Makes both, of a run with a checkpoint; the report if it is wanted. */
  static AfterTraining of(
      VaeTrainingConfig config,
      DataSelection.Selected data,
      VaeTrainingResult result,
      boolean wantsReport,
      Talk talk) {
    Path checkpoint = result.checkpoint().orElseThrow();
    String noDensity = "no density of latents";
    Optional<LatentDensity> density =
        orWarning(
            noDensity, () -> SkyDensity.of(result.model(), data.catalog, data.split.train()), talk);
    Optional<Path> stored =
        orWarning(noDensity, () -> density.map(it -> DensityFile.write(it, checkpoint)), talk);
    Optional<Path> report =
        wantsReport
            ? orWarning(
                "no report",
                () -> Optional.of(RunReport.write(config, data, result, density, talk)),
                talk)
            : Optional.empty();
    return new AfterTraining(stored, report);
  }

  private static <T> Optional<T> orWarning(String what, Supplier<Optional<T>> work, Talk talk) {
    try {
      return work.get();
    } catch (RuntimeException | OutOfMemoryError e) {
      talk.warn(what, e);
      return Optional.empty();
    }
  }
}
