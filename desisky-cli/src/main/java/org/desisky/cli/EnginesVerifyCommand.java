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

  @Option(names = "--json", description = "Print one JSON object instead.")
  boolean json;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    if (only != null) {
      talk.result(here().toString());
      return 0;
    }
    if (Engines.names().isEmpty()) {
      Compute.auto(); // which says so
    }
    List<Verdict> verdicts = verify();
    boolean passed = verdicts.stream().allMatch(Verdict::passed);
    if (json) {
      ObjectNode all = JsonNodeFactory.instance.objectNode().put("passed", passed);
      verdicts.stream().map(Verdict::json).forEach(all.putArray("checks")::add);
      talk.result(all.toString());
    } else {
      verdicts.forEach(verdict -> talk.result(verdict.name() + ": " + verdict.text()));
    }
    return passed ? 0 : 1;
  }

  /**
   * What came of an engine on a device.
   *
   * @param name both of them
   * @param passed whether everything was as it should be
   * @param text in words
   * @param json the same in numbers, or why there are none
   */
  record Verdict(String name, boolean passed, String text, ObjectNode json) {}

  /** Tries every engine on each of its devices. */
  static List<Verdict> verify() {
    List<Verdict> verdicts = new ArrayList<>();
    for (String name : Engines.names()) {
      JsonNode first = inItsOwnProcess(name, "cpu");
      verdicts.add(verdict(name, "cpu", first));
      for (JsonNode each : first.path("devices")) {
        if (!each.textValue().equals("cpu")) {
          JsonNode other = inItsOwnProcess(name, each.textValue());
          verdicts.add(verdict(name, each.textValue(), other));
        }
      }
    }
    return verdicts;
  }

  private static Verdict verdict(String name, String device, JsonNode result) {
    boolean passed = result.path("passed").booleanValue();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("engine", name).put("device", device).put("passed", passed);
    if (result.has("failure")) {
      String failure = result.get("failure").textValue();
      return new Verdict(
          name + " on " + device, false, "FAILED, " + failure, json.put("failure", failure));
    }
    json.put("library", result.get("engine").textValue());
    json.put("placed", result.get("placed").textValue());
    putOff(json, result, "first_loss", EngineCheckResult.FIRST_LOSS_TOLERANCE);
    putOff(json, result, "losses", EngineCheckResult.LOSS_TOLERANCE);
    putOff(json, result, "norms", EngineCheckResult.NORM_TOLERANCE);
    String text =
        String.format(
            Locale.ROOT,
            "%s; loss %.1e off before the first step (%.0e allowed), %.1e after steps (%.0e),"
                + " gradients %.1e (%.0e)%s",
            passed ? "right" : "WRONG",
            number(result, "first_loss"),
            EngineCheckResult.FIRST_LOSS_TOLERANCE,
            number(result, "losses"),
            EngineCheckResult.LOSS_TOLERANCE,
            number(result, "norms"),
            EngineCheckResult.NORM_TOLERANCE,
            result.get("placed").textValue().equals(device)
                ? ""
                : ", and the weights lay on " + result.get("placed").textValue());
    return new Verdict(result.get("engine").textValue() + " on " + device, passed, text, json);
  }

  /** How far something is off, null where that is no number, and how far it may be. */
  private static void putOff(ObjectNode json, JsonNode result, String name, double tolerance) {
    double off = number(result, name);
    json.put(name, Double.isFinite(off) ? off : null).put(name + "_allowed", tolerance);
  }

  /** A number, or the text that JSON has for what is none. */
  private static double number(JsonNode result, String name) {
    return result.get(name).asDouble(Double.NaN);
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
