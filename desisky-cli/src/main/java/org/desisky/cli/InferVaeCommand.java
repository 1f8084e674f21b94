package org.desisky.cli;

import java.util.concurrent.Callable;
import org.desisky.inference.OnBad;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code desisky infer-vae}. */
@Command(
    name = "infer-vae",
    description = {
      "Encode spectra and reconstruct them, any number of them, with memory for some at a time.",
      "The extension of --output tells the format: .npz (the Python package's keys, and row, EXPID"
          + " and bad), .fits, .vot and .parquet (tables with vectors), .ecsv and .csv (without the"
          + " reconstructed spectra)."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class InferVaeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ModelOptions modelOptions;

  @Mixin SpectraOptions spectra;

  @Mixin RowOptions rowOptions;

  @Option(
      names = "--n-samples",
      paramLabel = "N",
      description = "Use only the first N of the rows that are left.")
  Integer samples;

  @Mixin Output target = new Output("vae_output.npz");

  @Option(
      names = "--sample",
      description =
          "Draw the latents from their distributions, each row with noise of its own; without it"
              + " they are the means.")
  boolean sample;

  @Option(names = "--seed", defaultValue = "42", description = "Seed of that noise.")
  long seed;

  @Option(
      names = "--on-bad",
      paramLabel = "RULE",
      defaultValue = "mark",
      description =
          "Spectra with NaN or infinite flux: fail, skip them, or mark them (NaN for all results).")
  OnBad onBad;

  @Mixin ComputeOptions computeOptions;

  @Override
  public Integer call() {
    if (samples != null && samples < 1) {
      throw new ParameterException(
          spec.commandLine(), "n samples must be 1 or more, not " + samples);
    }
    if (seed < 0) {
      throw new ParameterException(spec.commandLine(), "seed must be 0 or more, not " + seed);
    }
    Talk talk = Talk.of(spec);
    target.check(spec.commandLine(), spectra.dataPath, modelOptions.modelPath);
    InferenceJob job = new InferenceJob(this, talk);
    return job.run();
  }
}
