package org.desisky.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.training.TrainingObserver;
import org.desisky.training.VaeTrainer;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;

/**
 * Trains a full-size model and prints for how long training stands still between the last step of
 * an epoch and the first thing done after it, with checkpoint and state saved after every epoch and
 * without, and how much processor time the training thread itself took in it, which other programs
 * change less. There are no test rows, so that each epoch's model is saved and nothing is tested.
 * The first epoch, which allocates what the others use again, is told apart.
 *
 * <pre>SavingBenchmark [engine [epochs [steps]]]</pre>
 */
public final class SavingBenchmark implements TrainingObserver {
  private static final int CHANNELS = 7781;
  private static final int BATCH = 64;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Path state;
  private final List<Double> waits = new ArrayList<>();
  private final Set<FileTime> written = new HashSet<>();
  private final List<Double> own = new ArrayList<>();
  private long lastStep;
  private long lastStepOwn;

  private SavingBenchmark(Path state) {
    this.state = state;
  }

  /** Runs the benchmark; the arguments are those of the class. */
  public static void main(String... arguments) throws IOException {
    Compute compute = Compute.of(arguments.length > 0 ? arguments[0] : "auto", "cpu");
    int epochs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 11;
    int rows = BATCH * (arguments.length > 2 ? Integer.parseInt(arguments[2]) : 40);
    FloatMatrix spectra = FloatMatrix.of(Noise.of(1).normals(rows * CHANNELS), rows, CHANNELS);
    Path folder = Files.createTempDirectory(Path.of("target"), "saving");
    try {
      for (boolean saves : new boolean[] {true, false}) {
        VaeTrainingConfig config =
            VaeTrainingConfig.best()
                .epochs(epochs)
                .batchSize(BATCH)
                .saveDir(folder)
                .saveBest(saves)
                .build();
        SavingBenchmark benchmark = new SavingBenchmark(config.file(".state"));
        try (SkyVae vae = SkyVae.create(CHANNELS, 8, 1, compute)) {
          VaeTrainer.of(config)
              .with(benchmark)
              .train(vae, spectra, IntStream.range(0, rows).toArray(), new int[0]);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("engine", compute.engineName());
        result.put("saves", saves);
        benchmark.summarise(result);
        Files.deleteIfExists(config.file(".state"));
        System.out.println(new JsonMapper().writeValueAsString(result));
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private void summarise(Map<String, Object> result) {
    result.put("epochs", waits.size());
    result.put("states_written", written.size());
    summarise("wait", waits, result);
    summarise("processor", own, result);
  }

  private static void summarise(String name, List<Double> all, Map<String, Object> result) {
    List<Double> warm = new ArrayList<>(all.subList(1, all.size()));
    Collections.sort(warm);
    result.put(name + "_ms_first", Math.round(all.get(0)));
    result.put(name + "_ms_median", Math.round(warm.get(warm.size() / 2)));
    result.put(name + "_ms_worst", Math.round(warm.get(warm.size() - 1)));
  }

  @Override
  public void batchEnded(int epoch, int batch, LossValues loss) {
    lastStep = System.nanoTime();
    lastStepOwn = THREADS.getCurrentThreadCpuTime();
  }

  @Override
  public void epochEnded(VaeTrainingHistory history) {
    waits.add((System.nanoTime() - lastStep) / 1e6);
    own.add((THREADS.getCurrentThreadCpuTime() - lastStepOwn) / 1e6);
    try {
      if (Files.exists(state)) {
        written.add(Files.getLastModifiedTime(state));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
