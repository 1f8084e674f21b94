package org.desisky.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Folders;
import org.desisky.data.SkySpecVac;
import org.desisky.data.fetch.FetchException;
import org.desisky.data.fetch.PretrainedWeights;
import org.desisky.data.fetch.RemoteFile;
import picocli.CommandLine.Option;

/** Which model to use, and whether what is missing may be downloaded. */
final class ModelOptions {
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
        "--data-path names a file of your own",
        "'desisky data fetch' downloads it",
        talk);
  }

  private Path fetched(RemoteFile file, Path root, String instead, String how, Talk talk) {
    Path cached = file.in(root);
    if (offline) {
      if (!Files.exists(cached)) {
        throw new BadFileException(
            cached, file.title() + " is not there; " + how + ", and " + instead);
      }
      return cached;
    }
    try {
      return FetchJob.run(file, root, true, talk).path();
    } catch (FetchException e) {
      throw new FetchException(e.getMessage() + " (" + instead + ")", e);
    }
  }
}
