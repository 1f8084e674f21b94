package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end once tests get no better, of which not every epoch is tested. */
class PatienceTest {
  private static final int CHANNELS = 12;
  private static final int[] TRAIN = IntStream.range(0, 48).toArray();
  private static final int[] TEST = IntStream.range(48, 60).toArray();

  @TempDir Path folder;

  /** Test spectra of zeros: the better the others are learned, the worse these. */
  private static FloatMatrix spectra() {
    float[] values = Noise.of(5).normals(60 * CHANNELS);
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 + 3 * values[i];
    }
    Arrays.fill(values, 48 * CHANNELS, values.length, 0f);
    return FloatMatrix.of(values, 60, CHANNELS);
  }

  @Test
  void epochsThatWereNotTestedDoNotCount() {
    VaeTrainingConfig config = config(20, 2);
    VaeTrainingHistory history = train(config).history();
    assertThat(history.bestEpoch()).hasValue(0);
    // Tested are epochs 0, 2 and 4, and the last of these ends it.
    assertThat(history.epochs()).hasSize(5);
    assertThat(history.epochs().get(4).test()).isPresent();
    assertThat(history.testedSinceBest()).isEqualTo(2);
  }

  @Test
  void aRunThatLostPatienceIsFinishedAndOneThatDidNotIsNot() {
    train(config(20, 2));
    SavedRun saved = SavedRun.read(config(20, 2).file(".state"));
    assertThat(saved.isFinished()).isTrue();
    assertThat(saved.isOutOfPatience()).isTrue();
    assertThat(saved.epochsDone()).isEqualTo(5);
    train(config(3, 2));
    saved = SavedRun.read(config(3, 2).file(".state"));
    assertThat(saved.isFinished()).isTrue();
    train(config(20, 2), 8);
    saved = SavedRun.read(config(20, 2).file(".state"));
    assertThat(saved.isFinished()).isFalse();
    assertThat(saved.isOutOfPatience()).isFalse();
  }

  @Test
  void andStaysEnded() {
    VaeTrainer trainer = VaeTrainer.of(config(20, 2));
    train(trainer);
    assertThat(train(trainer.resuming()).history().epochs()).hasSize(5);
  }

  /** With more patience it goes on as if it had had as much from the start. */
  @Test
  void butWithMorePatienceItGoesOn() throws IOException {
    train(config(20, 2));
    VaeTrainingConfig more = config(20, 3);
    assertThat(train(VaeTrainer.of(more).resuming()).history().epochs()).hasSize(7);
    VaeTrainingConfig whole = config(20, 3, "whole");
    assertThat(train(whole).history().epochs()).hasSize(7);
    SameRuns.assertSame(whole, more);
    VaeTrainingConfig none = builder(10, "run").build();
    assertThat(train(VaeTrainer.of(none).resuming()).history().epochs()).hasSize(10);
  }

  private static VaeTrainingResult train(VaeTrainingConfig config) {
    return train(VaeTrainer.of(config));
  }

  /** Trains until so many looks for a stop. */
  private static VaeTrainingResult train(VaeTrainingConfig config, int looks) {
    int[] looked = new int[1];
    return train(VaeTrainer.of(config).stoppingWhen(() -> ++looked[0] > looks));
  }

  private static VaeTrainingResult train(VaeTrainer trainer) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      return trainer.train(vae, spectra(), TRAIN, TEST);
    }
  }

  private VaeTrainingConfig config(int epochs, int patience) {
    return config(epochs, patience, "run");
  }

  private VaeTrainingConfig config(int epochs, int patience, String name) {
    return builder(epochs, name)
        .optimisation(Optimisation.document().withPatience(OptionalInt.of(patience)))
        .build();
  }

  private VaeTrainingConfig.Builder builder(int epochs, String name) {
    return VaeTrainingConfig.builder()
        .epochs(epochs)
        .batchSize(16)
        .validateEvery(2)
        .saveDir(folder)
        .runName(name);
  }
}
