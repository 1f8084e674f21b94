package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;
import org.desisky.core.pca.PrincipalComponents;
import org.junit.jupiter.api.Test;

class PrincipalStartTest {
  @EachEngine
  void theModelIsThePrincipalComponentAnalysis(Compute compute) {
    for (int[] size : new int[][] {{60, 8}, {400, 1}, {9, 9}, {320, 150}}) {
      int channels = size[0];
      int latent = size[1];
      FloatMatrix spectra = spectra(200, channels);
      PrincipalComponents components = PrincipalComponents.fit(spectra, latent);
      try (SkyVae vae = SkyVae.create(channels, latent, 1, compute)) {
        vae.setWeights(start(vae, components));
        assertIsThePca(vae, spectra, components);
      }
    }
  }

  private static void assertIsThePca(
      SkyVae vae, FloatMatrix spectra, PrincipalComponents components) {
    FloatMatrix expected = components.reconstruct(spectra);
    FloatMatrix output = vae.reconstruct(spectra);
    Latents latents = vae.encode(spectra);
    FloatMatrix scores = components.scores(spectra);
    double largest = 0;
    for (float value : spectra.toArray()) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int row = 0; row < spectra.rows(); row++) {
      for (int c = 0; c < spectra.columns(); c++) {
        assertThat(output.get(row, c))
            .isCloseTo(expected.get(row, c), within((float) (1e-4 * largest)));
      }
      for (int k = 0; k < components.count(); k++) {
        double white = scores.get(row, k) / components.standardDeviations()[k];
        assertThat((double) latents.mean().get(row, k)).isCloseTo(white, within(1e-4 * 20));
        assertThat(latents.logvar().get(row, k)).isEqualTo(-8f + k * 0.01f, within(1e-6f));
      }
    }
    double pca = Arrays.stream(components.meanSquaredError(spectra)).average().orElseThrow();
    float[] errors = vae.reconstructionError(spectra);
    double ours = IntStream.range(0, 200).mapToDouble(row -> errors[row]).average().orElseThrow();
    assertThat(ours).isCloseTo(pca, within(1e-4 * pca + 1e-9));
  }

  /** Rows that vary in two directions only: the other latents stay at 0 and do nothing. */
  @EachEngine
  void directionsInWhichNothingVariesAreLeftAlone(Compute compute) {
    float[] values = new float[50 * 20];
    Noise noise = Noise.of(3);
    for (int i = 0; i < values.length; i++) {
      int row = i / 20;
      int c = i % 20;
      values[i] = (float) (2 + noise.normal(row) * c + noise.normal(1000 + row) * (c % 3));
    }
    FloatMatrix spectra = FloatMatrix.of(values, 50, 20);
    PrincipalComponents components = PrincipalComponents.fit(spectra, 4);
    try (SkyVae vae = SkyVae.create(20, 4, 1, compute)) {
      vae.setWeights(start(vae, components));
      Latents latents = vae.encode(spectra);
      float[] errors = vae.reconstructionError(spectra);
      for (int row = 0; row < 50; row++) {
        assertThat(latents.mean().get(row, 2)).isEqualTo(0f);
        assertThat((double) errors[row]).isLessThan(1e-6);
      }
    }
  }

  /** Or there would be nothing to learn with. */
  @Test
  void otherUnitsAreRandomAndDifferBySeed() {
    FloatMatrix spectra = spectra(100, 30);
    PrincipalComponents components = PrincipalComponents.fit(spectra, 2);
    try (SkyVae vae = SkyVae.create(30, 2, 1, Compute.auto())) {
      double[] logvar = {-8, -8};
      Weights one = PrincipalStart.weights(vae, components, logvar, 5);
      Weights two = PrincipalStart.weights(vae, components, logvar, 6);
      assertThat(one.values().get(0)[4 * 30]).isNotZero().isNotEqualTo(two.values().get(0)[4 * 30]);
      assertThat(one.values().get(0)[3 * 30]).isEqualTo(two.values().get(0)[3 * 30]);
      float[] last = one.values().get(30);
      assertThat(last[4]).isZero();
      assertThat(last[0]).isNotZero();
    }
  }

  @Test
  void whatDoesNotFitIsRefusedInWords() {
    assertThat(PrincipalStart.mostLatents()).isEqualTo(150);
    try (SkyVae wide = SkyVae.create(400, 151, 1, Compute.auto());
        SkyVae few = SkyVae.create(3, 4, 1, Compute.auto())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PrincipalStart.check(wide))
          .withMessageContaining("at most 150 latents, not 151");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PrincipalStart.check(few))
          .withMessageContaining("3 channels have fewer principal components");
    }
  }

  private static FloatMatrix spectra(int rows, int channels) {
    Noise noise = Noise.of(17);
    int directions = Math.min(channels, 160);
    float[] values = new float[rows * channels];
    float[][] mixing = new float[directions][];
    for (int k = 0; k < directions; k++) {
      mixing[k] = noise.stream("mixing").at(k).normals(channels);
    }
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < directions; k++) {
        double score = noise.at(row).normal(k) / (1 + k);
        for (int c = 0; c < channels; c++) {
          values[row * channels + c] += (float) (score * mixing[k][c]);
        }
      }
      for (int c = 0; c < channels; c++) {
        values[row * channels + c] += 5 + c % 7;
      }
    }
    return FloatMatrix.of(values, rows, channels);
  }

  private static Weights start(SkyVae vae, PrincipalComponents components) {
    double[] logvar = new double[vae.latentDim()];
    Arrays.setAll(logvar, k -> -8 + k * 0.01);
    double[] ones = new double[vae.inChannels()];
    Arrays.fill(ones, 1);
    return new Standardisation(components.mean(), ones)
        .fold(PrincipalStart.weights(vae, components, logvar, 5));
  }
}
