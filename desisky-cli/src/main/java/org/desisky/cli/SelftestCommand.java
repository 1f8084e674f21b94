package org.desisky.cli;

import java.util.concurrent.Callable;
import org.desisky.core.engine.Compute;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code desisky selftest}. */
@Command(
    name = "selftest",
    description = {
      "Prove that this installation works, in about a minute, on simulated spectra and without a"
          + " network: engines, catalogues, training, checkpoints, encoding, the report.",
      "Each check is a line. The exit code is 0 if all of them pass, else 1. Nothing is left behind."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class SelftestCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ComputeOptions computeOptions;

  @Option(
      names = "--real",
      description =
          "Instead: fetch the DESI catalogue and the pretrained weights (350 MB, kept), hold them"
              + " against what is known of them, train three epochs, and tell how the real sky"
              + " differs from the simulated one.")
  boolean real;

  @Option(
      names = "--offline",
      description = "Never use the network: with --real, both files must be there already.")
  boolean offline;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    Compute compute = computeOptions.choose(spec.commandLine());
    try (TemporaryFolder folder = TemporaryFolder.of("desisky-selftest-")) {
      Checklist checks = new Checklist(talk);
      if (real) {
        new RealSelftest(compute, offline, folder.path(), talk).run(checks);
      } else {
        new SimulatedSelftest(compute, folder.path(), talk).run(checks);
      }
      return checks.end() ? 0 : 1;
    }
  }
}
