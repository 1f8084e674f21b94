package org.desisky.vae.density;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

/** How many Gaussians are found, of which rows, and that they are the likeliest. */
class MixtureFitTest {
  private static final Noise NOISE = Noise.of(11);
  private static final double HALF_LN_2_PI = 0.5 * Math.log(2 * Math.PI);

  /** Normal numbers in three dimensions; of the first, each other row lies apart. */
  private static FloatMatrix heaps(int n, double apart, double width) {
    float[] numbers = NOISE.normals(3 * n);
    for (int i = 0; i < n; i++) {
      numbers[3 * i] = (float) (width * numbers[3 * i] + (i % 2 == 0 ? apart : -apart));
    }
    return FloatMatrix.of(numbers, n, 3);
  }

  private static double logLikelihood(LatentMixture mixture, FloatMatrix rows) {
    double sum = 0;
    for (int row = 0; row < rows.rows(); row++) {
      sum += mixture.logDensity(rows.row(row));
    }
    return sum;
  }

  /** That of the two heaps that the rows were drawn from. */
  private static double logLikelihoodOfTruth(FloatMatrix rows, double apart, double width) {
    double sum = 0;
    for (int row = 0; row < rows.rows(); row++) {
      float[] x = rows.row(row);
      double left = Math.exp(-0.5 * Math.pow((x[0] + apart) / width, 2));
      double right = Math.exp(-0.5 * Math.pow((x[0] - apart) / width, 2));
      sum += Math.log((left + right) / 2) - Math.log(width) - 3 * HALF_LN_2_PI;
      sum -= 0.5 * (x[1] * (double) x[1] + x[2] * (double) x[2]);
    }
    return sum;
  }

  /** Of the mixture that one was drawn from, rows are no likelier than of the likeliest. */
  @Test
  void nothingIsLikelierThanWhatIsFound() {
    for (double width : new double[] {0.01, 1}) {
      double apart = width == 1 ? 1.3 : 1;
      FloatMatrix rows = heaps(3000, apart, width);
      LatentMixture found = LatentMixture.fit(rows, 2);
      assertThat(found.components()).isEqualTo(2);
      assertThat(logLikelihood(found, rows))
          .isGreaterThan(logLikelihoodOfTruth(rows, apart, width));
    }
  }

  /** Ten numbers more are worth it if twice the gain is above 10·ln N. */
  @Test
  void schwarzsCriterionTellsHowManyThereAre() {
    assertThat(LatentMixture.fit(heaps(2000, 1.15, 1), 2).components()).isEqualTo(1);
    assertThat(LatentMixture.fit(heaps(2000, 1.25, 1), 2).components()).isEqualTo(2);
  }

  /** A few of these are not, from the first centres chosen. */
  @Test
  void heapsThatAreClearlyApartAreTwo() {
    for (int seed = 0; seed < 20; seed++) {
      float[] numbers = Noise.of(seed).normals(6000);
      for (int row = 0; row < 2000; row++) {
        numbers[3 * row] += row % 2 == 0 ? 2 : -2;
      }
      LatentMixture found = LatentMixture.fit(FloatMatrix.of(numbers, 2000, 3), 2);
      assertThat(found.components()).as("seed %s", seed).isEqualTo(2);
    }
  }

  @Test
  void aGaussianNeedsRowsForItsCovariance() {
    FloatMatrix rows = heaps(20, 50, 1);
    assertThat(LatentMixture.fit(rows, 2).components()).isEqualTo(2);
    assertThat(LatentMixture.fit(rows.part(0, 19), 2).components()).isEqualTo(1);
  }

  @Test
  void upToATenthThatLieAThousandTimesAsFarAreLeftOut() {
    FloatMatrix rows = heaps(90, 0, 1);
    double usual = LatentMixture.fit(rows, 1).mean()[2];
    assertThat(LatentMixture.fit(withFar(rows, 10, 2000), 1).mean()[2]).isEqualTo(usual);
    assertThat(LatentMixture.fit(withFar(rows, 11, 2000), 1).mean()[2]).isGreaterThan(100);
    assertThat(LatentMixture.fit(withFar(rows, 10, 300), 1).mean()[2]).isGreaterThan(20);
  }

  private static FloatMatrix withFar(FloatMatrix rows, int count, float far) {
    float[] numbers = Arrays.copyOf(rows.toArray(), 3 * (rows.rows() + count));
    for (int i = 3 * rows.rows() + 2; i < numbers.length; i += 3) {
      numbers[i] = far;
    }
    return FloatMatrix.of(numbers, rows.rows() + count, 3);
  }

  @Test
  void aConditionNeedsFiveRowsForEachNumberThatPlacesAGaussian() {
    FloatMatrix rows = heaps(60, 0, 1);
    String[] conditions = new String[60];
    Arrays.fill(conditions, "dark");
    Arrays.fill(conditions, 0, 20, "moon");
    Arrays.fill(conditions, 20, 39, "other");
    assertThat(LatentDensity.fit(rows, conditions).conditions()).containsOnlyKeys("dark", "moon");
  }

  @Test
  void aDensityNeedsTwoRowsMoreThanLatents() {
    FloatMatrix rows = heaps(5, 0, 1);
    assertThat(LatentDensity.isPossible(rows)).isTrue();
    assertThat(LatentDensity.fit(rows).all().rows()).isEqualTo(5);
    assertThat(LatentDensity.isPossible(rows.part(0, 4))).isFalse();
  }

  @Test
  void sixteenHeapsAreFoundAndNoMore() {
    float[] numbers = NOISE.normals(3200);
    for (int i = 0; i < 3200; i++) {
      numbers[i] += 100 * (i % 32);
    }
    FloatMatrix rows = FloatMatrix.of(numbers, 3200, 1);
    assertThat(LatentDensity.fit(rows).all().mixture().components()).isEqualTo(16);
  }
}
