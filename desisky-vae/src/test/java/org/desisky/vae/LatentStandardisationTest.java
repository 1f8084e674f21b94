package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

/** Other units for latents change these and nothing else. */
class LatentStandardisationTest {
  private static final int CHANNELS = 40;
  private static final int ROWS = 9;
  private static final double[] MEAN = {0.3, -2, 0};
  private static final double[] SCALE = {1.5, 0.5, 2};

  private final FloatMatrix spectra =
      FloatMatrix.of(Noise.of(3).normals(ROWS * CHANNELS), ROWS, CHANNELS);

  @EachEngine
  void latentsAreInTheseUnitsAndSpectraAsBefore(Compute compute) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute)) {
      VaeOutput before = vae.forward(spectra, Noise.of(7));
      Weights weights = vae.weights();
      vae.setWeights(new LatentStandardisation(MEAN, SCALE).fold(vae, weights));
      VaeOutput after = vae.forward(spectra, Noise.of(7));
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < MEAN.length; i++) {
          assertThat((double) after.mean().get(row, i))
              .isCloseTo((before.mean().get(row, i) - MEAN[i]) / SCALE[i], within(1e-5));
          assertThat((double) after.logvar().get(row, i))
              .isCloseTo(before.logvar().get(row, i) - 2 * Math.log(SCALE[i]), within(1e-5));
          assertThat((double) after.latent().get(row, i))
              .isCloseTo((before.latent().get(row, i) - MEAN[i]) / SCALE[i], within(1e-5));
        }
        for (int c = 0; c < CHANNELS; c++) {
          assertThat(after.output().get(row, c))
              .isCloseTo(before.output().get(row, c), within(1e-5f));
        }
      }
    }
  }

  /** A fold must not reach into weights that others hold. */
  @EachEngine
  void weightsGivenStayAsTheyAre(Compute compute) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, compute)) {
      Weights given = vae.weights();
      new LatentStandardisation(MEAN, SCALE).fold(vae, given);
      assertThat(given.values())
          .usingElementComparator(Arrays::compare)
          .isEqualTo(vae.weights().values());
    }
  }

  @Test
  void unitsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new LatentStandardisation(new double[] {0, 0}, new double[] {1, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("latent 1 has no usable mean and scale");
    assertThatThrownBy(() -> new LatentStandardisation(new double[] {Double.NaN}, new double[] {1}))
        .hasMessage("latent 0 has no usable mean and scale");
    assertThatThrownBy(() -> new LatentStandardisation(new double[2], new double[] {1}))
        .hasMessage("2 means, 1 scales");
  }
}
