package org.desisky.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.training.Gradients;
import org.desisky.training.TrainingStep;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.optimizer.Adam;
import org.desisky.vae.SkyVae;

/**
 * Times whole training steps of the full-size model, as {@code VaeTrainer} makes them, and encoding
 * and decoding of 1000 spectra. Prints one line of JSON. Meant for a fresh process each time.
 *
 * <pre>TrainingStepBenchmark [engine [steps [warm-up steps]]]</pre>
 */
public final class TrainingStepBenchmark {
  private static final int CHANNELS = 7781;
  private static final int LATENT = 8;
  private static final int BATCH = 64;
  private static final int ROWS = 640;
  private static final int SPECTRA = 1000;
  private static final int REPEATS = 5;

  private final SkyVae vae;
  private final Noise noise = Noise.of(42);

  private TrainingStepBenchmark(SkyVae vae) {
    this.vae = vae;
  }

  /** Runs the benchmark; the arguments are an engine's name, and how many steps to time. */
  public static void main(String... arguments) throws JsonProcessingException {
    String engine = arguments.length > 0 ? arguments[0] : "auto";
    int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
    int warmUp = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 60;
    Compute compute = Compute.of(engine, "auto");
    try (SkyVae vae = SkyVae.create(CHANNELS, LATENT, 42, compute)) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("what", "desisky for Java, " + compute.engineName());
      result.put("engine", compute.engineName());
      result.put("version", compute.engineVersion());
      result.put("device", compute.deviceName());
      result.put("java", Runtime.version().toString());
      result.put("threads", Runtime.getRuntime().availableProcessors());
      result.put("steps", steps);
      TrainingStepBenchmark benchmark = new TrainingStepBenchmark(vae);
      benchmark.trainingSteps(steps, warmUp, result);
      benchmark.encodeAndDecode(result);
      System.out.println(new JsonMapper().writeValueAsString(result));
    }
  }

  private void trainingSteps(int steps, int warmUp, Map<String, Object> result) {
    VaeTrainingConfig config = VaeTrainingConfig.builder().batchSize(BATCH).saveBest(false).build();
    TrainingStep step = new TrainingStep(vae, spectra("train", ROWS), config);
    int[] order = noise.stream("order").permutation(ROWS);
    double[] gradients = new double[steps];
    double[] optimizer = new double[steps];
    double[] whole = new double[steps];
    double loss = Double.NaN;
    long allocated = 0;
    try (step;
        Adam adam = Adam.of(config.learningRate())) {
      for (int i = -warmUp; i < steps; i++) {
        if (i == 0) {
          allocated = allocatedBytes();
        }
        int first = Math.floorMod(i, ROWS / BATCH) * BATCH;
        int[] rows = Arrays.copyOfRange(order, first, first + BATCH);
        long start = System.nanoTime();
        long middle;
        try (Gradients batch = step.gradients(rows, noise.stream("train").at(0, i + warmUp))) {
          loss = batch.loss().total();
          middle = System.nanoTime();
          batch.apply(adam);
        }
        long end = System.nanoTime();
        if (i >= 0) {
          gradients[i] = (middle - start) / 1e6;
          optimizer[i] = (end - middle) / 1e6;
          whole[i] = (end - start) / 1e6;
        }
      }
      allocated = allocatedBytes() - allocated;
    }
    result.put("heap_kib_a_step", Math.round(allocated / 1024.0 / steps));
    result.put("step_ms", rounded(median(whole)));
    result.put("step_min_ms", rounded(DoubleStream.of(whole).min().orElseThrow()));
    result.put("step_max_ms", rounded(DoubleStream.of(whole).max().orElseThrow()));
    result.put("step_mean_ms", rounded(DoubleStream.of(whole).average().orElseThrow()));
    result.put("gradients_ms", rounded(median(gradients)));
    result.put("optimizer_ms", rounded(median(optimizer)));
    result.put("loss", loss);
  }

  /** What all threads have allocated on the Java heap so far. */
  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  private void encodeAndDecode(Map<String, Object> result) {
    FloatMatrix spectra = spectra("encode", SPECTRA);
    vae.reconstruct(spectra);
    double[] times = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      vae.reconstruct(spectra);
      times[i] = (System.nanoTime() - start) / 1e6;
    }
    result.put("encode_decode_1000_ms", rounded(median(times)));
  }

  private FloatMatrix spectra(String name, int rows) {
    return FloatMatrix.of(noise.stream(name).normals(rows * CHANNELS), rows, CHANNELS);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static double rounded(double milliseconds) {
    return Math.round(milliseconds * 100) / 100.0;
  }
}
