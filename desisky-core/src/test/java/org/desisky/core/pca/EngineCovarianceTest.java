package org.desisky.core.pca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.Vectors;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;

/** Components that a tensor engine helps to find are those that Java finds. */
class EngineCovarianceTest {
  private static final int COLUMNS = 120;
  private static final Noise NOISE = Noise.of(17);

  /** More rows than are taken at a time, of which the last few are left over. */
  private static final int ROWS = 2150;

  private final int[] rows = IntStream.range(0, ROWS).filter(row -> row % 21 != 0).toArray();
  private final double[] scale = IntStream.range(0, COLUMNS).mapToDouble(c -> 1 + c % 3).toArray();

  @EachEngine
  void aProductWithTheCovarianceIsJavas(Compute compute) {
    StandardisedRows standardised = new StandardisedRows(falling(0.8, 40), rows, scale);
    double[][] directions = new double[7][];
    Arrays.setAll(directions, k -> doubles(NOISE.stream("directions").at(k), COLUMNS));
    double[][] expected = new HostCovariance(standardised).times(directions);
    double[][] found =
        new EngineCovariance(standardised, standardised.totalVariance(), compute).times(directions);
    double largest =
        Arrays.stream(expected).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
    for (int k = 0; k < expected.length; k++) {
      assertThat(found[k]).containsExactly(expected[k], within(1e-5 * largest));
    }
  }

  /** To nine digits: the engine begins, Java ends. */
  @EachEngine
  void componentsAreJavas(Compute compute) {
    FloatMatrix values = falling(0.8, 40);
    PrincipalSearch search = PrincipalComponents.in(values).rows(rows).scale(scale);
    assertSame(
        search.with(compute).fit(6),
        PrincipalComponents.in(values).rows(rows).scale(scale).fit(6),
        1e-8);
  }

  /** By the engine alone, as in a report. */
  @EachEngine
  void componentsToFourDigitsAreJavas(Compute compute) {
    FloatMatrix values = falling(0.8, 40);
    PrincipalComponents exact = PrincipalComponents.fit(values, 12);
    PrincipalComponents rough =
        PrincipalComponents.in(values).tolerance(1e-4).with(compute).fit(12);
    assertSame(rough, exact, 1e-3);
    assertThat(rough.standardDeviations()).isNotEqualTo(exact.standardDeviations());
    PrincipalComponents javas = PrincipalComponents.in(values).tolerance(1e-4).fit(12);
    assertThat(Arrays.equals(rough.standardDeviations(), javas.standardDeviations()))
        .isEqualTo(!EngineCovariance.pays(compute));
  }

  /** What holds a part of all variance that float32 cannot see is for Java to find. */
  @EachEngine
  void componentsThatHoldNextToNothingAreJavas(Compute compute) {
    FloatMatrix values = falling(0.05, 6);
    PrincipalComponents exact = PrincipalComponents.fit(values, 6);
    PrincipalComponents found = PrincipalComponents.in(values).tolerance(1e-4).with(compute).fit(6);
    double[] deviations = exact.standardDeviations();
    assertThat(deviations[5]).isBetween(1e-8 * deviations[0], 1e-5 * deviations[0]);
    assertSame(found, exact, 1e-3);
  }

  /** As many directions are followed as there are columns, so that one product would end it. */
  @EachEngine
  void fewColumnsAreAsExact(Compute compute) {
    float[] values = new float[400 * 12];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (NOISE.at(i / 12).normal(i % 12) * Math.pow(0.1, i % 12 / 2.0));
    }
    FloatMatrix few = FloatMatrix.of(values, 400, 12);
    assertSame(
        PrincipalComponents.in(few).with(compute).fit(6), PrincipalComponents.fit(few, 6), 1e-9);
    PrincipalComponents rough = PrincipalComponents.in(few).tolerance(1e-4).with(compute).fit(12);
    assertSame(rough, PrincipalComponents.fit(few, 12), 1e-3);
  }

  /** Numbers so large or small that their squares are no float32, and an offset that none holds. */
  @EachEngine
  void numbersOfAnySizeAreAsExact(Compute compute) {
    FloatMatrix usual = falling(0.8, 40);
    double[] expected = PrincipalComponents.fit(usual, 4).standardDeviations();
    for (double factor : new double[] {1e-30, 1e30}) {
      PrincipalComponents found =
          PrincipalComponents.in(changed(usual, factor, 0)).tolerance(1e-4).with(compute).fit(4);
      for (int k = 0; k < 4; k++) {
        assertThat(found.standardDeviations()[k] / factor)
            .isCloseTo(expected[k], within(1e-3 * expected[k]));
      }
    }
    FloatMatrix moved = changed(usual, 1, 70_000.1);
    assertSame(
        PrincipalComponents.in(moved).tolerance(1e-4).with(compute).fit(12),
        PrincipalComponents.fit(moved, 12),
        1e-3);
    float[] values = usual.toArray();
    values[50 * COLUMNS + 7] = 1e25f;
    FloatMatrix spoilt = FloatMatrix.of(values, ROWS, COLUMNS);
    PrincipalComponents one = PrincipalComponents.in(spoilt).with(compute).fit(1);
    assertSame(one, PrincipalComponents.fit(spoilt, 1), 1e-8);
    assertThat(one.component(0)[7]).isCloseTo(1, within(1e-9));
  }

  private static FloatMatrix changed(FloatMatrix values, double factor, double offset) {
    float[] changed = values.toArray();
    for (int i = 0; i < changed.length; i++) {
      changed[i] = (float) (changed[i] * factor + offset);
    }
    return FloatMatrix.of(changed, values.rows(), values.columns());
  }

  @EachEngine
  void rowsThatDoNotVaryHaveNoComponents(Compute compute) {
    float[] same = new float[30 * COLUMNS];
    Arrays.fill(same, 3);
    FloatMatrix values = FloatMatrix.of(same, 30, COLUMNS);
    PrincipalComponents found = PrincipalComponents.in(values).with(compute).fit(3);
    assertThat(found.standardDeviations()).containsOnly(0);
    assertThat(found.meanSquaredError(values)).containsOnly(0);
  }

  private static void assertSame(
      PrincipalComponents found, PrincipalComponents exact, double tolerance) {
    double[] expected = exact.standardDeviations();
    for (int k = 0; k < expected.length; k++) {
      assertThat(found.standardDeviations()[k])
          .isCloseTo(expected[k], within(tolerance * expected[k]));
      assertThat(Vectors.dot(found.component(k), exact.component(k)))
          .isCloseTo(1, within(100 * tolerance));
    }
  }

  /** Directions of deviations that fall by a factor from one to the next. */
  private static FloatMatrix falling(double factor, int directions) {
    double[][] mixing = new double[directions][];
    Arrays.setAll(mixing, k -> doubles(NOISE.stream("mixing").at(k), COLUMNS));
    float[] values = new float[ROWS * COLUMNS];
    for (int row = 0; row < ROWS; row++) {
      double[] scores = doubles(NOISE.stream("scores").at(row), directions);
      for (int k = 0; k < directions; k++) {
        double score = scores[k] * Math.pow(factor, k);
        for (int c = 0; c < COLUMNS; c++) {
          values[row * COLUMNS + c] += (float) (score * mixing[k][c]);
        }
      }
    }
    return FloatMatrix.of(values, ROWS, COLUMNS);
  }

  private static double[] doubles(Noise noise, int count) {
    return IntStream.range(0, count).mapToDouble(noise::normal).toArray();
  }
}
