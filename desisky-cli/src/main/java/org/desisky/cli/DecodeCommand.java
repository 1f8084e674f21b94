package org.desisky.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.BadFileException;
import org.desisky.inference.DecodedRows;
import org.desisky.tables.LatentFile;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code desisky decode}. */
@Command(
    name = "decode",
    description = {
      "Make the spectra that latents stand for.",
      "The extension of --output tells the format: .npz (flux, latents, wavelength), .fits (a"
          + " catalogue, with the latents in METADATA), .vot and .parquet (tables with vectors),"
          + " .ecsv and .csv (a row a channel, a column a spectrum)."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class DecodeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description =
          "The latents: a .npz with 'latents' (N, d), or a table (.fits, .vot, .ecsv, .csv)"
              + " with a column 'latents', or with columns latents_0, latents_1, ...")
  Path file;

  @Mixin ModelOptions modelOptions;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "spectra.npz",
      description = "The file to write, or - for standard output.")
  String output;

  @Mixin Output target;
  @Mixin ComputeOptions computeOptions;

  @Override
  public Integer call() {
    Talk talk = new Talk(spec.commandLine().getOut(), spec.commandLine().getErr());
    target.check(output, spec.commandLine(), file, modelOptions.modelPath);
    FloatMatrix latents = LatentFile.read(file);
    Path model = modelOptions.model(talk);
    CheckpointHeader header = CheckpointHeader.read(model);
    if (latents.columns() != header.latentDim()) {
      throw new BadFileException(
          file,
          "has "
              + latents.columns()
              + " latents a row, but the model "
              + model
              + " takes "
              + header.latentDim());
    }
    DecodedOutput decoded = new DecodedOutput(target, header, talk);
    Compute compute = computeOptions.choose(spec.commandLine());
    talk.say("Decoding " + InferenceJob.count(latents.rows()) + " with " + compute);
    try (SkyVae vae = SkyVae.load(model, compute);
        RowProgress progress = new RowProgress("Decoding", latents.rows(), talk)) {
      decoded.write(
          new DecodedRows(
              vae,
              latents,
              decoded.wavelength(),
              Map.of(
                  "PROGRAM", "desisky " + Version.text(),
                  "MODEL", String.valueOf(model.getFileName()),
                  "LATENTS", String.valueOf(file.getFileName())),
              progress.watch()));
    }
    return CommandLine.ExitCode.OK;
  }
}
