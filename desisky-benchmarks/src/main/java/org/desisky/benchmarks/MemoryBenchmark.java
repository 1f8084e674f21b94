package org.desisky.benchmarks;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.training.TrainingObserver;
import org.desisky.training.VaeTrainer;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.vae.SkyVae;

/**
 * Trains a full-size model on a small set for many epochs, and prints how many arrays were alive,
 * and how much memory the process had, after 2 epochs, after 20 and at the end. Meant for a heap
 * that is touched at the start ({@code -Xms} as {@code -Xmx}, {@code -XX:+AlwaysPreTouch}), so that
 * what grows is outside of it.
 *
 * <pre>MemoryBenchmark [engine [epochs]]</pre>
 */
public final class MemoryBenchmark implements TrainingObserver {
  private static final int CHANNELS = 7781;
  private static final int ROWS = 160;
  private static final int TEST_ROWS = 32;
  private static final int EARLY = 2;
  private static final int WARM = 20;

  private final SkyVae vae;
  private final Map<String, Object> result = new LinkedHashMap<>();

  private MemoryBenchmark(SkyVae vae) {
    this.vae = vae;
  }

  /** Runs the benchmark; the arguments are those of the class. */
  public static void main(String... arguments) throws JsonProcessingException {
    Compute compute = Compute.of(arguments.length > 0 ? arguments[0] : "auto", "cpu");
    int epochs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
    FloatMatrix spectra = FloatMatrix.of(Noise.of(1).normals(ROWS * CHANNELS), ROWS, CHANNELS);
    try (SkyVae vae = SkyVae.create(CHANNELS, 8, 1, compute)) {
      MemoryBenchmark benchmark = new MemoryBenchmark(vae);
      VaeTrainingConfig config =
          VaeTrainingConfig.builder().epochs(epochs).saveBest(false).saveState(false).build();
      VaeTrainer.of(config)
          .with(benchmark)
          .train(
              vae,
              spectra,
              IntStream.range(0, ROWS - TEST_ROWS).toArray(),
              IntStream.range(ROWS - TEST_ROWS, ROWS).toArray());
      benchmark.result.put("engine", compute.engineName());
      benchmark.record(epochs);
      System.out.println(new JsonMapper().writeValueAsString(benchmark.result));
    }
  }

  @Override
  public void epochEnded(VaeTrainingHistory history) {
    int epochs = history.epochs().size();
    if (epochs == EARLY || epochs == WARM) {
      record(epochs);
    }
  }

  private void record(int epochs) {
    System.gc();
    try (NDManager scope = vae.newScope()) {
      result.put("arrays_after_" + epochs, scope.getParentManager().getManagedArrays().size());
    }
    result.put("resident_mib_after_" + epochs, Math.round(residentMib()));
  }

  private static double residentMib() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String resident = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(resident.replaceAll("\\D", "")) / 1024.0; // of KiB
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
