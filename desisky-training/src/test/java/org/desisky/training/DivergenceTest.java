package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.noise.Noise;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.training.state.StateFile;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that really diverge: gradient descent whose rate rises until it is too high. */
class DivergenceTest {
  /** For what is decided in Java and not by the engine. */
  private static final Compute COMPUTE = TestEngines.all().get(0);

  private static final int CHANNELS = 12;
  private static final FloatMatrix SPECTRA = spectra();
  private static final int[] TRAIN = IntStream.range(0, 75).toArray();
  private static final int[] TEST = IntStream.range(75, 90).toArray();
  private static final int EPOCHS = 5;

  /** What the rate rises to in the first half of the epochs, and is too high. */
  private static final double PEAK = 0.03;

  @TempDir static Path folderOfWhole;

  private static VaeTrainingResult whole;

  @TempDir Path folder;

  /** The run that was left alone, beside which several tests put theirs: made once. */
  private static synchronized VaeTrainingResult whole() {
    if (whole == null) {
      VaeTrainer trainer = VaeTrainer.of(wholeConfig()).with(new CsvObserver(tableOfWhole()));
      whole = train(COMPUTE, trainer);
    }
    return whole;
  }

  private static VaeTrainingConfig wholeConfig() {
    return builder(folderOfWhole, "whole", OnDivergence.RETRY).build();
  }

  private static Path tableOfWhole() {
    return folderOfWhole.resolve("steps.csv");
  }

  /** Far from 0, so that descent has far to go. */
  private static FloatMatrix spectra() {
    float[] values = Noise.of(5).normals(90 * CHANNELS);
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 + 3 * values[i];
    }
    return FloatMatrix.of(values, 90, CHANNELS);
  }

  @EachEngine
  void aRunThatMayGoesBackAndOnAtHalfTheRate(Compute compute) {
    List<Retry> told = new ArrayList<>();
    VaeTrainer trainer = VaeTrainer.of(config("run", OnDivergence.RETRY)).with(listingIn(told));
    VaeTrainingResult result = train(compute, trainer);
    assertThat(result.interrupted()).isFalse();
    assertThat(result.retries()).isNotEmpty().isEqualTo(told);
    assertThat(result.retries().get(0).epoch()).isPositive();
    List<EpochRecord> epochs = result.history().epochs();
    assertThat(epochs).hasSize(EPOCHS);
    for (EpochRecord epoch : epochs) {
      double factor = 1;
      for (Retry retry : result.retries()) {
        factor = retry.epoch() <= epoch.epoch() ? factor / 2 : factor;
      }
      assertThat(epoch.train().isFinite()).isTrue();
      assertThat(epoch.learningRate()).isEqualTo(factor * wanted(epoch.epoch()));
    }
    JsonNode java =
        Checkpoint.read(config("run", OnDivergence.RETRY).file(".eqx"))
            .header()
            .toJson()
            .get(CheckpointHeader.JAVA_KEY);
    assertThat(java.get("on_divergence").textValue()).isEqualTo("retry");
    long before =
        told.stream()
            .filter(retry -> retry.epoch() <= result.history().bestEpoch().orElseThrow())
            .count();
    assertThat(java.get("retries")).hasSize((int) before);
  }

  @Test
  void whereverItIsStoppedAndResumedItIsTheSameBitForBit() throws IOException {
    List<Retry> retries = whole().retries();
    assertThat(retries).isNotEmpty();
    VaeTrainingConfig parts = config("parts", OnDivergence.RETRY);
    int looks = 7;
    VaeTrainingResult result = train(COMPUTE, stoppedAfter(VaeTrainer.of(parts), looks));
    int stops = 0;
    while (result.interrupted()) {
      stops++;
      result = train(COMPUTE, stoppedAfter(VaeTrainer.of(parts).resuming(), looks));
    }
    assertThat(stops).isGreaterThan(3);
    assertThat(result.retries()).isEqualTo(retries);
    SameRuns.assertSame(wholeConfig(), parts);
  }

  /** What a run goes back to is the same however long ago it began and whatever is on disk. */
  @Test
  void neitherStatesWithinEpochsNorTheirAbsenceChangeIt() throws IOException {
    VaeTrainingResult result = whole();
    VaeTrainingConfig often =
        builder("often", OnDivergence.RETRY).stateEvery(Duration.ofNanos(1)).build();
    train(COMPUTE, VaeTrainer.of(often));
    SameRuns.assertSame(wholeConfig(), often);
    VaeTrainingConfig none = builder("none", OnDivergence.RETRY).saveBest(false).build();
    VaeTrainingResult unsaved = train(COMPUTE, VaeTrainer.of(none));
    assertThat(unsaved.retries()).isEqualTo(result.retries()).isNotEmpty();
    assertThat(SameRuns.withoutSeconds(unsaved.history()))
        .isEqualTo(SameRuns.withoutSeconds(result.history()));
    assertThat(Files.exists(none.file(".state"))).isFalse();
  }

  @Test
  void whatWasGivenUpCountsAsTimeOfItsEpoch() {
    double pause = 0.3;
    int[] begun = new int[EPOCHS];
    TrainingObserver slow =
        new TrainingObserver() {
          @Override
          public void batchEnded(int epoch, int batch, LossValues loss) {
            if (batch == 0) {
              begun[epoch]++;
              Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(Math.round(1000 * pause)));
            }
          }
        };
    VaeTrainer trainer = VaeTrainer.of(config("run", OnDivergence.RETRY)).with(slow);
    VaeTrainingResult result = train(Compute.auto(), trainer);
    assertThat(result.retries()).isNotEmpty();
    for (EpochRecord epoch : result.history().epochs()) {
      assertThat(epoch.seconds()).isGreaterThan(begun[epoch.epoch()] * pause);
    }
    assertThat(Arrays.stream(begun).sum()).isEqualTo(EPOCHS + result.retries().size());
  }

  @Test
  void aRunThatEndedSoCanBeResumedWithTheLeaveToGoBack() throws IOException {
    // At this one it diverges within an epoch, so that what the state is of is good.
    double rate = 0.01;
    VaeTrainingConfig whole = builder("whole", OnDivergence.RETRY).learningRate(rate).build();
    train(COMPUTE, VaeTrainer.of(whole));
    VaeTrainingConfig stops = builder("parts", OnDivergence.STOP).learningRate(rate).build();
    assertThatThrownBy(() -> train(COMPUTE, VaeTrainer.of(stops)))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining(
            "; --resume --on-divergence retry (from Java, resuming with OnDivergence.RETRY) would"
                + " go back");
    VaeTrainingConfig unsaved =
        builder("unsaved", OnDivergence.STOP).learningRate(1e12).saveState(false).build();
    assertThatThrownBy(() -> train(COMPUTE, VaeTrainer.of(unsaved)))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining(
            "; started anew, with --on-divergence retry (from Java, OnDivergence.RETRY), it would go back");
    VaeTrainingConfig parts = builder("parts", OnDivergence.RETRY).learningRate(rate).build();
    StateFile state = StateFile.read(parts.file(".state"));
    ((ObjectNode) state.content().get("standing")).remove("retries"); // as older programs wrote it
    state.write(parts.file(".state"));
    train(COMPUTE, VaeTrainer.of(parts).resuming());
    SameRuns.assertSame(whole, parts);
  }

  @Test
  void afterSoManyReturnsItEndsAsItDidWithout() {
    List<Retry> told = new ArrayList<>();
    VaeTrainer trainer =
        VaeTrainer.of(builder("run", OnDivergence.RETRY).learningRate(1e12).build())
            .with(listingIn(told));
    assertThatThrownBy(() -> train(Compute.auto(), trainer))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("went back 10 times")
        .hasMessageContaining("lower learning rate");
    assertThat(told).hasSize(Retry.MOST);
    assertThat(told.get(9).rateFactor()).isEqualTo(1.0 / 1024);
    assertThat(folder.resolve("run.state")).exists();
  }

  @Test
  void whatNoRateCanHelpIsNotTriedAgain() {
    float[] values = SPECTRA.toArray();
    Arrays.fill(values, 0, 75 * CHANNELS, 1e30f);
    List<Retry> told = new ArrayList<>();
    VaeTrainer trainer = VaeTrainer.of(config("run", OnDivergence.RETRY)).with(listingIn(told));
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      FloatMatrix huge = FloatMatrix.of(values, SPECTRA.rows(), CHANNELS);
      assertThatThrownBy(() -> trainer.train(vae, huge, TRAIN, TEST))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("no rate would help");
    }
    assertThat(told).isEmpty();
  }

  /** Steps of each epoch are made, so that each may be to blame until a lower rate is of no use. */
  @Test
  void testSpectraThatOverflowTheLossEndItAfterSoManyReturns() {
    float[] values = SPECTRA.toArray();
    Arrays.fill(values, 75 * CHANNELS, values.length, 1e30f);
    List<Retry> told = new ArrayList<>();
    VaeTrainingConfig config = builder("run", OnDivergence.RETRY).learningRate(1e-4).build();
    VaeTrainer trainer = VaeTrainer.of(config).with(listingIn(told));
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, COMPUTE)) {
      FloatMatrix huge = FloatMatrix.of(values, SPECTRA.rows(), CHANNELS);
      assertThatThrownBy(() -> trainer.train(vae, huge, TRAIN, TEST))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("not finite in epoch 1, batch 1 of the test rows")
          .hasMessageContaining("went back 10 times");
    }
    assertThat(told).hasSize(10).allMatch(retry -> retry.epoch() == 0);
  }

  @Test
  void theTableOfStepsHasNoLineTwice() throws IOException {
    assertThat(whole().retries()).isNotEmpty();
    List<String> steps =
        Files.readAllLines(tableOfWhole()).stream()
            .map(line -> String.join(",", Arrays.copyOf(line.split(","), 3)))
            .toList();
    assertThat(steps).hasSize(1 + EPOCHS * (5 + 1)).doesNotHaveDuplicates();
    assertThat(steps.get(steps.size() - 1)).isEqualTo(EPOCHS - 1 + ",0,test");
  }

  private static TrainingObserver listingIn(List<Retry> told) {
    return new TrainingObserver() {
      @Override
      public void retried(Retry retry, VaeTrainingHistory history, int batch) {
        if (history.epochs().size() == retry.epoch()) {
          told.add(retry);
        }
      }
    };
  }

  private static VaeTrainer stoppedAfter(VaeTrainer trainer, int looks) {
    AtomicInteger looked = new AtomicInteger();
    return trainer.stoppingWhen(() -> looked.incrementAndGet() > looks);
  }

  private static VaeTrainingResult train(Compute compute, VaeTrainer trainer) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute)) {
      return trainer.train(vae, SPECTRA, TRAIN, TEST);
    }
  }

  private VaeTrainingConfig config(String name, OnDivergence onDivergence) {
    return builder(name, onDivergence).build();
  }

  private VaeTrainingConfig.Builder builder(String name, OnDivergence onDivergence) {
    return builder(folder, name, onDivergence);
  }

  private static VaeTrainingConfig.Builder builder(
      Path folder, String name, OnDivergence onDivergence) {
    return VaeTrainingConfig.builder()
        .epochs(EPOCHS)
        .batchSize(16)
        .learningRate(PEAK)
        .optimisation(
            Optimisation.document()
                .withOptimizer(OptimizerKind.SGD)
                .withWarmUp(EPOCHS / 2.0)
                .withAveraging(0.5)
                .withOnDivergence(onDivergence))
        .saveDir(folder)
        .runName(name);
  }

  /** The rate at an epoch's end without returns. */
  private double wanted(int epoch) {
    Optimisation how = config("run", OnDivergence.STOP).optimisation();
    return how.schedule(PEAK, EPOCHS, 5).at((epoch + 1) * 5L - 1);
  }
}
