package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.noise.Noise;
import org.desisky.vae.LatentStandardisation;
import org.desisky.vae.Latents;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

/** Latents of what is saved are in the prior's units, if they are to be. */
class LatentScalingTest {
  /** For what is decided in Java and not by the engine. */
  private static final Compute COMPUTE = TestEngines.all().get(0);

  private static final int ROWS = 200;
  private static final int CHANNELS = 30;
  private static final int[] TRAIN = IntStream.range(0, 180).toArray();
  private static final FloatMatrix SPECTRA = spectra();

  private static FloatMatrix spectra() {
    float[] values = Noise.of(9).normals(ROWS * CHANNELS);
    for (int row = 0; row < ROWS; row++) {
      for (int c = 0; c < CHANNELS; c++) {
        values[row * CHANNELS + c] = 0.1f * values[row * CHANNELS + c] + row % 7 + c * (row % 5);
      }
    }
    return FloatMatrix.of(values, ROWS, CHANNELS);
  }

  /** Where no loss holds them. */
  @Test
  void latentsAreInThePriorsUnits() {
    for (double averaging : new double[] {0, 0.9}) {
      VaeTrainingConfig.Builder kept = settings(LatentScaling.STANDARD, averaging);
      assertThat(trained(kept.learningRate(3e-3).epochs(2), 1)).isLessThan(1e-3);
      VaeTrainingConfig.Builder free = settings(LatentScaling.NONE, averaging);
      assertThat(trained(free.learningRate(3e-3).epochs(2), 1)).isGreaterThan(1e-2);
    }
  }

  /** However far they are from them; and steps are made with the weights in their own units. */
  @Test
  void theUnitsOfTrainingStayAsTheyAre() {
    for (double averaging : new double[] {0, 0.9}) {
      assertThat(trained(still(LatentScaling.STANDARD, averaging), 0.05)).isLessThan(1e-3);
      assertThat(trained(still(LatentScaling.NONE, averaging), 0.05)).isGreaterThan(1);
      assertThat(trainLoss(LatentScaling.STANDARD, averaging))
          .isEqualTo(trainLoss(LatentScaling.NONE, averaging));
    }
  }

  private static double trainLoss(LatentScaling latents, double averaging) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, COMPUTE)) {
      VaeTrainingConfig config = settings(latents, averaging).batchSize(90).epochs(2).build();
      VaeTrainingResult result = VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, new int[0]);
      return result.history().epochs().get(1).train().total();
    }
  }

  /** Training that changes nothing to speak of. */
  private static VaeTrainingConfig.Builder still(LatentScaling latents, double averaging) {
    return settings(latents, averaging)
        .start(Start.AS_GIVEN)
        .learningRate(1e-12)
        .batchSize(90)
        .epochs(1);
  }

  private static VaeTrainingConfig.Builder settings(LatentScaling latents, double averaging) {
    VaeTrainingConfig.Builder settings = Recipe.BEST.settings().saveBest(false).batchSize(32);
    VaeTrainingConfig defaults = settings.build();
    return settings
        .beta(0)
        .lam(0)
        .discrepancy(defaults.discrepancy().withLatents(latents))
        .optimisation(defaults.optimisation().withAveraging(averaging));
  }

  /**
   * How far mean or logarithm of the deviation of a latent is from 0, at most, after training.
   *
   * @param unit of the latents before
   */
  private static double trained(VaeTrainingConfig.Builder settings, double unit) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, COMPUTE)) {
      vae.setWeights(
          new LatentStandardisation(new double[2], new double[] {unit, unit})
              .fold(vae, vae.weights()));
      // Without rows to test on, the newest weights are kept.
      VaeTrainer.of(settings.build()).train(vae, SPECTRA, TRAIN, new int[0]);
      Latents found = vae.encode(SPECTRA.select(TRAIN));
      double away = 0;
      for (int latent = 0; latent < 2; latent++) {
        double mean = 0;
        double square = 0;
        for (int row = 0; row < TRAIN.length; row++) {
          double value = found.mean().get(row, latent);
          double logvar = Math.max(-10, Math.min(10, found.logvar().get(row, latent)));
          mean += value / TRAIN.length;
          square += (value * value + Math.exp(logvar)) / TRAIN.length;
        }
        double deviation = Math.sqrt(square - mean * mean);
        away = Math.max(away, Math.max(Math.abs(mean), Math.abs(Math.log(deviation))));
      }
      return away;
    }
  }

  /** Deviations of 0.1, 1.5 and 10: from means and from noise, and with logvar out of bounds. */
  @Test
  void momentsAreOfMeansAndNoise() {
    float quiet = -30; // counts as -10
    float half = (float) Math.log(1.25);
    LatentMoments moments =
        LatentMoments.of(
            matrix(0.9f, 3, -10, 0, 1.1f, 5, 10, 0),
            matrix(quiet, half, quiet, 12, quiet, half, quiet, 12));
    assertThat(moments.areFinite()).isTrue();
    assertThat(moments.mean()).containsExactly(new double[] {1, 4, 0, 0}, within(1e-6));
    double quietest = Math.exp(-10);
    assertThat(moments.deviation())
        .containsExactly(
            new double[] {Math.sqrt(0.01 + quietest), 1.5, Math.sqrt(100 + quietest), Math.exp(5)},
            within(1e-5));
  }

  @Test
  void momentsOfWhatIsNotFiniteSaySo() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      LatentMoments moments = LatentMoments.of(matrix(0, bad, 0, 0), matrix(0, 0, 0, 0));
      assertThat(moments.areFinite()).isFalse();
      assertThatThrownBy(moments::standardisation).isInstanceOf(IllegalArgumentException.class);
    }
    LatentMoments moments = LatentMoments.of(matrix(0, 0, 0, 0), matrix(0, 0, Float.NaN, 0));
    assertThat(moments.areFinite()).isFalse();
  }

  /** Rows of four. */
  private static FloatMatrix matrix(float... numbers) {
    return FloatMatrix.of(numbers, numbers.length / 4, 4);
  }
}
