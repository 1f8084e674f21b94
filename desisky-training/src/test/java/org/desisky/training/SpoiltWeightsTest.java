package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.noise.Noise;
import org.desisky.training.state.StateFile;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose weights are no good after the last step of an epoch, which no batch tells. */
class SpoiltWeightsTest {
  /** For what is decided in Java and not by the engine. */
  private static final Compute COMPUTE = TestEngines.all().get(0);

  private static final int CHANNELS = 12;
  private static final FloatMatrix SPECTRA =
      FloatMatrix.of(Noise.of(5).normals(60 * CHANNELS), 60, CHANNELS);
  private static final int[] TRAIN = IntStream.range(0, 48).toArray();
  private static final int[] TEST = IntStream.range(48, 60).toArray();
  private static final int LAST_BATCH = 2;

  @TempDir Path folder;

  /** A unit of the first layer gives NaN, of which a ReLU may make 0, and then nothing tells. */
  private static void putNaN(List<float[]> weights) {
    weights.get(1)[0] = Float.NaN;
  }

  @EachEngine
  void weightsThatAreNotFiniteEndAnEpochThatIsNotTested(Compute compute) {
    // Of four epochs the first and the last are tested.
    TrainingDivergedException diverged =
        catchThrowableOfType(
            TrainingDivergedException.class,
            () -> train(compute, OnDivergence.STOP, new Spoiling(SpoiltWeightsTest::putNaN, 1, 1)));
    assertThat(diverged).hasMessageContaining("not finite in epoch 2, batch 3");
    assertThat(diverged.epoch()).isEqualTo(1);
    assertStateIsFinite();
  }

  @EachEngine
  void andARunThatMayGoesBack(Compute compute) {
    VaeTrainingResult result =
        train(compute, OnDivergence.RETRY, new Spoiling(SpoiltWeightsTest::putNaN, 1, 1));
    assertThat(result.retries()).hasSize(1);
    assertThat(result.retries().get(0).epoch()).isEqualTo(1);
    assertThat(result.history().epochs()).hasSize(4);
    assertStateIsFinite();
  }

  private void assertStateIsFinite() {
    StateFile.read(config(OnDivergence.STOP).file(".state"))
        .blocks()
        .all()
        .forEach(
            (name, block) -> assertThat(new Weights(List.of(block)).areFinite()).as(name).isTrue());
  }

  /** Spectra are near 0, so that an output of b everywhere has an error of b². */
  private static Consumer<List<float[]>> outputting(float everywhere) {
    return weights -> {
      Arrays.fill(weights.get(weights.size() - 2), 0);
      Arrays.fill(weights.get(weights.size() - 1), everywhere);
    };
  }

  @Test
  void aRunThatMayGoesBackWhereTheErrorGrewAThousandfold() {
    Spoiling spoiling = new Spoiling(outputting(50), 1, 1);
    VaeTrainingResult result = train(COMPUTE, OnDivergence.RETRY, spoiling);
    assertThat(result.retries()).containsExactly(new Retry(1, LAST_BATCH, "growth", 0.5));
    assertThat(result.history().epochs()).hasSize(4);
    assertThat(result.history().epochs().get(3).train().recon()).isLessThan(5);
  }

  @Test
  void notWhereItGrewLess() {
    Spoiling spoiling = new Spoiling(outputting(20), 1, 1);
    VaeTrainingResult result = train(COMPUTE, OnDivergence.RETRY, spoiling);
    assertThat(result.retries()).isEmpty();
    assertThat(result.history().epochs().get(2).train().recon()).isGreaterThan(100);
  }

  @Test
  void norWhereItMayNot() {
    Spoiling spoiling = new Spoiling(outputting(50), 1, 1);
    VaeTrainingResult result = train(COMPUTE, OnDivergence.STOP, spoiling);
    assertThat(result.history().epochs().get(2).train().recon()).isGreaterThan(1000);
  }

  @Test
  void whatGrowsEachTimeEndsTheRun() {
    Spoiling spoiling = new Spoiling(outputting(50), 1, Integer.MAX_VALUE);
    assertThatThrownBy(() -> train(COMPUTE, OnDivergence.RETRY, spoiling))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("the reconstruction error grew from")
        .hasMessageContaining("in epoch 2")
        .hasMessageContaining("went back 10 times")
        .extracting(e -> ((TrainingDivergedException) e).term())
        .isEqualTo("growth");
    assertThat(spoiling.retries).hasSize(Retry.MOST);
  }

  /** Weights that are finite and lead to no loss, within an epoch. */
  @Test
  void aStateWithinAnEpochIsOfWeightsThatLedToALoss() {
    Spoiling spoiling = new Spoiling(outputting(1e30f), 1, 1);
    spoiling.batch = 0;
    spoiling.pause = Duration.ofSeconds(1); // so that the writer can take the next state
    assertThatThrownBy(() -> train(COMPUTE, OnDivergence.STOP, spoiling))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("in epoch 2, batch 2")
        .hasMessageEndingWith(
            "; --resume --on-divergence retry (from Java, resuming with OnDivergence.RETRY) would go"
                + " back and on at half the rate");
    VaeTrainingResult result =
        train(COMPUTE, VaeTrainer.of(config(OnDivergence.RETRY)).resuming(), new Spoiling());
    assertThat(result.history().epochs()).hasSize(4);
  }

  /** Of which an engine's loss may not tell. */
  @EachEngine
  void norIsAStateWithinAnEpochOfWeightsThatAreNotFinite(Compute compute) {
    Spoiling spoiling = new Spoiling(SpoiltWeightsTest::putNaN, 1, 1);
    spoiling.batch = 0;
    spoiling.pause = Duration.ofSeconds(1);
    assertThatThrownBy(() -> train(compute, OnDivergence.STOP, spoiling))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("not finite in epoch 2, batch");
    assertStateIsFinite();
  }

  @Test
  void whatWasStoppedAfterItWasSpoiltSaysSo() {
    Spoiling spoiling = new Spoiling(outputting(1e30f), 1, 1);
    spoiling.batch = 0;
    VaeTrainer trainer = VaeTrainer.of(config(OnDivergence.STOP));
    train(COMPUTE, trainer.stoppingWhen(() -> spoiling.times == 0), spoiling);
    for (OnDivergence onDivergence : OnDivergence.values()) {
      VaeTrainer again = VaeTrainer.of(config(onDivergence)).resuming();
      assertThatThrownBy(() -> train(COMPUTE, again, new Spoiling()))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("no step had been made since the run was resumed")
          .hasMessageContaining("start anew, with --on-divergence retry");
    }
  }

  @EachEngine
  void whatWasStoppedWithWeightsThatAreNotFiniteKeepsTheStateBefore(Compute compute) {
    Spoiling spoiling = new Spoiling(SpoiltWeightsTest::putNaN, 1, 1);
    spoiling.batch = 0;
    VaeTrainer trainer =
        VaeTrainer.of(settings(OnDivergence.STOP).stateEvery(Duration.ofDays(1)).build());
    assertThatThrownBy(
            () -> train(compute, trainer.stoppingWhen(() -> spoiling.times == 0), spoiling))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("the weights are not finite in epoch 2, batch 1");
    assertStateIsFinite();
    assertThat(train(compute, trainer.resuming(), new Spoiling()).history().epochs()).hasSize(4);
  }

  @Test
  void whatEarlierEpochsLedToIsNotBlamedOnTheDataAlone() {
    FloatMatrix spectra = withLastChannelOfFewRows();
    Spoiling spoiling = new Spoiling(SpoiltWeightsTest::blowUpLastChannel, 1, 1);
    VaeTrainer trainer = VaeTrainer.of(config(OnDivergence.STOP));
    assertThatThrownBy(() -> train(COMPUTE, trainer, spoiling, spectra))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("in epoch 3, batch 1")
        .hasMessageContaining("the epochs before led to it, or the data do");
  }

  /** Where a ReLU lets through what is not finite, latents of rows not looked at before tell. */
  @Test
  void latentsThatAreNotFiniteAreADivergence() {
    Discrepancy kept = Discrepancy.document().withLatents(LatentScaling.STANDARD);
    for (OnDivergence answer : OnDivergence.values()) {
      VaeTrainer trainer = VaeTrainer.of(settings(answer).discrepancy(kept).build());
      Spoiling spoiling = new Spoiling(SpoiltWeightsTest::overflowByLastChannel, 1, 1);
      if (answer == OnDivergence.STOP) {
        assertThatThrownBy(
                () -> train(Compute.auto(), trainer, spoiling, withLastChannelOfFewRows()))
            .isInstanceOf(TrainingDivergedException.class)
            .hasMessageContaining("latents of training spectra are not finite after epoch 2");
      } else {
        train(Compute.auto(), trainer, spoiling, withLastChannelOfFewRows());
        assertThat(spoiling.retries).extracting(Retry::term).containsExactly("latents");
      }
    }
  }

  /** Only rows that an epoch's end does not look at have anything in the last channel. */
  private static FloatMatrix withLastChannelOfFewRows() {
    float[] values = SPECTRA.toArray();
    for (int row = 0; row < SPECTRA.rows(); row++) {
      values[row * CHANNELS + CHANNELS - 1] = row < 16 ? 0 : 1;
    }
    return FloatMatrix.of(values, SPECTRA.rows(), CHANNELS);
  }

  private static void overflowByLastChannel(List<float[]> weights) {
    blowUpLastChannel(weights);
    Arrays.fill(weights.get(2), 0.1f); // more than a float holds, added up
  }

  private static void blowUpLastChannel(List<float[]> weights) {
    float[] first = weights.get(0);
    for (int i = CHANNELS - 1; i < first.length; i += CHANNELS) {
      first[i] = 1e37f;
    }
  }

  /** Changes the weights after a step of an epoch, so many times. */
  private static final class Spoiling implements TrainingObserver {
    private final Consumer<List<float[]>> change;
    private final int epoch;
    private int batch = LAST_BATCH;
    private int times;
    private Duration pause = Duration.ZERO;
    private SkyVae vae;
    private final List<Retry> retries = new ArrayList<>();

    Spoiling(Consumer<List<float[]>> change, int epoch, int times) {
      this.change = change;
      this.epoch = epoch;
      this.times = times;
    }

    /** Changes none. */
    Spoiling() {
      this(weights -> {}, 0, 0);
    }

    @Override
    public void batchEnded(int at, int made, LossValues loss) {
      if (at == epoch && made == batch && times > 0) {
        times--;
        Uninterruptibles.sleepUninterruptibly(pause);
        Weights weights = vae.weights();
        change.accept(weights.values());
        vae.setWeights(weights);
      }
    }

    @Override
    public void retried(Retry retry, VaeTrainingHistory history, int batch) {
      retries.add(retry);
    }
  }

  private VaeTrainingResult train(Compute compute, OnDivergence onDivergence, Spoiling spoiling) {
    return train(compute, VaeTrainer.of(config(onDivergence)), spoiling);
  }

  private static VaeTrainingResult train(Compute compute, VaeTrainer trainer, Spoiling spoiling) {
    return train(compute, trainer, spoiling, SPECTRA);
  }

  private static VaeTrainingResult train(
      Compute compute, VaeTrainer trainer, Spoiling spoiling, FloatMatrix spectra) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute)) {
      spoiling.vae = vae;
      return trainer.with(spoiling).train(vae, spectra, TRAIN, TEST);
    }
  }

  private VaeTrainingConfig config(OnDivergence onDivergence) {
    return settings(onDivergence).build();
  }

  private VaeTrainingConfig.Builder settings(OnDivergence onDivergence) {
    return VaeTrainingConfig.builder()
        .epochs(4)
        .batchSize(16)
        .validateEvery(3)
        .stateEvery(Duration.ofNanos(1))
        .optimisation(Optimisation.document().withOnDivergence(onDivergence))
        .saveDir(folder)
        .runName("run");
  }
}
