package org.desisky.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.desisky.core.io.Folders;
import org.desisky.data.fetch.PretrainedWeights;
import org.desisky.data.fetch.RemoteFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code desisky model fetch}. */
@Command(
    name = "fetch",
    description = {
      "Download the published weights of a model, unless they are there.",
      "Prints their path. A download that broke off goes on where it stopped."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class ModelFetchCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin FetchOptions options;

  @Parameters(paramLabel = "MODEL", description = "Which: vae (76.2 MB).")
  String name;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description =
          "The folder of models (default: $DESISKY_CACHE_DIR, else models in the data folder).")
  Path root;

  @Override
  public Integer call() {
    RemoteFile file;
    try {
      file = PretrainedWeights.published(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Path folder = root == null ? Folders.ofUser().pretrainedModels() : root;
    return options.fetch(file, folder, spec.commandLine());
  }
}
