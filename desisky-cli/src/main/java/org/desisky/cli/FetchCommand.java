package org.desisky.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.desisky.core.io.Folders;
import org.desisky.data.SkySpecVac;
import org.desisky.data.fetch.RemoteFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code desisky data fetch}. Its {@code --version} is the catalogue's, not the program's. */
@Command(
    name = "fetch",
    description = {
      "Download the DESI sky-spectra catalogue (VAC), about 274 MB, unless it is there.",
      "Prints its path. A download that broke off goes on where it stopped."
    },
    showDefaultValues = true)
final class FetchCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin FetchOptions options;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  boolean help;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      defaultValue = SkySpecVac.VERSION,
      description = "Version of the catalogue.")
  String version;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "The data folder (default: $DESISKY_DATA_DIR, else ~/.desisky/data).")
  Path root;

  @Override
  public Integer call() {
    RemoteFile file;
    try {
      file = SkySpecVac.published(version);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Path folder = root == null ? Folders.ofUser().data() : root;
    return options.fetch(file, folder, spec.commandLine());
  }
}
