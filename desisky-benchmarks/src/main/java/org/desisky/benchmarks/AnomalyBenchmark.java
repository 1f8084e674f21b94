package org.desisky.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.engine.Compute;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.data.KnownBadNights;
import org.desisky.data.SkyCatalog;
import org.desisky.vae.SkyVae;
import org.desisky.vae.anomaly.AnomalyDetector;
import org.desisky.vae.anomaly.AnomalyScore;

/**
 * How well anomalies of known kinds are found: the detector against the mean squared error of the
 * reconstruction and against that of principal components. Prints a table of areas under the ROC
 * curve and of recall where one in a thousand clean spectra is flagged.
 *
 * <pre>AnomalyBenchmark checkpoint training-catalogue calibration-catalogue catalogue truth</pre>
 */
public final class AnomalyBenchmark {
  private static final double RATE = 1e-3;

  private AnomalyBenchmark() {}

  /** Runs it. */
  public static void main(String... arguments) throws IOException {
    Compute compute = Compute.of("PyTorch", "auto");
    SkyCatalog train = good(arguments[1]);
    SkyCatalog usual = good(arguments[2]);
    SkyCatalog catalog = SkyCatalog.read(Path.of(arguments[3]));
    String[] kinds = new String[catalog.rows()];
    Arrays.fill(kinds, "");
    JsonNode truth = JsonMapper.builder().build().readTree(Path.of(arguments[4]).toFile());
    for (JsonNode anomaly : truth.get("anomalies")) {
      kinds[anomaly.get("row").intValue()] = anomaly.get("kind").textValue();
    }
    for (JsonNode row : truth.get("wildfire_rows")) {
      kinds[row.intValue()] = "smoke";
    }
    Map<String, double[]> methods = new LinkedHashMap<>();
    try (SkyVae vae = SkyVae.load(Path.of(arguments[0]), compute)) {
      Stopwatch watch = new Stopwatch();
      AnomalyDetector learnt = AnomalyDetector.fit(vae, train.flux(), train.wavelength());
      watch.tell("learnt from " + train.rows());
      AnomalyDetector detector = learnt.calibrated(usual.flux(), RATE);
      watch.tell("calibrated on " + usual.rows());
      List<AnomalyScore> scores = detector.score(catalog.flux());
      watch.tell("scored " + catalog.rows());
      System.out.println(detector.threshold());
      methods.put("detector", scores.stream().mapToDouble(AnomalyScore::score).toArray());
      long flagged =
          IntStream.range(0, kinds.length)
              .filter(i -> kinds[i].isEmpty() && scores.get(i).flagged())
              .count();
      long clean = Stream.of(kinds).filter(String::isEmpty).count();
      System.out.printf(Locale.ROOT, "%d of %d clean spectra flagged%n", flagged, clean);
      reasons(kinds, scores);
      double[] mse = new double[catalog.rows()];
      float[] errors = vae.reconstructionError(catalog.flux());
      Arrays.setAll(mse, i -> errors[i]);
      methods.put("reconstruction MSE", mse);
      PrincipalComponents components = PrincipalComponents.fit(train.flux(), vae.latentDim());
      methods.put("PCA MSE", components.meanSquaredError(catalog.flux()));
    }
    print(kinds, methods);
  }

  /** What has been used since it was last asked; on a busy machine, processor time tells more. */
  private static final class Stopwatch {
    private final OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private long wall = System.nanoTime();
    private long processor = system.getProcessCpuTime();

    void tell(String what) {
      long now = System.nanoTime();
      long used = system.getProcessCpuTime();
      System.out.printf(
          Locale.ROOT,
          "%s in %.1f s, %.1f s of processor time%n",
          what,
          (now - wall) / 1e9,
          (used - processor) / 1e9);
      wall = now;
      processor = used;
    }
  }

  private static SkyCatalog good(String file) {
    SkyCatalog catalog = SkyCatalog.read(Path.of(file));
    return catalog.select(KnownBadNights.rowsToKeep(catalog.observations()).orElseThrow());
  }

  private static void reasons(String[] kinds, List<AnomalyScore> scores) {
    Map<String, String> examples = new TreeMap<>();
    for (int i = 0; i < kinds.length; i++) {
      AnomalyScore score = scores.get(i);
      examples.putIfAbsent(kinds[i] + " " + score.trait(), score.reason());
    }
    examples.forEach((kind, reason) -> System.out.println(kind + ": " + reason));
  }

  private static void print(String[] kinds, Map<String, double[]> methods) {
    List<String> columns = new ArrayList<>();
    for (String method : methods.keySet()) {
      columns.add(method + ", AUC");
      columns.add("recall");
    }
    System.out.println("| kind | rows | " + String.join(" | ", columns) + " |");
    System.out.println("| --- | ---: |" + " ---: |".repeat(columns.size()));
    List<String> names =
        Stream.of(kinds)
            .filter(k -> !k.isEmpty() && !k.equals("smoke"))
            .distinct()
            .sorted()
            .toList();
    for (String kind : names) {
      row(kind, kinds, List.of(kind), methods);
    }
    row("all", kinds, names, methods);
  }

  private static void row(
      String title, String[] kinds, List<String> wanted, Map<String, double[]> methods) {
    StringBuilder line = new StringBuilder("| " + title);
    boolean counted = false;
    for (double[] score : methods.values()) {
      double[] clean = chosen(kinds, List.of(""), score);
      double[] odd = chosen(kinds, wanted, score);
      Arrays.sort(clean);
      if (!counted) {
        line.append(" | ").append(odd.length);
        counted = true;
      }
      double threshold = clean[(int) Math.ceil(clean.length * (1 - RATE)) - 1];
      long found = Arrays.stream(odd).filter(s -> s > threshold).count();
      line.append(
          String.format(
              Locale.ROOT, " | %.3f | %s", area(odd, clean), interval(found, odd.length)));
    }
    System.out.println(line + " |");
  }

  /** Share and its 95 % interval (Wilson 1927). */
  private static String interval(long found, int n) {
    double p = (double) found / n;
    double z = 1.96;
    double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z / (1 + z * z / n) * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f)",
        p,
        Math.max(0, middle - half),
        Math.min(1, middle + half));
  }

  private static double[] chosen(String[] kinds, List<String> wanted, double[] score) {
    return IntStream.range(0, kinds.length)
        .filter(i -> wanted.contains(kinds[i]))
        .mapToDouble(i -> score[i])
        .toArray();
  }

  /** The chance that an odd spectrum scores higher than a clean one. */
  private static double area(double[] odd, double[] sortedClean) {
    double sum = 0;
    for (double score : odd) {
      int at = Arrays.binarySearch(sortedClean, score);
      sum += at >= 0 ? at : -at - 1;
    }
    return sum / ((double) odd.length * sortedClean.length);
  }
}
