package org.desisky.cli;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalogFile;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.Interpolation;
import org.desisky.vae.SkyVae;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code desisky interpolate}. */
@Command(
    name = "interpolate",
    description = {
      "Make the spectra on the way from one spectrum to another, through the space of latents.",
      "Both ends are encoded (means); the points between them are decoded. Formats are those of"
          + " 'desisky decode'; all but .ecsv and .csv have 'fraction', from 0 to 1, too."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class InterpolateCommand implements Callable<Integer> {
  private static final int MOST_STEPS = 100_000;

  @Spec CommandSpec spec;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "SPECTRUM",
      converter = RowName.Converter.class,
      description =
          "The first spectrum: its EXPID, or its row counted from 0; expid:N and row:N say which.")
  RowName from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "SPECTRUM",
      converter = RowName.Converter.class,
      description = "The last spectrum, likewise.")
  RowName to;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many spectra, both ends included.")
  int steps;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "linear",
      description = "linear, or spherical: along the arc between the two directions.")
  Interpolation method;

  @Mixin ModelOptions modelOptions;

  @Mixin SpectraOptions spectra;

  @Mixin Output target = new Output("interpolation.npz");

  @Mixin ComputeOptions computeOptions;

  @Override
  public Integer call() {
    if (steps < 2 || steps > MOST_STEPS) {
      throw new ParameterException(
          spec.commandLine(), "steps must be from 2 to " + MOST_STEPS + ", not " + steps);
    }
    Talk talk = Talk.of(spec);
    target.check(spec.commandLine(), spectra.dataPath, modelOptions.modelPath);
    DecodedOutput decoded = new DecodedOutput(modelOptions.model(talk), steps, target, talk);
    Path data = modelOptions.data(spectra.dataPath, talk);
    target.check(spec.commandLine(), data, decoded.model());
    FloatMatrix ends = ends(data, decoded.header(), talk);
    Compute compute = computeOptions.choose(spec.commandLine());
    try (SkyVae vae = SkyVae.load(decoded.model(), compute)) {
      FloatMatrix means = vae.encode(ends).mean();
      FloatMatrix way = method.between(means.row(0), means.row(1), steps);
      decoded.write(
          vae,
          way,
          ImmutableMap.of("FROM", from.toString(), "TO", to.toString()),
          rows -> rows.with("fraction", "part of the way, from 0 to 1", fractions()));
    }
    return CommandLine.ExitCode.OK;
  }

  private float[] fractions() {
    float[] fractions = new float[steps];
    for (int i = 0; i < steps; i++) {
      fractions[i] = (float) (i / (steps - 1.0));
    }
    return fractions;
  }

  /** The two spectra, on the model's wavelengths. */
  private FloatMatrix ends(Path data, CheckpointHeader header, Talk talk) {
    try (SkyCatalogFile file = SkyCatalogFile.open(data)) {
      int[] rows = {from.row(file, talk), to.row(file, talk)};
      Optional<FluxRebinning> rebinning = spectra.rebinning(file, header, talk);
      FloatMatrix flux = FluxRebinning.brought(file.flux(rows), rebinning);
      for (int i = 0; i < rows.length; i++) {
        if (!flux.isFinite(i)) {
          throw BadRows.one(file, rows[i]);
        }
      }
      return flux;
    }
  }
}
