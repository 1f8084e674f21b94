package org.desisky.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EngineInfo;
import org.desisky.core.engine.EngineUnavailableException;
import org.desisky.core.engine.Engines;
import org.desisky.core.engine.GpuObstacle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(names = "--json", description = "Print one JSON object instead.")
  boolean json;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    List<EngineInfo> engines = Engines.describe();
    Optional<GpuObstacle> gpu = GpuObstacle.find();
    if (json) {
      return tellJson(engines, gpu, talk);
    }
    for (EngineInfo engine : engines) {
      talk.result(engine.name() + " " + engine.version());
      talk.result("  library  " + engine.library().orElse("unknown"));
      talk.result("  devices  " + String.join(", ", engine.devices()));
      failure(engine).ifPresent(failure -> talk.result("  " + failure));
    }
    gpu.ifPresent(found -> talk.result("GPU: " + text(found)));
    Compute chosen = computeOptions.choose(spec.commandLine());
    talk.result("Chosen: " + chosen + ", " + chosen.reason());
    return 0;
  }

  private static Optional<String> failure(EngineInfo engine) {
    String name = engine.name().toLowerCase(Locale.ROOT);
    return engine
        .failure()
        .map(failure -> failure + "; " + EngineAdvice.of(engine.problem(), name));
  }

  /** Also where no engine starts, which is when a program wants to know why. */
  private int tellJson(List<EngineInfo> engines, Optional<GpuObstacle> gpu, Talk talk) {
    ObjectNode root = json(engines, gpu);
    try {
      Compute chosen = computeOptions.choose(spec.commandLine());
      root.putObject("chosen")
          .put("engine", chosen.engineName())
          .put("version", chosen.engineVersion())
          .put("device", chosen.deviceName())
          .put("reason", chosen.reason());
    } catch (EngineUnavailableException e) {
      talk.result(root.putNull("chosen").toString());
      throw e;
    }
    talk.result(root.toString());
    return 0;
  }

  private static ObjectNode json(List<EngineInfo> engines, Optional<GpuObstacle> gpu) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode all = root.putArray("engines");
    for (EngineInfo engine : engines) {
      ObjectNode each = all.addObject();
      each.put("engine", engine.name()).put("version", engine.version());
      each.put("library", engine.library().orElse(null));
      engine.devices().forEach(each.putArray("devices")::add);
      each.put("failure", failure(engine).orElse(null));
      each.put("problem", engine.failure().map(failure -> engine.problem().name()).orElse(null));
    }
    root.put("gpu", gpu.map(EnginesCommand::text).orElse(null));
    root.put("gpu_problem", gpu.map(found -> found.problem().name()).orElse(null));
    return root;
  }

  private static String text(GpuObstacle gpu) {
    return gpu.text() + "; " + EngineAdvice.of(gpu.problem(), "pytorch");
  }
}
