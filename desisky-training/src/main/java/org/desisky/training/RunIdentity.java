package org.desisky.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Processor;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.vae.SkyVae;

/**
 * What makes a run the one it is. Two runs with the same settings and data, in the same
 * environment, have the same weights after the same number of steps.
 *
 * @param settings by name: all that a result follows from, but for the number of epochs
 * @param data checksums of spectra and of the rows trained and tested on
 * @param environment what the last bits of a result may depend on besides
 */
record RunIdentity(ObjectNode settings, ObjectNode data, ObjectNode environment) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * Settings that may be said anew when a run goes on: when it ends, and what is done once it has
   * diverged. The device was one in states of earlier versions.
   */
  private static final Set<String> FREE =
      Set.of(Optimisation.PATIENCE, Optimisation.ON_DIVERGENCE, "device");

  /** The settings by name, as they stand in headers, too. */
  static Map<String, Object> settings(
      VaeTrainingConfig config, SkyOptimizer optimizer, SkyVae vae) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("in_channels", vae.inChannels());
    settings.put("latent_dim", vae.latentDim());
    settings.put("learning_rate", optimizer.learningRate());
    settings.put("beta", config.beta());
    settings.put("lam", config.lam());
    settings.putAll(config.settings(vae.latentDim(), optimizer));
    settings.put("engine", vae.compute().engineName());
    return settings;
  }

  static Map<String, Object> data(FloatMatrix spectra, int[] trainRows, int[] testRows) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("spectra", spectra.rows());
    data.put("spectra_sha256", DataChecksum.of(spectra));
    data.put("train_rows", trainRows.length);
    data.put("train_rows_sha256", DataChecksum.of(trainRows));
    data.put("test_rows", testRows.length);
    data.put("test_rows_sha256", DataChecksum.of(testRows));
    return data;
  }

  /** As it stands in headers, too. */
  static Map<String, Object> environment(SkyVae vae) {
    Map<String, Object> environment = new LinkedHashMap<>();
    String version = RunIdentity.class.getPackage().getImplementationVersion();
    environment.put("version", version == null ? "development" : version);
    environment.put("engine_version", vae.compute().engineVersion());
    environment.put("device", vae.compute().deviceName());
    environment.put("java", System.getProperty("java.version"));
    environment.put("architecture", System.getProperty("os.arch"));
    environment.put("layers", vae.layers());
    environment.put("processor", Processor.maker());
    environment.put("processor_model", Processor.model());
    environment.put("processors", Runtime.getRuntime().availableProcessors());
    environment.put("omp_num_threads", System.getenv("OMP_NUM_THREADS"));
    return environment;
  }

  static RunIdentity of(
      Map<String, Object> settings, Map<String, Object> data, Map<String, Object> environment) {
    return new RunIdentity(json(settings), json(data), json(environment));
  }

  /**
   * As it comes back from a file, so that numbers of all types compare.
   *
   * @throws IllegalArgumentException if something in it is none of texts, numbers, lists and maps
   */
  static ObjectNode json(Map<String, Object> map) {
    try {
      return (ObjectNode) JSON.readTree(JSON.writeValueAsBytes(map));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not a map of texts, numbers, lists and maps: " + e.getOriginalMessage(), e);
    } catch (java.io.IOException e) {
      throw new DesiskyException("JSON in memory cannot be read", e);
    }
  }

  /** What keeps a run from going on as {@code asked}: a clause for each difference. */
  List<String> differences(RunIdentity asked) {
    List<String> all =
        differences(settings.deepCopy().without(FREE), asked.settings.deepCopy().without(FREE));
    all.addAll(differences(data, asked.data));
    return all;
  }

  /** What may change the last bits, of what was known when this was stored. */
  List<String> environmentDifferences(RunIdentity now) {
    List<String> known = new ArrayList<>();
    environment.fieldNames().forEachRemaining(known::add);
    return differences(environment, now.environment.deepCopy().retain(known));
  }

  private static List<String> differences(JsonNode stored, JsonNode asked) {
    Set<String> names = new TreeSet<>();
    stored.fieldNames().forEachRemaining(names::add);
    asked.fieldNames().forEachRemaining(names::add);
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      JsonNode before = stored.get(name);
      JsonNode now = asked.get(name);
      if (before == null || !before.equals(now)) {
        differences.add(name + " (" + text(before) + " stored, " + text(now) + " asked)");
      }
    }
    return differences;
  }

  private static String text(JsonNode value) {
    if (value == null || value.isNull()) {
      return "not set";
    }
    String text = value.isTextual() ? value.textValue() : value.toString();
    return text.length() == 64 ? text.substring(0, 12) + "…" : text;
  }
}
