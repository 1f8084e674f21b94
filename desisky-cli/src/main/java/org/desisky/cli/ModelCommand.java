package org.desisky.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code desisky model}. */
@Command(
    name = "model",
    description = "Trained models.",
    mixinStandardHelpOptions = true,
    subcommands = ModelFetchCommand.class)
final class ModelCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing a command.");
  }
}
