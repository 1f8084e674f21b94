package org.desisky.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EngineInfo;
import org.desisky.core.engine.EngineUnavailableException;
import org.desisky.core.engine.Engines;
import org.desisky.training.verify.EngineCheck;
import org.desisky.training.verify.EngineCheckResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code desisky engines verify}. Each engine and device is tried in a process of its own, which
 * may crash with the engine.
 */
@Command(
    name = "verify",
    description = {
      "Train three steps on each installed engine and device, each in a process of its own, and"
          + " compare with the results of the Python package.",
      "The exit code is 0 if all of them are right."
    },
    mixinStandardHelpOptions = true)
final class EnginesVerifyCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--only", hidden = true, description = "Try this engine, in this process.")
  String only;

  @Option(names = "--on", hidden = true, defaultValue = "cpu", description = "On this device.")
  String device;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    if (only != null) {
      talk.result(here().toString());
      return 0;
    }
    List<String> names = Engines.names();
    if (names.isEmpty()) {
      Compute.auto(); // which says so
    }
    boolean passed = true;
    for (String name : names) {
      JsonNode first = inItsOwnProcess(name, "cpu");
      passed &= tell(talk, name, "cpu", first);
      for (JsonNode each : first.path("devices")) {
        if (!each.textValue().equals("cpu")) {
          passed &= tell(talk, name, each.textValue(), inItsOwnProcess(name, each.textValue()));
        }
      }
    }
    return passed ? 0 : 1;
  }

  private static boolean tell(Talk talk, String name, String device, JsonNode result) {
    if (result.has("failure")) {
      talk.result(name + " on " + device + ": FAILED, " + result.get("failure").textValue());
      return false;
    }
    boolean passed = result.get("passed").booleanValue();
    talk.result(
        String.format(
            Locale.ROOT,
            "%s on %s: %s; loss %.1e off before the first step (%.0e allowed), %.1e after steps"
                + " (%.0e), gradients %.1e (%.0e)%s",
            result.get("engine").textValue(),
            device,
            passed ? "right" : "WRONG",
            result.get("first_loss").doubleValue(),
            EngineCheckResult.FIRST_LOSS_TOLERANCE,
            result.get("losses").doubleValue(),
            EngineCheckResult.LOSS_TOLERANCE,
            result.get("norms").doubleValue(),
            EngineCheckResult.NORM_TOLERANCE,
            result.get("placed").textValue().equals(device)
                ? ""
                : ", and the weights lay on " + result.get("placed").textValue()));
    return passed;
  }

  private ObjectNode here() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    try {
      EngineCheckResult result = EngineCheck.run(Compute.of(only, device));
      json.put("engine", result.engine())
          .put("passed", result.passed())
          .put("placed", result.placed())
          .put("first_loss", result.firstLoss())
          .put("losses", result.losses())
          .put("norms", result.norms());
    } catch (EngineUnavailableException e) {
      return json.put("failure", EngineAdvice.line(e));
    } catch (DesiskyException e) {
      return json.put("failure", e.getMessage());
    }
    for (EngineInfo info : Engines.describe()) {
      if (info.name().equals(only)) {
        info.devices().forEach(json.withArray("devices")::add);
      }
    }
    return json;
  }

  private static JsonNode inItsOwnProcess(String name, String device) {
    List<String> arguments = new ArrayList<>(List.of("engines", "verify"));
    arguments.addAll(List.of("--only", name, "--on", device));
    OwnProcess.Result result = OwnProcess.run(arguments);
    try {
      String line = result.lastLine();
      if (result.exitCode() == 0 && line.startsWith("{")) {
        return new ObjectMapper().readTree(line);
      }
    } catch (IOException e) {
      // What it printed is no answer, as if it had printed nothing.
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("failure", "its process ended with exit code " + result.exitCode());
  }
}
