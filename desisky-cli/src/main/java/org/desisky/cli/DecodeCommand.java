package org.desisky.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.BadFileException;
import org.desisky.tables.LatentFile;
import org.desisky.tables.LatentTable;
import org.desisky.vae.SkyVae;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
              + " with a column 'latents', or with columns latents_0, latents_1, ... (LATENT_0,"
              + " LATENT_1, ... in FITS)")
  Path file;

  @Mixin ModelOptions modelOptions;

  @Mixin Output target = new Output("spectra.npz");
  @Mixin ComputeOptions computeOptions;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    target.check(spec.commandLine(), file, modelOptions.modelPath);
    LatentTable table = LatentFile.readTable(file);
    FloatMatrix latents = table.latents();
    DecodedOutput decoded =
        new DecodedOutput(modelOptions.model(talk), latents.rows(), target, talk);
    int taken = decoded.header().latentDim();
    if (latents.columns() != taken) {
      throw new BadFileException(
          file,
          "has "
              + latents.columns()
              + " latents a row, but the model "
              + decoded.model()
              + " takes "
              + taken);
    }
    Compute compute = computeOptions.choose(spec.commandLine());
    talk.say("Decoding " + InferenceJob.count(latents.rows()) + " with " + compute);
    try (SkyVae vae = SkyVae.load(decoded.model(), compute)) {
      decoded.write(
          vae,
          latents,
          Map.of("LATENTS", String.valueOf(file.getFileName())),
          rows -> rows.ofCatalog(table.row(), table.expid()));
    }
    return CommandLine.ExitCode.OK;
  }
}
