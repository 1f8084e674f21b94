package org.desisky.vae.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
  private static final int CHANNELS = 30;

  /** Spectra of four shapes, with a little noise. */
  private static FloatMatrix spectra(int rows, long seed, double brightness) {
    Noise noise = Noise.of(seed);
    float[] flux = new float[rows * CHANNELS];
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < CHANNELS; c++) {
        double value = brightness + 0.1 * noise.at(row).normal(c);
        for (int k = 1; k <= 4; k++) {
          value += noise.stream("shape").at(row).normal(k) * Math.sin(0.2 * k * c) / k;
        }
        flux[row * CHANNELS + c] = (float) value;
      }
    }
    return FloatMatrix.of(flux, rows, CHANNELS);
  }

  private static FrechetDistance in(FloatMatrix flux) {
    return FrechetDistance.in(flux, IntStream.range(0, flux.rows()).toArray());
  }

  /**
   * Two channels that do not vary together are stretched by c about their means and moved by t
   * deviations: then the means differ by t√2, and both deviations by c − 1.
   */
  @Property(tries = 100)
  void isThatOfTheFormula(
      @ForAll @DoubleRange(min = 0, max = 4) double c,
      @ForAll @DoubleRange(min = -5, max = 5) double t) {
    double[] x = {3, -3, 0, 0};
    double[] y = {0, 0, 0.5, -0.5};
    double[] deviations = {Math.sqrt(18 / 4.0), Math.sqrt(0.5 / 4.0)};
    float[] flux = new float[8];
    float[] moved = new float[8];
    for (int row = 0; row < 4; row++) {
      flux[2 * row] = (float) (7 + x[row]);
      flux[2 * row + 1] = (float) (1 + y[row]);
      moved[2 * row] = (float) (7 + c * x[row] + t * deviations[0]);
      moved[2 * row + 1] = (float) (1 + c * y[row] + t * deviations[1]);
    }
    FrechetDistance distance = in(FloatMatrix.of(flux, 4, 2));

    double found =
        distance.between(
            distance.scores(FloatMatrix.of(moved, 4, 2)),
            distance.scores(FloatMatrix.of(flux, 4, 2)));
    // Over n − 1, while the unit of the space is over n.
    assertThat(found).isCloseTo(t * t + (c - 1) * (c - 1) * 4 / 3, within(1e-4));
  }

  @Property(tries = 30)
  void isSymmetricAndZeroOfItself(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
      @ForAll @IntRange(min = 2, max = 60) int rows,
      @ForAll @DoubleRange(min = 0, max = 3) double brightness) {
    FrechetDistance distance = in(spectra(40, 1, 5));
    FloatMatrix a = distance.scores(spectra(rows, seed, 5));
    FloatMatrix b = distance.scores(spectra(25, seed + 1, 5 + brightness));

    assertThat(distance.between(a, a)).isCloseTo(0, within(1e-6));
    assertThat(distance.between(a, b)).isCloseTo(distance.between(b, a), within(1e-6));
    assertThat(distance.between(a, b)).isGreaterThan(0);
  }

  @Test
  void theSpaceHasTenDirectionsAtMost() {
    FloatMatrix flux = spectra(60, 1, 5);
    assertThat(in(flux).scores(flux).columns()).isEqualTo(10);
    float[] nine = new float[9 * 60];
    for (int row = 0; row < 60; row++) {
      System.arraycopy(flux.row(row), 0, nine, 9 * row, 9);
    }
    FloatMatrix narrow = FloatMatrix.of(nine, 60, 9);
    assertThat(in(narrow).scores(narrow).columns()).isEqualTo(9);
  }

  @Test
  void growsWithWhatIsWrong() {
    FloatMatrix real = spectra(400, 1, 5);
    FrechetDistance distance = in(real);
    FloatMatrix held = distance.scores(spectra(400, 2, 5));
    double floor = distance.between(distance.scores(spectra(400, 3, 5)), held);
    double brighter = distance.between(distance.scores(spectra(400, 3, 5.5)), held);
    double brightest = distance.between(distance.scores(spectra(400, 3, 6)), held);

    assertThat(floor).isLessThan(0.05);
    assertThat(brighter).isGreaterThan(2 * floor);
    assertThat(brightest).isGreaterThan(2 * brighter);
  }

  @Test
  void whatIsNotFiniteHasNoDistanceAndOneSpectrumIsNoSet() {
    FloatMatrix flux = spectra(20, 1, 5);
    FrechetDistance distance = in(flux);
    float[] broken = spectra(20, 2, 5).toArray();
    broken[7] = Float.NaN;
    FloatMatrix scores = distance.scores(flux);

    assertThat(distance.between(distance.scores(FloatMatrix.of(broken, 20, CHANNELS)), scores))
        .isNaN();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distance.between(scores.part(0, 1), scores))
        .withMessageContaining("fewer than two");
  }

  @Test
  void theUnitAndALevelFarFromZeroChangeNothing() {
    float[] values = spectra(60, 1, 5).toArray();
    float[] others = spectra(60, 2, 5).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(1000 * values[i]) / 1024f;
      others[i] = Math.round(1000 * others[i]) / 1024f;
    }
    double expected = distance(values, others, 1, 0);
    assertThat(expected).isGreaterThan(1e-3);
    assertThat(distance(values, others, 1e-17f, 0)).isCloseTo(expected, within(1e-4 * expected));
    assertThat(distance(values, others, 1, 4096)).isCloseTo(expected, within(1e-4 * expected));
  }

  private static double distance(float[] flux, float[] others, float unit, float level) {
    FloatMatrix[] sets = new FloatMatrix[2];
    for (int s = 0; s < 2; s++) {
      float[] values = (s == 0 ? flux : others).clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = unit * values[i] + level;
      }
      sets[s] = FloatMatrix.of(values, values.length / CHANNELS, CHANNELS);
    }
    return distance(sets[0], sets[1]);
  }

  @Test
  void spectraThatAreAllTheSameAreNoDistanceFromThemselves() {
    for (float value : new float[] {0, 1, 0.1f, 1e7f}) {
      for (int rows : new int[] {54, 107}) {
        float[] same = new float[rows * CHANNELS];
        Arrays.fill(same, value);
        FloatMatrix flux = FloatMatrix.of(same, rows, CHANNELS);
        FrechetDistance distance = in(flux);
        FloatMatrix scores = distance.scores(flux);
        assertThat(distance.between(scores, scores)).as("%s", value).isLessThan(1e-6);
      }
    }
  }

  /** Two spectra, or copies of them, span a line: how others lie along it is what counts. */
  @Test
  void whatLiesBesideTheSpaceDoesNotCount() {
    FloatMatrix two = FloatMatrix.of(new float[] {0, 0, 7, 7, 2, 2, 7, 7}, 2, 4);
    FloatMatrix beside = FloatMatrix.of(new float[] {1, -1, 9, 3, 3, 1, -2, 7}, 2, 4);
    FloatMatrix farther = FloatMatrix.of(new float[] {3, 0, 9, 3, 4, 1, -2, 7}, 2, 4);
    for (FloatMatrix flux : List.of(two, two.select(new int[] {0, 1, 0, 1, 0, 1}))) {
      FrechetDistance distance = in(flux);
      FloatMatrix scores = distance.scores(two);
      assertThat(scores.columns()).isEqualTo(1);
      assertThat(distance.between(scores, distance.scores(beside))).isCloseTo(0, within(1e-6));
      // Means a deviation apart, and deviations of 2 and 1 over n − 1, in units of a variance of 2.
      assertThat(distance.between(scores, distance.scores(farther)))
          .isCloseTo(1 + 0.5, within(1e-6));
    }
  }

  /** They scatter by nothing that others could be measured by: one direction, in flux, is left. */
  @Test
  void fromSpectraThatAreAllTheSameOthersAreMeasuredInUnitsOfTheFlux() {
    float[] same = new float[107 * CHANNELS];
    for (int i = 0; i < same.length; i++) {
      same[i] = 0.1f + 0.37f * (i % CHANNELS);
    }
    FloatMatrix flux = FloatMatrix.of(same, 107, CHANNELS);
    assertThat(in(flux).scores(flux).columns()).isEqualTo(1);
    double found = distance(flux, spectra(30, 1, 5));
    // No more than the variance and the offset of all channels together.
    assertThat(found).isBetween(0.0, 100.0 * CHANNELS);
  }

  /** The distance is that without the channel, whatever the other spectra have in it. */
  @Test
  void aChannelThatNeverVariesDoesNotCount() {
    FloatMatrix flux = spectra(30, 1, 5);
    FloatMatrix other = spectra(30, 2, 5);
    double expected = distance(flux, other);
    assertThat(expected).isGreaterThan(1e-3);
    for (float value : new float[] {0, 7}) {
      FloatMatrix wider = withChannel(flux, row -> value);
      assertThat(distance(wider, withChannel(other, row -> value)))
          .isCloseTo(expected, within(1e-4 * expected));
      assertThat(distance(wider, withChannel(other, row -> row)))
          .isCloseTo(expected, within(1e-4 * expected));
    }
  }

  /** Spectra with one more channel, the last. */
  private static FloatMatrix withChannel(FloatMatrix flux, IntToDoubleFunction value) {
    float[] wider = new float[flux.rows() * (CHANNELS + 1)];
    for (int row = 0; row < flux.rows(); row++) {
      System.arraycopy(flux.row(row), 0, wider, row * (CHANNELS + 1), CHANNELS);
      wider[row * (CHANNELS + 1) + CHANNELS] = (float) value.applyAsDouble(row);
    }
    return FloatMatrix.of(wider, flux.rows(), CHANNELS + 1);
  }

  private static double distance(FloatMatrix flux, FloatMatrix others) {
    FrechetDistance distance = in(flux);
    return distance.between(distance.scores(flux), distance.scores(others));
  }
}
