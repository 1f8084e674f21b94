package org.desisky.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.EvenRows;
import org.desisky.core.FloatMatrix;
import org.desisky.data.SkyCondition;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.vae.SkyVae;

/**
 * The spectra that the page shows channel by channel: one of each condition, then those with the
 * largest errors, the median and the smallest, then others evenly from the test rows.
 */
final class ExampleChoice {
  private static final int MOST = 12;
  private static final int LARGEST = 3;

  /** What all examples may take in the page, two float32 a channel as base64. */
  private static final long BYTES = 3_000_000;

  private static final double BYTES_A_CHANNEL = 2 * Float.BYTES * 4 / 3.0;

  private ExampleChoice() {}

  static List<ExampleReconstruction> of(Evaluation evaluation, SkyVae vae) {
    EvaluationData data = evaluation.data();
    Map<Integer, String> chosen = rows(evaluation);
    int[] rows = chosen.keySet().stream().mapToInt(Integer::intValue).toArray();
    FloatMatrix flux = data.catalog().flux().select(rows);
    FloatMatrix reconstruction = vae.reconstruct(flux);
    RowLabels labels = new RowLabels(data);
    List<ExampleReconstruction> examples = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      String label = labels.of(rows[i]) + chosen.get(rows[i]);
      examples.add(ExampleReconstruction.of(label, flux.row(i), reconstruction.row(i)));
    }
    return examples;
  }

  /** Rows of the catalogue, and all that is to be said of them. */
  private static Map<Integer, String> rows(Evaluation evaluation) {
    int[] test = evaluation.data().test();
    int room = (int) (BYTES / (BYTES_A_CHANNEL * evaluation.data().catalog().channels()));
    int most = Math.min(test.length, Math.max(1, Math.min(MOST, room)));
    Map<Integer, String> chosen = new LinkedHashMap<>();
    SkyCondition[] conditions = Evaluation.conditionsOf(evaluation.data().catalog());
    for (SkyCondition wanted : SkyCondition.values()) {
      IntStream.of(test)
          .filter(row -> conditions.length > 0 && conditions[row] == wanted)
          .findFirst()
          .ifPresent(row -> chosen.put(row, ""));
    }
    int[] sorted = sortedByError(evaluation);
    for (int i = 0; i < Math.min(LARGEST, sorted.length); i++) {
      String label = i == 0 ? " · largest error" : ordinal(i);
      chosen.merge(sorted[sorted.length - 1 - i], label, String::concat);
    }
    if (sorted.length > 0) {
      chosen.merge(sorted[sorted.length / 2], " · median error", String::concat);
      chosen.merge(sorted[0], " · smallest error", String::concat);
    }
    for (int row : EvenRows.among(test, MOST)) {
      chosen.putIfAbsent(row, "");
    }
    Map<Integer, String> kept = new LinkedHashMap<>();
    chosen.entrySet().stream().limit(most).forEach(e -> kept.put(e.getKey(), e.getValue()));
    return kept;
  }

  private static String ordinal(int i) {
    return i == 1 ? " · second largest error" : " · third largest error";
  }

  /** Test rows by rising error; those whose error is not finite left out. */
  private static int[] sortedByError(Evaluation evaluation) {
    int[] test = evaluation.data().test();
    double[] errors = evaluation.scores().model().meanSquaredErrors();
    return IntStream.range(0, test.length)
        .filter(i -> Double.isFinite(errors[i]))
        .boxed()
        .sorted((a, b) -> Double.compare(errors[a], errors[b]))
        .mapToInt(i -> test[i])
        .toArray();
  }
}
