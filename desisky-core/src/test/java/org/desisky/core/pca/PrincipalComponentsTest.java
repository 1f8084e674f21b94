package org.desisky.core.pca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.desisky.core.FloatMatrix;
import org.desisky.core.Vectors;
import org.desisky.core.noise.Noise;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
  /** Axes of known variance: components are the axes, deviations the roots of the variances. */
  @Test
  void ofAKnownCovarianceTheAxesAreFound() {
    double[] deviations = {9, 5, 2, 0.5, 0.25, 0.1};
    Noise noise = Noise.of(1);
    int rows = 20000;
    float[] values = new float[rows * 6];
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < 6; c++) {
        values[row * 6 + c] = (float) (10 * c + deviations[5 - c] * noise.at(row).normal(c));
      }
    }
    PrincipalComponents found = PrincipalComponents.fit(FloatMatrix.of(values, rows, 6), 3);
    for (int k = 0; k < 3; k++) {
      assertThat(found.standardDeviations()[k]).isCloseTo(deviations[k], within(0.1));
      assertThat(found.component(k)[5 - k]).isCloseTo(1, within(1e-3));
    }
    assertThat(found.mean()[4]).isCloseTo(40, within(0.2));
    assertThat(found.totalVariance()).isCloseTo(110.3225, within(2.0));
    assertThat(found.explainedVariance()).isCloseTo(110 / 110.3225, within(1e-3));
  }

  @Test
  void aRoughSearchHoldsNearlyAllTheVariance() {
    FloatMatrix noise = FloatMatrix.of(Noise.of(3).normals(400 * 200), 400, 200);
    PrincipalComponents exact = PrincipalComponents.fit(noise, 20);
    PrincipalComponents rough = PrincipalComponents.in(noise).tolerance(1e-2).fit(20);
    assertThat(rough.explainedVariance())
        .isBetween(0.97 * exact.explainedVariance(), exact.explainedVariance() + 1e-12)
        .isNotEqualTo(exact.explainedVariance());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.in(noise).tolerance(0))
        .withMessageContaining("tolerance");
  }

  @Property(tries = 40)
  void agreesWithAnExactEigendecomposition(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 60) int rows,
      @ForAll @IntRange(min = 2, max = 30) int columns) {
    FloatMatrix values = decaying(seed, rows, columns);
    int count = Math.min(4, Math.min(rows - 1, columns));
    PrincipalComponents found = PrincipalComponents.fit(values, count);
    EigenDecompositionSymmetric exact = exact(values);
    double first = exact.getEigenvalue(0);
    for (int k = 0; k < count; k++) {
      double variance = Math.pow(found.standardDeviations()[k], 2);
      assertThat(variance).isCloseTo(exact.getEigenvalue(k), within(1e-8 * first));
      double along = Vectors.dot(found.component(k), exact.getEigenvector(k).toArray());
      assertThat(Math.abs(along)).isCloseTo(1, within(1e-6));
    }
  }

  /** More columns than directions are followed, so that iterations have to converge. */
  @Test
  void agreesWithAnExactEigendecompositionOfManyColumns() {
    assertExact(decaying(5, 400, 200), 6);
  }

  /** The last block takes 128 rows and then 12, in room that still holds some of the 128. */
  @Test
  void rowsOfAnEarlierTakeDoNotCountAgain() {
    assertExact(decaying(13, 2188, 20), 4);
  }

  private static void assertExact(FloatMatrix values, int count) {
    PrincipalComponents found = PrincipalComponents.fit(values, count);
    EigenDecompositionSymmetric exact = exact(values);
    for (int k = 0; k < count; k++) {
      double expected = exact.getEigenvalue(k);
      assertThat(Math.pow(found.standardDeviations()[k], 2))
          .isCloseTo(expected, within(1e-8 * expected));
      double along = Vectors.dot(found.component(k), exact.getEigenvector(k).toArray());
      assertThat(Math.abs(along)).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void componentsAreOrthonormalAndScoresHaveTheirDeviations() {
    FloatMatrix values = decaying(3, 300, 700);
    PrincipalComponents found = PrincipalComponents.fit(values, 8);
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j <= i; j++) {
        double product = Vectors.dot(found.component(i), found.component(j));
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-12));
      }
    }
    FloatMatrix scores = found.scores(values);
    for (int k = 0; k < 8; k++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < 300; row++) {
        sum += scores.get(row, k);
        squares += (double) scores.get(row, k) * scores.get(row, k);
      }
      double expected = found.standardDeviations()[k];
      assertThat(sum / 300).isCloseTo(0, within(1e-5 * expected));
      assertThat(Math.sqrt(squares / 300)).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  @Test
  void theErrorIsThatOfTheReconstructionAndTheVarianceLeftOver() {
    FloatMatrix values = decaying(4, 120, 50);
    PrincipalComponents found = PrincipalComponents.fit(values, 5);
    FloatMatrix again = found.reconstruct(values);
    double[] errors = found.meanSquaredError(values);
    for (int row = 0; row < 120; row++) {
      double sum = 0;
      for (int c = 0; c < 50; c++) {
        sum += Math.pow(values.get(row, c) - again.get(row, c), 2);
      }
      assertThat(errors[row]).isCloseTo(sum / 50, within(1e-5 * errors[row] + 1e-12));
    }
    int[] some = IntStream.range(0, 120).filter(row -> row % 7 != 0).toArray();
    double[] byColumn = found.meanSquaredErrorByColumn(values, some);
    for (int c = 0; c < 50; c++) {
      double sum = 0;
      for (int row : some) {
        sum += Math.pow(values.get(row, c) - again.get(row, c), 2);
      }
      double expected = sum / some.length;
      assertThat(byColumn[c]).isCloseTo(expected, within(1e-5 * expected + 1e-12));
    }
    double left = found.totalVariance() * (1 - found.explainedVariance()) / 50;
    assertThat(Arrays.stream(errors).average().orElseThrow()).isCloseTo(left, within(1e-9));
    double all = Arrays.stream(PrincipalComponents.fit(values, 50).meanSquaredError(values)).sum();
    assertThat(all).isLessThan(1e-20);
  }

  @Test
  void aScaleWeighsColumnsAndLeavesTheErrorInTheirUnit() {
    FloatMatrix values = decaying(6, 200, 20);
    double[] scale = new double[20];
    Arrays.setAll(scale, c -> 0.5 + c);
    float[] divided = values.toArray();
    for (int i = 0; i < divided.length; i++) {
      divided[i] /= (float) scale[i % 20];
    }
    int[] rows = IntStream.range(0, 200).toArray();
    PrincipalComponents scaled = PrincipalComponents.in(values).rows(rows).scale(scale).fit(3);
    PrincipalComponents plain = PrincipalComponents.fit(FloatMatrix.of(divided, 200, 20), 3);
    for (int k = 0; k < 3; k++) {
      double expected = plain.standardDeviations()[k];
      assertThat(scaled.standardDeviations()[k]).isCloseTo(expected, within(1e-5 * expected));
    }
    FloatMatrix again = scaled.reconstruct(values);
    FloatMatrix plainly = plain.reconstruct(FloatMatrix.of(divided, 200, 20));
    assertThat(again.get(7, 19)).isCloseTo((float) (plainly.get(7, 19) * scale[19]), within(1e-3f));
    double sum = 0;
    for (int c = 0; c < 20; c++) {
      sum += Math.pow(values.get(7, c) - again.get(7, c), 2);
    }
    assertThat(scaled.meanSquaredError(values)[7]).isCloseTo(sum / 20, within(1e-6));
  }

  @Test
  void onlyTheRowsNamedCount() {
    FloatMatrix values = decaying(8, 90, 15);
    int[] rows = IntStream.range(0, 30).map(i -> 3 * i).toArray();
    PrincipalComponents some = PrincipalComponents.fit(values, rows, 4);
    PrincipalComponents same = PrincipalComponents.fit(values.select(rows), 4);
    assertThat(some.component(3)).isEqualTo(same.component(3));
    assertThat(some.first(2).component(1)).isEqualTo(same.component(1));
    assertThat(some.first(2).count()).isEqualTo(2);
  }

  @Test
  void rowsThatDoNotVaryEnoughHaveComponentsOfNoDeviation() {
    float[] values = new float[5 * 12];
    for (int row = 0; row < 5; row++) {
      for (int c = 0; c < 12; c++) {
        values[row * 12 + c] = 3 + row * (c + 1);
      }
    }
    PrincipalComponents found = PrincipalComponents.fit(FloatMatrix.of(values, 5, 12), 4);
    assertThat(found.standardDeviations()[0]).isGreaterThan(1);
    assertThat(Arrays.copyOfRange(found.standardDeviations(), 1, 4)).containsOnly(0);
    assertThat(Vectors.dot(found.component(2), found.component(3))).isCloseTo(0, within(1e-12));
    assertThat(Arrays.stream(found.meanSquaredError(FloatMatrix.of(values, 5, 12))).sum())
        .isLessThan(1e-9);
    PrincipalComponents one = PrincipalComponents.fit(FloatMatrix.row(1, 2, 3), 2);
    assertThat(one.standardDeviations()).containsOnly(0);
    assertThat(one.reconstruct(FloatMatrix.row(1, 2, 3)).row(0)).isEqualTo(new float[] {1, 2, 3});
  }

  /** Of numbers such as 1/107 rounding would leave a variance where there is none. */
  @Test
  void rowsThatAreAllTheSameDoNotVary() {
    for (int rows : new int[] {3, 49, 107, 1000}) {
      float[] values = new float[rows * 25];
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.1f + 0.37f * (i % 25);
      }
      FloatMatrix same = FloatMatrix.of(values, rows, 25);
      PrincipalComponents found = PrincipalComponents.fit(same, 4);
      assertThat(found.totalVariance()).as("%s rows", rows).isZero();
      assertThat(found.standardDeviations()).containsOnly(0);
      assertThat(found.explainedVariance()).isEqualTo(1);
      assertThat(found.meanSquaredErrorByColumn(same, 0, 1)).containsOnly(0);
    }
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws ExecutionException, InterruptedException {
    FloatMatrix values = decaying(9, 600, 900);
    PrincipalComponents all = PrincipalComponents.fit(values, 5);
    for (int threads : new int[] {1, 3}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        PrincipalComponents some = pool.submit(() -> PrincipalComponents.fit(values, 5)).get();
        assertThat(some.standardDeviations()).isEqualTo(all.standardDeviations());
        assertThat(pool.submit(() -> all.scores(values)).get()).isEqualTo(all.scores(values));
        assertThat(pool.submit(() -> all.meanSquaredError(values)).get())
            .isEqualTo(all.meanSquaredError(values));
        for (int k = 0; k < 5; k++) {
          assertThat(some.component(k)).isEqualTo(all.component(k));
        }
      } finally {
        pool.shutdown();
      }
    }
  }

  /** Rows are taken some at a time, and so are columns: at the ends fewer of either. */
  @Test
  void scoresAreTheProductsWhateverTheNumberOfRowsAndColumns() {
    for (int columns : new int[] {3, 8, 9, 511, 512, 513}) {
      FloatMatrix values = decaying(11, 144, columns);
      double[] scale = new double[columns];
      Arrays.setAll(scale, c -> 0.5 + c % 3);
      int[] all = IntStream.range(0, 144).toArray();
      PrincipalComponents found = PrincipalComponents.in(values).rows(all).scale(scale).fit(2);
      double[] mean = found.mean();
      for (int rows : new int[] {1, 15, 16, 127, 128, 129, 143, 144}) {
        FloatMatrix scores = found.scores(values.part(0, rows));
        double[] errors = found.meanSquaredError(values.part(0, rows));
        for (int row = 0; row < rows; row++) {
          double[] product = new double[2];
          for (int c = 0; c < columns; c++) {
            for (int k = 0; k < 2; k++) {
              product[k] += (values.get(row, c) - mean[c]) / scale[c] * found.component(k)[c];
            }
          }
          double error = 0;
          for (int c = 0; c < columns; c++) {
            double seen = product[0] * found.component(0)[c] + product[1] * found.component(1)[c];
            error += Math.pow(values.get(row, c) - mean[c] - scale[c] * seen, 2) / columns;
          }
          for (int k = 0; k < 2; k++) {
            assertThat((double) scores.get(row, k)).isCloseTo(product[k], within(1e-4));
          }
          assertThat(errors[row]).isCloseTo(error, within(1e-9 + 1e-9 * error));
        }
      }
    }
  }

  @Test
  void aRowThatIsNotFiniteSpoilsNoOther() {
    FloatMatrix values = decaying(12, 130, 21);
    PrincipalComponents found = PrincipalComponents.fit(values, 3);
    float[] spoilt = values.toArray();
    spoilt[5 * 21 + 20] = Float.NaN;
    spoilt[127 * 21] = Float.POSITIVE_INFINITY;
    FloatMatrix others = FloatMatrix.of(spoilt, 130, 21);
    FloatMatrix scores = found.scores(others);
    double[] errors = found.meanSquaredError(others);
    for (int row = 0; row < 130; row++) {
      boolean isFinite = row != 5 && row != 127;
      assertThat(scores.isFinite(row)).isEqualTo(isFinite);
      assertThat(Double.isFinite(errors[row])).isEqualTo(isFinite);
      if (isFinite) {
        assertThat(scores.row(row)).isEqualTo(found.scores(values).row(row));
        assertThat(errors[row]).isEqualTo(found.meanSquaredError(values)[row]);
      }
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedInWords() {
    FloatMatrix values = FloatMatrix.of(new float[] {1, 2, 3, Float.NaN, 5, 6}, 3, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.fit(values, 1))
        .withMessageContaining("row 1 has NaN in column 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.fit(values, new int[] {0, 2}, 3))
        .withMessageContaining("from 1 to 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.fit(values, new int[0], 1))
        .withMessageContaining("no rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.fit(values, new int[] {0, 3}, 1))
        .withMessageContaining("row 3 is none of the 3 that there are");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.in(values).rows(0, 2).scale(1, 0).fit(1))
        .withMessageContaining("the scale of column 1 is 0");
    PrincipalComponents fine = PrincipalComponents.fit(values, new int[] {0, 2}, 1);
    assertThat(fine.scores(values).get(1, 0)).isNaN();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fine.scores(FloatMatrix.row(1, 2, 3)))
        .withMessageContaining("must have 2 numbers, but has 3");
  }

  /** Random mixtures of directions whose deviations halve from one to the next. */
  private static FloatMatrix decaying(long seed, int rows, int columns) {
    int directions = Math.min(24, columns);
    Noise noise = Noise.of(seed);
    float[][] mixing = new float[directions][];
    for (int k = 0; k < directions; k++) {
      mixing[k] = noise.stream("mixing").at(k).normals(columns);
    }
    float[] values = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      Noise own = noise.stream("row").at(row);
      for (int c = 0; c < columns; c++) {
        double sum = 2 + Math.sin(c);
        for (int k = 0; k < directions; k++) {
          sum += Math.pow(0.6, k) * own.normal(k) * mixing[k][c];
        }
        values[row * columns + c] = (float) sum;
      }
    }
    return FloatMatrix.of(values, rows, columns);
  }

  private static EigenDecompositionSymmetric exact(FloatMatrix values) {
    int columns = values.columns();
    double[] mean = new double[columns];
    for (int row = 0; row < values.rows(); row++) {
      for (int c = 0; c < columns; c++) {
        mean[c] += values.get(row, c) / (double) values.rows();
      }
    }
    double[][] covariance = new double[columns][columns];
    for (int row = 0; row < values.rows(); row++) {
      for (int i = 0; i < columns; i++) {
        double a = values.get(row, i) - mean[i];
        for (int j = 0; j < columns; j++) {
          covariance[i][j] += a * (values.get(row, j) - mean[j]) / values.rows();
        }
      }
    }
    return new EigenDecompositionSymmetric(new Array2DRowRealMatrix(covariance, false));
  }
}
