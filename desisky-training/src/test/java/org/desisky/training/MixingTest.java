package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.noise.Noise;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixingTest {
  private static final int CHANNELS = 12;
  private static final FloatMatrix SPECTRA =
      FloatMatrix.of(Noise.of(5).normals(90 * CHANNELS), 90, CHANNELS);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 0.5", "30, 0.5", "65, 0.7", "100, 0.9", "5000, 0.9"})
  void longerRunsMixMore(int epochs, double part) {
    assertThat(Mixing.auto().part(epochs)).isCloseTo(part, within(1e-12));
    assertThat(Mixing.of(0.25).part(epochs)).isEqualTo(0.25);
  }

  @Test
  void labelsAreRead() {
    for (Mixing mixing : List.of(Mixing.auto(), Mixing.of(0), Mixing.of(0.25), Mixing.of(1))) {
      assertThat(Mixing.parse(mixing.label())).isEqualTo(mixing);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "1.1", "NaN", "much", ""})
  void whatIsNoPartIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mixing.parse(text))
        .withMessageMatching(
            "mixing must be from 0 to 1, not .*|'.*' is neither auto nor a number");
  }

  /** Begun for a hundred epochs, it mixes as much when it is resumed for two. */
  @Test
  void aResumedRunKeepsToTheLengthItWasBegunFor() {
    List<float[]> whole = trained(config("whole", 2).mixing(Mixing.of(0.9)), false);
    trained(config("parts", 1).scheduleEpochs(OptionalInt.of(100)), false);
    List<float[]> parts = trained(config("parts", 2), true);
    assertThat(parts).usingElementComparator(Arrays::compare).isEqualTo(whole);
    List<float[]> shorter = trained(config("shorter", 2), false);
    assertThat(Arrays.equals(shorter.get(0), whole.get(0))).isFalse();
  }

  private VaeTrainingConfig.Builder config(String name, int epochs) {
    return VaeTrainingConfig.builder()
        .mixing(Mixing.auto())
        .epochs(epochs)
        .batchSize(16)
        .saveDir(folder)
        .runName(name);
  }

  private static List<float[]> trained(VaeTrainingConfig.Builder settings, boolean resumes) {
    Compute compute = TestEngines.all().get(0);
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute)) {
      VaeTrainer trainer = VaeTrainer.of(settings.build());
      (resumes ? trainer.resuming() : trainer)
          .train(vae, SPECTRA, IntStream.range(0, 90).toArray(), new int[0]);
      return vae.weights().values();
    }
  }
}
