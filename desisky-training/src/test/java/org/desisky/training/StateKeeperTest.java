package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;
import org.desisky.training.optimizer.Sgd;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.training.state.StateBlocks;
import org.desisky.training.state.StateFile;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of a run that may go back, taken faster than a disk writes them. */
class StateKeeperTest {
  private static final int CHANNELS = 12;
  private static final FloatMatrix SPECTRA =
      FloatMatrix.of(Noise.of(5).normals(16 * CHANNELS), 16, CHANNELS);
  private static final int[] ROWS = {0, 1, 2, 3};

  @TempDir Path folder;

  @EachEngine
  void whatIsBeingWrittenDoesNotChangeAndWhatIsGoneBackToIsTheNewest(Compute compute) {
    VaeTrainingConfig config =
        VaeTrainingConfig.builder()
            .optimisation(Optimisation.document().withOnDivergence(OnDivergence.RETRY))
            .saveDir(folder)
            .runName("run")
            .build();
    SkyOptimizer optimizer = Sgd.of(1e-3, 0);
    CountDownLatch slowDisk = new CountDownLatch(1);
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute);
        BackgroundWriter writer = new BackgroundWriter()) {
      RecipeRun recipe = new RecipeRun(config, 1e-3, vae, SPECTRA, ROWS);
      StateKeeper keeper =
          new StateKeeper(
              config,
              optimizer,
              vae,
              recipe,
              () -> identityAfter(slowDisk),
              Map.of(),
              writer,
              TrainingObserver.NONE);
      // The first is still being written while the second and the third are taken.
      save(keeper, vae, 1);
      save(keeper, vae, 2);
      save(keeper, vae, 3);
      setAll(vae, 4);
      slowDisk.countDown();
      writer.await();
      assertStored(config, 1);
      Standing back = keeper.goBack(List.of(new Retry(3, 0, "recon", 0.5)), 7, 50);
      assertThat(back.epoch()).isEqualTo(3);
      assertThat(back.epochSeconds()).isEqualTo(7);
      assertThat(back.seconds()).isEqualTo(50);
      assertThat(vae.weights().values().get(0)).containsOnly(3f);
      writer.await();
      assertStored(config, 3);
      JsonNode stored = StateFile.read(config.file(".state")).content().get("standing");
      assertThat(stored.get("epoch_seconds").doubleValue()).isEqualTo(7);
      assertThat(stored.get("seconds").doubleValue()).isEqualTo(50);
      save(keeper, vae, 5);
      writer.await();
      assertStored(config, 5);
    }
  }

  /** A time that has no number of nanoseconds. */
  @Test
  void noStateIsDueWhereNoneIsWantedWithinEpochs() {
    assertThat(isDue(config().stateEvery(ChronoUnit.FOREVER.getDuration()).build())).isFalse();
  }

  @Test
  void aStateIsDueOnceItsTimeHasPassed() {
    assertThat(isDue(config().stateEvery(Duration.ofNanos(1)).build())).isTrue();
    assertThat(isDue(config().stateEvery(Duration.ofNanos(1)).saveState(false).build())).isFalse();
  }

  private VaeTrainingConfig.Builder config() {
    return VaeTrainingConfig.builder().saveDir(folder).runName("run");
  }

  /** Whether one is, some time after the run began. */
  private static boolean isDue(VaeTrainingConfig config) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto());
        BackgroundWriter writer = new BackgroundWriter()) {
      RecipeRun recipe = new RecipeRun(config, 1e-3, vae, SPECTRA, ROWS);
      StateKeeper keeper =
          new StateKeeper(
              config,
              Sgd.of(1e-3, 0),
              vae,
              recipe,
              () -> identityAfter(new CountDownLatch(0)),
              Map.of(),
              writer,
              TrainingObserver.NONE);
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(1));
      return keeper.isDue();
    }
  }

  /** Who a run is, which the writer asks for before it writes a state. */
  private static RunIdentity identityAfter(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return RunIdentity.of(Map.of(), Map.of(), Map.of());
  }

  private static void save(StateKeeper keeper, SkyVae vae, int epoch) {
    setAll(vae, epoch);
    keeper.save(
        new Standing(
            epoch,
            0,
            new LossMean(),
            0,
            0,
            VaeTrainingHistory.empty(),
            Optional.empty(),
            List.of()));
  }

  private static void setAll(SkyVae vae, float value) {
    Weights weights = vae.weights();
    weights.values().forEach(array -> Arrays.fill(array, value));
    vae.setWeights(weights);
  }

  /** That the state is of an epoch whose weights all were its number. */
  private static void assertStored(VaeTrainingConfig config, int epoch) {
    StateFile state = StateFile.read(config.file(".state"));
    assertThat(state.content().at("/standing/epoch").intValue()).isEqualTo(epoch);
    StateBlocks blocks = state.blocks();
    blocks.all().values().forEach(block -> assertThat(block).containsOnly(epoch));
  }
}
