package org.desisky.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EngineInfo;
import org.desisky.core.engine.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code desisky engines}. */
@Command(
    name = "engines",
    description = "Show the tensor engines on the class path, and which one would be chosen.",
    mixinStandardHelpOptions = true)
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
      engine.failure().ifPresent(failure -> talk.result("  " + failure));
    }
    Compute chosen = computeOptions.choose(spec.commandLine());
    talk.result("Chosen: " + chosen + ", " + chosen.reason());
    return 0;
  }
}
