package org.desisky.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Folders;
import org.desisky.data.SkySpecVac;
import org.desisky.data.fetch.PretrainedWeights;
import org.desisky.data.fetch.RemoteFile;
import picocli.CommandLine.Option;

/** Which model to use, and whether what is missing may be downloaded. */
final class ModelOptions {
  /** What can be done where the catalogue cannot be had. */
  static final String OWN_DATA = "--data-path names a file of your own";

  private static final String MODEL = "vae";

  @Option(
      names = "--model-path",
      paramLabel = "FILE",
      description =
          "A checkpoint (.eqx), ours or the Python package's. Without it: the pretrained weights,"
              + " which are downloaded (76 MB, once) unless they are there.")
  Path modelPath;

  @Option(
      names = "--offline",
      description = "Never use the network: what would be downloaded must be there already.")
  boolean offline;

  /** The checkpoint, downloaded where it must be. */
  Path model(Talk talk) {
    if (modelPath != null) {
      return modelPath;
    }
    return fetched(
        PretrainedWeights.published(MODEL),
        Folders.ofUser().pretrainedModels(),
        "--model-path names a checkpoint of your own",
        "'desisky model fetch vae' downloads it",
        offline,
        talk);
  }

  /** The catalogue: the file named, or the VAC, downloaded where it must be. */
  Path data(Path named, Talk talk) {
    if (named != null) {
      return named;
    }
    return fetched(
        SkySpecVac.published(SkySpecVac.VERSION),
        Folders.ofUser().data(),
        OWN_DATA,
        "'desisky data fetch' downloads it",
        offline,
        talk);
  }

  /**
   * A published file, downloaded where it must be and may be.
   *
   * @param instead what else the user can do where it cannot be had
   * @param how what downloads it
   */
  static Path fetched(
      RemoteFile file, Path root, String instead, String how, boolean offline, Talk talk) {
    Path cached = file.in(root);
    if (offline) {
      if (!Files.exists(cached)) {
        throw new BadFileException(
            cached, "not there: " + file.title() + "; " + how + ", and " + instead);
      }
      FetchJob.checkOffline(file, root, talk);
      return cached;
    }
    return FetchJob.runOr(instead, file, root, talk).path();
  }
}
