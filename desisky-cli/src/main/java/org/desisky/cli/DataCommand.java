package org.desisky.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code desisky data}. */
@Command(
    name = "data",
    description = "Catalogues of sky spectra.",
    mixinStandardHelpOptions = true,
    subcommands = {
      FetchCommand.class,
      DataDirCommand.class,
      SimulateCommand.class,
      DataInfoCommand.class,
      DataExportCommand.class,
      DataPlotCommand.class
    })
final class DataCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing a command.");
  }
}
