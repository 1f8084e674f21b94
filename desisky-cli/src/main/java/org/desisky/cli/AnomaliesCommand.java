package org.desisky.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.desisky.inference.OnBad;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code desisky anomalies}. */
@Command(
    name = "anomalies",
    description = {
      "Rank spectra by how odd they are, with the reason and the wavelengths at fault.",
      "What is usual is learnt from the rows that the model was trained on, and how often usual"
          + " spectra are flagged from rows that neither trained it nor picked its epoch"
          + " (--calibration-split of train-vae, or --reference). Where these are not known, others"
          + " are taken, and a warning says so.",
      "The extension of --output tells the format: .csv, .ecsv, .fits, .vot, .parquet or .npz."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class AnomaliesCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ModelOptions modelOptions;

  @Mixin SpectraOptions spectra;

  @Mixin RowOptions rowOptions;

  @Option(
      names = "--fpr",
      paramLabel = "RATE",
      defaultValue = "0.001",
      description = "Which part of usual spectra may be flagged, between 0 and 1.")
  double falsePositiveRate;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description =
          "Another catalogue to learn what is usual from, and to calibrate with; few of its spectra"
              + " should be odd.")
  Path reference;

  @Mixin Output target = new Output("anomalies.csv");

  @Option(
      names = "--on-bad",
      paramLabel = "RULE",
      defaultValue = "mark",
      description =
          "Spectra with NaN or infinite flux: fail, skip them, or mark them (they come first).")
  OnBad onBad;

  @Mixin ComputeOptions computeOptions;

  @Override
  public Integer call() {
    if (!(falsePositiveRate > 0 && falsePositiveRate < 1)) {
      throw new ParameterException(
          spec.commandLine(), "fpr must lie between 0 and 1, not be " + falsePositiveRate);
    }
    target.check(spec.commandLine(), spectra.dataPath, modelOptions.modelPath, reference);
    new AnomaliesJob(this, Talk.of(spec)).run();
    return CommandLine.ExitCode.OK;
  }
}
