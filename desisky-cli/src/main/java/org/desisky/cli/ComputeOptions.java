package org.desisky.cli;

import org.desisky.core.engine.Compute;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which engine and device to use: the same two options on every command that computes. */
final class ComputeOptions {
  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "${env:DESISKY_ENGINE:-auto}",
      description =
          "Tensor engine: auto, or one on the class path by its name, such as pytorch or mxnet, in"
              + " any case (default: $DESISKY_ENGINE, else auto).")
  String engine;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "auto, cpu, gpu or gpu:N (default: ${DEFAULT-VALUE}).")
  String device;

  Compute choose(CommandLine command) {
    try {
      return Compute.of(engine.isBlank() ? "auto" : engine, device);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
  }
}
