package org.desisky.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.desisky.core.Labelled;
import org.desisky.data.SkyCondition;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code desisky sample}. */
@Command(
    name = "sample",
    description = {
      "Make spectra that could have been: latents are drawn, and decoded.",
      "From the density of the latents of real spectra, which 'desisky train-vae' writes beside the"
          + " checkpoint, and --data-path fits to any spectra; or from the prior. Formats are those"
          + " of 'desisky decode'."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class SampleCommand implements Callable<Integer> {
  private static final int MOST = 10_000_000;

  /** What latents are drawn from. */
  enum Source implements Labelled {
    /** A standard normal distribution. */
    PRIOR,
    /** The density of the latents of real spectra. */
    DENSITY
  }

  @Spec CommandSpec spec;
  @Mixin ModelOptions modelOptions;

  @Option(
      names = "--n",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many spectra to make.")
  int count;

  @Option(
      names = "--from",
      paramLabel = "SOURCE",
      description =
          "density or prior. Without it: the density where the checkpoint has one beside it, else the"
              + " prior.")
  Source from;

  @Option(
      names = "--condition",
      paramLabel = "CONDITION",
      description =
          "Spectra of one condition, from its own density: dark, moon, twilight or other.")
  SkyCondition condition;

  @Option(names = "--seed", defaultValue = "42", description = "Seed of what is drawn.")
  long seed;

  @Option(
      names = "--data-path",
      paramLabel = "FILE",
      description =
          "Fit the density to the spectra of this file, and store it beside the checkpoint, before"
              + " drawing from it. Of a file that the model was trained on, its training rows.")
  Path dataPath;

  @Option(
      names = "--resample",
      description = "Bring spectra of --data-path on another wavelength grid to the model's.")
  boolean resample;

  @Mixin Output target = new Output("samples.npz");
  @Mixin ComputeOptions computeOptions;

  @Override
  public Integer call() {
    if (count < 1 || count > MOST) {
      throw new ParameterException(
          spec.commandLine(), "n must be from 1 to " + MOST + ", not " + count);
    }
    if (seed < 0) {
      throw new ParameterException(spec.commandLine(), "seed must be 0 or more, not " + seed);
    }
    ParseResult given = spec.commandLine().getParseResult();
    if (from == Source.PRIOR && given.hasMatchedOption("--condition")) {
      throw new ParameterException(
          spec.commandLine(), "the prior knows no --condition; draw --from density");
    }
    if (from == Source.PRIOR && given.hasMatchedOption("--data-path")) {
      throw new ParameterException(
          spec.commandLine(), "--data-path is for a density; draw --from density");
    }
    if (resample && dataPath == null && given.hasMatchedOption("--resample")) {
      throw new ParameterException(
          spec.commandLine(),
          "--resample is for the spectra that a density is fitted to; name them with --data-path");
    }
    Talk talk = Talk.of(spec);
    target.check(spec.commandLine(), dataPath, modelOptions.modelPath);
    new SampleJob(this, talk).run();
    return CommandLine.ExitCode.OK;
  }

  /** Whether to fit a density; the prior needs none, whatever the user's defaults are. */
  boolean fits() {
    return dataPath != null && from != Source.PRIOR;
  }
}
