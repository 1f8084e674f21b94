package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

class StandardisationTest {
  private static final int CHANNELS = 40;
  private static final int ROWS = 12;

  /** Folding changes outputs by less than 1e-5 of the largest, whatever the units. */
  @Property(tries = 8)
  void foldingLeavesTheModelWhatItIs(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.05, max = 50) double spread,
      @ForAll @DoubleRange(min = -20, max = 20) double offset) {
    Noise noise = Noise.of(seed);
    double[] mean = new double[CHANNELS];
    double[] scale = new double[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      mean[c] = offset + 3 * noise.stream("mean").normal(c);
      scale[c] = spread * (0.1 + 2 * noise.stream("scale").uniform(c));
    }
    Standardisation units = new Standardisation(mean, scale);
    float[] standard = noise.stream("u").normals(ROWS * CHANNELS);
    float[] flux = new float[standard.length];
    for (int i = 0; i < flux.length; i++) {
      flux[i] = (float) (mean[i % CHANNELS] + scale[i % CHANNELS] * standard[i]);
    }
    float[] back = flux.clone();
    units.apply(back, ROWS);
    for (Compute compute : TestEngines.all()) {
      try (SkyVae vae = SkyVae.create(CHANNELS, 3, seed, compute)) {
        Weights trained = vae.weights();
        FloatMatrix expected = vae.reconstruct(FloatMatrix.of(back.clone(), ROWS, CHANNELS));
        vae.setWeights(units.fold(trained));
        FloatMatrix folded = vae.reconstruct(FloatMatrix.of(flux.clone(), ROWS, CHANNELS));
        double largest = Math.abs(offset) + 10 + 3 * spread;
        for (int row = 0; row < ROWS; row++) {
          for (int c = 0; c < CHANNELS; c++) {
            double output = mean[c] + scale[c] * expected.get(row, c);
            assertThat((double) folded.get(row, c)).isCloseTo(output, within(1e-5 * largest));
          }
        }
        vae.setWeights(units.unfold(units.fold(trained)));
        FloatMatrix again = vae.reconstruct(FloatMatrix.of(back.clone(), ROWS, CHANNELS));
        double tolerance = 1e-5 * (1 + largest / spread);
        for (int c = 0; c < CHANNELS; c++) {
          assertThat((double) again.get(0, c)).isCloseTo(expected.get(0, c), within(tolerance));
        }
      }
    }
  }

  @Test
  void whatCannotBeAUnitIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Standardisation(new double[] {1, 2}, new double[] {1, 0}))
        .withMessageContaining("channel 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Standardisation(new double[] {Double.NaN}, new double[] {1}))
        .withMessageContaining("channel 0");
    try (SkyVae vae = SkyVae.create(5, 2, 1, Compute.auto())) {
      Standardisation other = new Standardisation(new double[4], new double[] {1, 1, 1, 1});
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.fold(vae.weights()))
          .withMessageContaining("not those of a model of 4 channels");
    }
  }
}
