package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.desisky.training.SmallRuns.CHANNELS;
import static org.desisky.training.SmallRuns.SPECTRA;
import static org.desisky.training.SmallRuns.TEST;
import static org.desisky.training.SmallRuns.TRAIN;
import static org.desisky.training.SmallRuns.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.noise.Noise;
import org.desisky.training.optimizer.Lion;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.training.optimizer.RuleOptimizer;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.training.scaling.Scaling;
import org.desisky.training.schedule.RateSchedule;
import org.desisky.training.state.StateFile;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.KernelWidth;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are stopped, broken off and resumed, beside runs that were left alone. */
class ResumeTest {
  @TempDir Path folder;

  @EachEngine
  void aRunStoppedAnywhereAndResumedIsTheSameBitForBit(Compute compute) throws IOException {
    assertSameWhenStopped(compute, 3, trainer -> trainer, config -> config);
  }

  @Test
  void theSameGoesForScaledChannelsAPrincipalStartAveragesAndAFallingRate() throws IOException {
    Compute compute = TestEngines.all().get(0);
    assertSameWhenStopped(
        compute,
        2,
        trainer -> trainer,
        config ->
            config
                .scaling(Scaling.GLOBAL)
                .start(Start.PCA)
                .mixing(0.5)
                .optimisation(
                    Optimisation.document()
                        .withSchedule(RateSchedule.Kind.COSINE)
                        .withWarmUp(0.5)
                        .withAveraging(0.9)));
  }

  @Test
  void theSameGoesForLatentsInThePriorsUnits() throws IOException {
    Compute compute = TestEngines.all().get(0);
    Discrepancy kept = Discrepancy.document().withLatents(LatentScaling.STANDARD);
    for (double averaging : new double[] {0, 0.9}) {
      Optimisation averaged = Optimisation.document().withAveraging(averaging);
      assertSameWhenStopped(
          compute,
          2,
          trainer -> trainer,
          config -> config.start(Start.PCA).discrepancy(kept).optimisation(averaged));
    }
  }

  @Test
  void anExtendedRunKeepsTheCourseOfItsRateUnlessToldOtherwise() throws IOException {
    Compute compute = TestEngines.all().get(0);
    Optimisation falling = Optimisation.document().withSchedule(RateSchedule.Kind.COSINE);
    train(compute, VaeTrainer.of(config("run", 2).optimisation(falling).build()));
    VaeTrainer kept = VaeTrainer.of(config("run", 3).optimisation(falling).build()).resuming();
    List<EpochRecord> epochs = train(compute, kept).history().epochs();
    assertThat(epochs.get(2).learningRate()).isEqualTo(epochs.get(1).learningRate());
    VaeTrainer longer =
        VaeTrainer.of(
                config("run", 4).optimisation(falling).scheduleEpochs(OptionalInt.of(8)).build())
            .resuming();
    EpochRecord last = train(compute, longer).history().epochs().get(3);
    assertThat(last.learningRate()).isCloseTo(1e-3 * 0.5, offset(1e-4));
  }

  @EachEngine
  void theSameGoesForEachOptimizer(Compute compute) throws IOException {
    for (OptimizerKind kind : OptimizerKind.values()) {
      SkyOptimizer optimizer = kind.create(1e-3, 0.1, 0.9).clippedTo(1);
      assertSameWhenStopped(compute, 2, trainer -> trainer.with(optimizer), config -> config);
    }
  }

  @EachEngine
  void theSameGoesForAnOptimizerOfOnesOwn(Compute compute) throws IOException {
    SkyOptimizer lion = RuleOptimizer.of(1e-3, new Lion(0.1)).clippedTo(1);
    assertSameWhenStopped(compute, 2, trainer -> trainer.with(lion), config -> config);
    JsonNode java =
        CheckpointHeader.read(folder.resolve("parts.eqx")).get(CheckpointHeader.JAVA_KEY).get();
    assertThat(java.get("optimizer").textValue()).isEqualTo("lion");
    assertThat(java.at("/optimizer_settings/decay").doubleValue()).isEqualTo(0.1);
  }

  @EachEngine
  void theSameGoesForAKernelOfOnesOwn(Compute compute) throws IOException {
    Discrepancy own =
        Discrepancy.document().withShape(new Laplace()).withWidth(KernelWidth.median());
    assertSameWhenStopped(compute, 2, trainer -> trainer, config -> config.discrepancy(own));
    JsonNode java =
        CheckpointHeader.read(folder.resolve("parts.eqx")).get(CheckpointHeader.JAVA_KEY).get();
    assertThat(java.get("kernel").textValue()).isEqualTo("laplace");
  }

  private void assertSameWhenStopped(
      Compute compute,
      int epochs,
      UnaryOperator<VaeTrainer> how,
      UnaryOperator<VaeTrainingConfig.Builder> settings)
      throws IOException {
    VaeTrainingConfig whole = settings.apply(config("whole", epochs)).build();
    train(compute, how.apply(VaeTrainer.of(whole)));
    VaeTrainingConfig parts = settings.apply(config("parts", epochs)).build();
    VaeTrainer trainer = how.apply(VaeTrainer.of(parts));
    VaeTrainingResult result = train(compute, stoppedAfter(trainer, 1));
    int stops = 0;
    // Four looks an epoch, the last before its test: stops within epochs, at their ends, and there.
    while (result.interrupted()) {
      stops++;
      result = train(compute, stoppedAfter(trainer.resuming(), 3));
    }
    assertThat(stops).isGreaterThan(epochs);
    SameRuns.assertSame(whole, parts);
  }

  @Test
  void aRunThatDiesWithinAnEpochGoesOnFromItsNewestState() throws IOException {
    Compute compute = TestEngines.all().get(0);
    VaeTrainingConfig whole = config("whole", 3).build();
    train(compute, VaeTrainer.of(whole));
    VaeTrainingConfig parts = config("parts", 3).stateEvery(Duration.ofNanos(1)).build();
    VaeTrainer trainer = VaeTrainer.of(parts);
    assertDies(compute, trainer, 3);
    assertDies(compute, trainer.resuming(), 2);
    assertThat(train(compute, trainer.resuming()).interrupted()).isFalse();
    SameRuns.assertSame(whole, parts);
  }

  /** Longer, it is longer from the first step on: whoever resumes it again need not say so. */
  @Test
  void anExtensionIsKnownBeforeItsFirstEpochIsOver() {
    Compute compute = TestEngines.all().get(0);
    train(compute, VaeTrainer.of(config("run", 1).build()));
    VaeTrainingConfig longer = config("run", 2).build();
    VaeTrainer dying =
        VaeTrainer.of(longer)
            .resuming()
            .with(
                new TrainingObserver() {
                  @Override
                  public void batchEnded(int epoch, int batch, LossValues loss) {
                    throw new InternalError("as if killed");
                  }
                });
    assertThatThrownBy(() -> train(compute, dying)).isInstanceOf(InternalError.class);
    SavedRun saved = SavedRun.read(longer.file(".state"));
    assertThat(saved.epochs()).isEqualTo(2);
    assertThat(saved.epochsDone()).isEqualTo(1);
    assertThat(saved.isFinished()).isFalse();
    assertThat(train(compute, VaeTrainer.of(longer).resuming()).history().epochs()).hasSize(2);
  }

  @Test
  void aRunThatIsToldNothingNewLeavesItsStateAsItIs() throws IOException {
    Compute compute = TestEngines.all().get(0);
    VaeTrainingConfig config = config("run", 1).build();
    train(compute, VaeTrainer.of(config));
    FileTime written = FileTime.fromMillis(0);
    Files.setLastModifiedTime(config.file(".state"), written);
    train(compute, VaeTrainer.of(config).resuming());
    assertThat(Files.getLastModifiedTime(config.file(".state"))).isEqualTo(written);
  }

  /** As after an update, or on another machine: the checkpoint tells of both. */
  @Test
  void whereARunWasBeforeIsKept() throws IOException {
    Compute compute = TestEngines.all().get(0);
    VaeTrainingConfig config = config("run", 1).build();
    train(compute, VaeTrainer.of(config));
    StateFile state = StateFile.read(config.file(".state"));
    // As an earlier version wrote it, which had the device among the settings.
    ((ObjectNode) state.content().get("environment")).put("java", "1.4.2").remove("device");
    ((ObjectNode) state.content().get("settings")).put("device", "gpu:0");
    state.write(config.file(".state"));
    VaeTrainingConfig longer = config("run", 2).build();
    train(compute, VaeTrainer.of(longer).resuming());
    VaeTrainingConfig longest = config("run", 3).build();
    train(compute, VaeTrainer.of(longest).resuming());
    JsonNode header =
        CheckpointHeader.read(longest.file(".eqx")).get(CheckpointHeader.JAVA_KEY).orElseThrow();
    assertThat(header.get("java").asText()).isEqualTo(System.getProperty("java.version"));
    assertThat(header.get("earlier_environments")).hasSize(1);
    JsonNode earlier = header.get("earlier_environments").get(0);
    assertThat(earlier.get("java").asText()).isEqualTo("1.4.2");
    assertThat(earlier.get("device").asText()).isEqualTo("gpu:0");
    assertThat(earlier.get("until_epoch").asInt()).isEqualTo(1);
    assertThat(earlier.get("until_batch").asInt()).isZero();
  }

  /** That a run dies some steps later, and leaves a state from within an epoch. */
  private static void assertDies(Compute compute, VaeTrainer trainer, int steps) {
    assertThatThrownBy(() -> train(compute, dyingWithinAnEpochAfter(trainer, steps)))
        .isInstanceOf(InternalError.class);
    assertThat(stored(trainer.config, "batch")).isPositive();
  }

  @Test
  void anExtendedRunKeepsTheTestOfWhatWasItsLastEpoch() {
    Compute compute = TestEngines.all().get(0);
    VaeTrainingHistory whole =
        train(compute, VaeTrainer.of(config("whole", 3).validateEvery(2).build())).history();
    assertThat(tested(whole)).containsExactly(0, 2);
    train(compute, VaeTrainer.of(config("parts", 2).validateEvery(2).build()));
    VaeTrainer longer = VaeTrainer.of(config("parts", 3).validateEvery(2).build()).resuming();
    VaeTrainingHistory parts = train(compute, longer).history();
    assertThat(tested(parts)).containsExactly(0, 1, 2);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(parts.epochs().get(epoch).train()).isEqualTo(whole.epochs().get(epoch).train());
    }
  }

  private static List<Integer> tested(VaeTrainingHistory history) {
    return history.epochs().stream()
        .filter(epoch -> epoch.test().isPresent())
        .map(EpochRecord::epoch)
        .toList();
  }

  @Test
  void aStateOfTheBestRecipeIsFiveTimesAsLargeAsTheModel() throws IOException {
    int channels = 2000; // so many that names and settings weigh little
    FloatMatrix spectra = FloatMatrix.of(Noise.of(1).normals(24 * channels), 24, channels);
    VaeTrainingConfig config =
        VaeTrainingConfig.best().epochs(1).batchSize(16).saveDir(folder).runName("run").build();
    int[] rows = IntStream.range(0, 20).toArray();
    try (SkyVae vae = SkyVae.create(channels, 2, 1, TestEngines.all().get(0))) {
      VaeTrainer.of(config).train(vae, spectra, rows, new int[] {20, 21, 22, 23});
    }
    // Weights, two moments, the average, and the best.
    double state = Files.size(config.file(".state"));
    assertThat(state / Files.size(config.file(".eqx"))).isBetween(4.9, 5.1);
  }

  @Test
  void aFinishedRunCanBeExtended() throws IOException {
    Compute compute = TestEngines.all().get(0);
    VaeTrainingConfig whole = config("whole", 3).build();
    train(compute, VaeTrainer.of(whole));
    train(compute, VaeTrainer.of(config("parts", 2).build()));
    VaeTrainingConfig parts = config("parts", 3).build();
    train(compute, VaeTrainer.of(parts).resuming());
    SameRuns.assertSame(whole, parts);
  }

  @Test
  void aFinishedRunIsThereAgainWithoutAnyWork() throws IOException {
    VaeTrainingConfig config = config("run", 2).build();
    Compute compute = Compute.auto();
    VaeTrainingResult first = train(compute, VaeTrainer.of(config));
    Checkpoint before = Checkpoint.read(config.file(".eqx"));
    byte[] checkpoint = Files.readAllBytes(config.file(".eqx"));
    Files.delete(config.file(".eqx"));
    AtomicInteger steps = new AtomicInteger();
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 99, compute)) {
      VaeTrainingResult again =
          VaeTrainer.of(config).with(counting(steps)).resuming().train(vae, SPECTRA, TRAIN, TEST);
      assertThat(again.history()).isEqualTo(first.history());
      assertThat(again.interrupted()).isFalse();
      assertThat(vae.weights().values())
          .usingElementComparator(Arrays::compare)
          .isEqualTo(before.weights().values());
    }
    assertThat(steps).hasValue(0);
    assertThat(Files.readAllBytes(config.file(".eqx"))).isEqualTo(checkpoint);
    // It is left alone where it has these weights, and written again where it has others.
    VaeTrainer elsewhere = VaeTrainer.of(config).withProvenance(Map.of("arguments", "others"));
    assertThat(train(compute, elsewhere.resuming()).checkpoint()).isEqualTo(first.checkpoint());
    assertThat(Files.readAllBytes(config.file(".eqx"))).isEqualTo(checkpoint);
    float[] altered = before.weights().values().get(31);
    altered[0] = Math.nextUp(altered[0]);
    before.write(config.file(".eqx"));
    train(compute, VaeTrainer.of(config).resuming());
    assertThat(Files.readAllBytes(config.file(".eqx"))).isEqualTo(checkpoint);
  }

  @Test
  void anInterruptedThreadStopsAndTheRunCanGoOn() throws IOException {
    Compute compute = Compute.auto();
    VaeTrainingConfig whole = config("whole", 2).build();
    train(compute, VaeTrainer.of(whole));
    VaeTrainingConfig parts = config("parts", 2).build();
    AtomicInteger steps = new AtomicInteger();
    VaeTrainer interrupted =
        VaeTrainer.of(parts)
            .with(counting(steps))
            .with(
                new TrainingObserver() {
                  @Override
                  public void batchEnded(int epoch, int batch, LossValues loss) {
                    Thread.currentThread().interrupt();
                  }
                });
    assertThat(train(compute, interrupted).interrupted()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(steps).hasValue(1);
    assertThat(train(compute, VaeTrainer.of(parts).resuming()).interrupted()).isFalse();
    SameRuns.assertSame(whole, parts);
  }

  @Test
  void aFileThatCannotBeWrittenEndsTheRunAndLeavesTheOthers() throws IOException {
    VaeTrainingConfig config = config("run", 500).build();
    TrainingObserver saboteur =
        new TrainingObserver() {
          @Override
          public void epochEnded(VaeTrainingHistory history) {
            if (history.epochs().size() == 3) {
              putInTheWay(config.file(".state"));
            }
          }
        };
    assertThatThrownBy(() -> train(Compute.auto(), VaeTrainer.of(config).with(saboteur)))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("cannot write")
        .hasMessageContaining("run.state")
        .hasMessageContaining("can be resumed");
    assertThat(Checkpoint.read(config.file(".eqx")).weights().areFinite()).isTrue();
    // Of the third epoch or, where a state before its own could not be written, of an earlier one.
    assertThat(HistoryCsv.read(config.file(".history.csv")).epochs()).isNotEmpty();
  }

  /** Meanwhile the file may be written once more. */
  private static void putInTheWay(Path file) {
    while (!Files.isDirectory(file)) {
      try {
        Files.deleteIfExists(file);
        Files.createDirectories(file.resolve("in the way"));
      } catch (IOException e) {
        assertThat(file).isRegularFile();
      }
    }
  }

  /** As where a spreadsheet has it open: the state has the history, too. */
  @Test
  void aHistoryThatCannotBeWrittenEndsNothing() throws IOException {
    VaeTrainingConfig config = config("run", 2).build();
    Path history = config.file(".history.csv");
    TrainingObserver saboteur =
        new TrainingObserver() {
          @Override
          public void epochEnded(VaeTrainingHistory epochs) {
            if (!Files.isDirectory(history)) {
              putInTheWay(history);
            }
          }
        };
    VaeTrainer trainer = VaeTrainer.of(config);
    VaeTrainingResult result = train(Compute.auto(), trainer.with(saboteur));
    assertThat(result.history().epochs()).hasSize(2);
    assertThat(result.historyFile()).isEmpty();
    assertThat(result.checkpoint()).isPresent();
    Files.delete(history.resolve("in the way"));
    Files.delete(history);
    VaeTrainingResult again = train(Compute.auto(), trainer.resuming());
    assertThat(again.historyFile()).hasValue(history.toAbsolutePath());
    assertThat(HistoryCsv.read(history).epochs()).hasSize(2);
  }

  @Test
  void whatWasHalfWrittenIsRemoved() throws IOException {
    Path part = Files.writeString(folder.resolve(".run.state.999999999-1.part"), "half");
    Path foreign = Files.writeString(folder.resolve(".run2.state.999999999-1.part"), "half");
    train(Compute.auto(), VaeTrainer.of(config("run", 1).build()));
    assertThat(part).doesNotExist();
    assertThat(foreign).exists();
  }

  private static VaeTrainer stoppedAfter(VaeTrainer trainer, int looks) {
    AtomicInteger looked = new AtomicInteger();
    return trainer.stoppingWhen(() -> looked.incrementAndGet() > looks);
  }

  /**
   * It lives on where there is no state from within an epoch yet, since none is taken while the one
   * before is being written.
   */
  private static VaeTrainer dyingWithinAnEpochAfter(VaeTrainer trainer, int steps) {
    AtomicInteger made = new AtomicInteger();
    return trainer.with(
        new TrainingObserver() {
          @Override
          public void batchEnded(int epoch, int batch, LossValues loss) {
            if (made.incrementAndGet() > steps && isStoredWithin(epoch, trainer.config)) {
              throw new InternalError("as if killed");
            }
          }
        });
  }

  /**
   * Whether the newest state is from within an epoch, or is within two seconds. What is still to be
   * written while that epoch goes on is from within it, too.
   */
  private static boolean isStoredWithin(int epoch, VaeTrainingConfig config) {
    for (int look = 0; look < 400; look++) {
      if (stored(config, "epoch") == epoch && stored(config, "batch") > 0) {
        return true;
      }
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(5));
    }
    return false;
  }

  private static int stored(VaeTrainingConfig config, String count) {
    Path state = config.file(".state");
    return Files.exists(state)
        ? StateFile.readContent(state).at("/standing/" + count).intValue()
        : 0;
  }

  private static TrainingObserver counting(AtomicInteger steps) {
    return new TrainingObserver() {
      @Override
      public void batchEnded(int epoch, int batch, LossValues loss) {
        steps.incrementAndGet();
      }
    };
  }

  private VaeTrainingConfig.Builder config(String name, int epochs) {
    return SmallRuns.config(folder, name, epochs);
  }
}
