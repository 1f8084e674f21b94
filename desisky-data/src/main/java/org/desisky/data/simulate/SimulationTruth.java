package org.desisky.data.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.desisky.core.io.AtomicFiles;
import org.desisky.data.SkyCondition;

/**
 * What is true of a simulated catalogue: which rows were spoilt and how, which lie in nights of
 * smoke or in an eclipse of the Moon, how many there are of each condition.
 *
 * @param rows how many spectra
 * @param seed of the simulation
 * @param anomalies in the order of their rows
 * @param wildfireRows rows of the nights of wildfire smoke, rising
 * @param eclipseRows rows with the Moon up and partly or wholly in the Earth's umbra, rising
 * @param conditions how many rows of each
 */
public record SimulationTruth(
    int rows,
    long seed,
    List<Anomaly> anomalies,
    List<Integer> wildfireRows,
    List<Integer> eclipseRows,
    Map<SkyCondition, Integer> conditions) {
  /** Copies what is given. */
  public SimulationTruth {
    anomalies = ImmutableList.copyOf(anomalies);
    wildfireRows = ImmutableList.copyOf(wildfireRows);
    eclipseRows = ImmutableList.copyOf(eclipseRows);
    conditions = ImmutableMap.copyOf(conditions);
  }

  static SimulationTruth of(
      long seed, List<Exposure> log, SkyCondition[] conditions, List<Anomaly> anomalies) {
    List<Integer> wildfire = new ArrayList<>();
    List<Integer> eclipse = new ArrayList<>();
    Map<SkyCondition, Integer> counts = new EnumMap<>(SkyCondition.class);
    for (SkyCondition condition : SkyCondition.values()) {
      counts.put(condition, 0);
    }
    for (int row = 0; row < log.size(); row++) {
      if (log.get(row).night().smoky()) {
        wildfire.add(row);
      }
      Geometry geometry = log.get(row).geometry();
      if (geometry.umbralFraction() > 0 && geometry.moonAltitude() > 0) {
        eclipse.add(row);
      }
      counts.merge(conditions[row], 1, Integer::sum);
    }
    return new SimulationTruth(log.size(), seed, anomalies, wildfire, eclipse, counts);
  }

  /**
   * Writes it as JSON: {@code n_rows}, {@code seed}, {@code kinds}, {@code anomalies} (each {@code
   * row}, {@code expid}, {@code kind}, {@code strength}, {@code wave_range} in Å and its details),
   * {@code wildfire_rows}, {@code eclipse_rows} and {@code class_counts}. Rows count from 0.
   *
   * @throws org.desisky.core.DesiskyException if the file cannot be written
   */
  public void write(Path file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("n_rows", rows);
    json.put("seed", seed);
    json.put("kinds", Stream.of(AnomalyKind.values()).map(AnomalyKind::label).toList());
    json.put("anomalies", anomalies.stream().map(SimulationTruth::entry).toList());
    json.put("wildfire_rows", wildfireRows);
    json.put("eclipse_rows", eclipseRows);
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (SkyCondition condition : SkyCondition.values()) {
      counts.put(condition.label(), conditions.get(condition));
    }
    json.put("class_counts", counts);
    byte[] text = bytes(json);
    AtomicFiles.write(file, out -> out.write(text));
  }

  private static byte[] bytes(Map<String, Object> json) {
    try {
      return (new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // numbers, texts and lists of them
    }
  }

  private static Map<String, Object> entry(Anomaly anomaly) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("row", anomaly.row());
    entry.put("expid", anomaly.expid());
    entry.put("kind", anomaly.kind().label());
    entry.put("strength", anomaly.strength());
    entry.put("wave_range", List.of(anomaly.from(), anomaly.to()));
    entry.putAll(anomaly.details());
    return entry;
  }
}
