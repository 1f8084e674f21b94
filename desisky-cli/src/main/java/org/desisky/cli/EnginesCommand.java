package org.desisky.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EngineInfo;
import org.desisky.core.engine.Engines;
import org.desisky.core.engine.GpuObstacle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code desisky engines}. */
@Command(
    name = "engines",
    description = {
      "Show the tensor engines that are installed, and which one would be chosen.",
      "Chosen is what --engine names, else $DESISKY_ENGINE, else $DJL_DEFAULT_ENGINE, else the"
          + " first that can use a GPU, else the first whose arrays Java can change in place."
    },
    mixinStandardHelpOptions = true,
    subcommands = {EnginesVerifyCommand.class, EnginesAddCommand.class})
final class EnginesCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ComputeOptions computeOptions;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    List<EngineInfo> engines = Engines.describe();
    for (EngineInfo engine : engines) {
      talk.result(engine.name() + " " + engine.version());
      talk.result("  library  " + engine.library().orElse("unknown"));
      talk.result("  devices  " + String.join(", ", engine.devices()));
      engine
          .failure()
          .ifPresent(
              failure ->
                  talk.result(
                      "  "
                          + failure
                          + "; "
                          + EngineAdvice.of(
                              engine.problem(), engine.name().toLowerCase(Locale.ROOT))));
    }
    GpuObstacle.find()
        .ifPresent(
            gpu ->
                talk.result(
                    "GPU: " + gpu.text() + "; " + EngineAdvice.of(gpu.problem(), "pytorch")));
    Compute chosen = computeOptions.choose(spec.commandLine());
    talk.result("Chosen: " + chosen + ", " + chosen.reason());
    return 0;
  }
}
