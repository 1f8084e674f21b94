package org.desisky.vae.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

class LatentMixtureTest {
  private static final Noise NOISE = Noise.of(3);

  /** Standard normal numbers in three dimensions, moved and stretched in the first. */
  private static FloatMatrix rows(int n, double centre, double width, String name) {
    float[] numbers = NOISE.stream(name).normals(3 * n);
    for (int i = 0; i < n; i++) {
      numbers[3 * i] = (float) (centre + width * numbers[3 * i]);
    }
    return FloatMatrix.of(numbers, n, 3);
  }

  private static FloatMatrix both(FloatMatrix a, FloatMatrix b) {
    float[] numbers = new float[(a.rows() + b.rows()) * 3];
    System.arraycopy(a.toArray(), 0, numbers, 0, a.rows() * 3);
    System.arraycopy(b.toArray(), 0, numbers, a.rows() * 3, b.rows() * 3);
    return FloatMatrix.of(numbers, a.rows() + b.rows(), 3);
  }

  @Test
  void oneGaussianIsFoundAsOne() {
    LatentMixture mixture = LatentMixture.fit(rows(2000, 5, 2, "one"), 16);
    assertThat(mixture.components()).isEqualTo(1);
    double expected = -1.5 * Math.log(2 * Math.PI) - Math.log(2);
    assertThat(mixture.logDensity(5, 0, 0)).isCloseTo(expected, within(0.1));
    assertThat(mixture.logDensity(9, 0, 0)).isCloseTo(expected - 2, within(0.3));
  }

  @Test
  void farOutsideTheDensityIsLowButKnown() {
    LatentMixture mixture = LatentMixture.fit(rows(500, 0, 1, "far"), 4);
    assertThat(mixture.logDensity(200, 0, 0)).isBetween(-30000.0, -10000.0);
    assertThat(mixture.logDensity(400, 0, 0)).isLessThan(mixture.logDensity(200, 0, 0));
    assertThat(mixture.logDensity(1e30f, 0, 0))
        .isFinite()
        .isLessThan(mixture.logDensity(1e9f, 0, 0));
  }

  /** One row of numbers for bad pixels is not what the rest is measured by. */
  @Test
  void aRowThatIsFarFromAllIsLeftOut() {
    FloatMatrix data = rows(500, 5, 2, "most");
    LatentMixture expected = LatentMixture.fit(data, 8);
    for (float far : new float[] {1e6f, -3e37f}) {
      float[] odd = {0, far, 0};
      LatentMixture found = LatentMixture.fit(both(data, FloatMatrix.of(odd, 1, 3)), 8);
      assertThat(found.mean()).isEqualTo(expected.mean());
      assertThat(found.logDensity(5, 0, 0)).isEqualTo(expected.logDensity(5, 0, 0));
    }
  }

  /** Each latent is used by a third of the spectra, and next to nothing for the others. */
  @Test
  void whatManySpectraHaveIsNotLeftOut() {
    float[] numbers = rows(900, 0, 1, "sparse").toArray();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 1e-4f * numbers[i] + (i / 3 % 3 == i % 3 ? 1 : 0);
    }
    LatentMixture found = LatentMixture.fit(FloatMatrix.of(numbers, 900, 3), 4);
    for (double mean : found.mean()) {
      assertThat(mean).isCloseTo(1 / 3.0, within(1e-3));
    }
  }

  /** A column that many use differently does not save a row that is far off in another. */
  @Test
  void besideALatentThatSomeUseAFarRowIsStillLeftOut() {
    float[] numbers = rows(900, 0, 1, "some").toArray();
    for (int row = 0; row < 900; row++) {
      numbers[3 * row] = 1e-4f * numbers[3 * row] + (row % 3 == 0 ? 1 : 0);
    }
    FloatMatrix data = FloatMatrix.of(numbers, 900, 3);
    FloatMatrix odd = FloatMatrix.of(new float[] {1e20f, 1e20f, 1e20f}, 1, 3);
    assertThat(LatentMixture.fit(both(data, odd), 4).mean())
        .isEqualTo(LatentMixture.fit(data, 4).mean());
  }

  @Test
  void aLatentThatIsMostlyOneNumberLeavesOutNothing() {
    float[] numbers = rows(500, 5, 2, "most").toArray();
    for (int i = 0; i < 500; i++) {
      numbers[3 * i + 2] = i < 300 ? 0 : i;
    }
    LatentMixture found = LatentMixture.fit(FloatMatrix.of(numbers, 500, 3), 1);
    assertThat(found.mean()[2]).isCloseTo((300 + 499) / 2.0 * 200 / 500, within(1e-3));
  }

  @Test
  void twoHeapsAreToldApartAndDrawnFrom() {
    FloatMatrix data = both(rows(600, -4, 0.5, "left"), rows(1400, 4, 0.5, "right"));
    LatentMixture mixture = LatentMixture.fit(data, 8);
    assertThat(mixture.components()).isGreaterThanOrEqualTo(2);
    assertThat(mixture.logDensity(0, 0, 0)).isLessThan(mixture.logDensity(4, 0, 0) - 5);
    FloatMatrix drawn = mixture.sample(4000, Noise.of(9));
    assertThat(mixture.sample(4000, Noise.of(9))).isEqualTo(drawn);
    int left = 0;
    int between = 0;
    for (int row = 0; row < drawn.rows(); row++) {
      left += drawn.get(row, 0) < -2 ? 1 : 0;
      between += Math.abs(drawn.get(row, 0)) < 1 ? 1 : 0;
    }
    assertThat(left).isBetween(1080, 1320);
    assertThat(between).isLessThan(10);
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws ExecutionException, InterruptedException {
    FloatMatrix data = both(rows(600, -4, 0.5, "left"), rows(1400, 4, 0.5, "right"));
    double expected = LatentMixture.fit(data, 8).logDensity(0.5f, 1, -1);
    for (int threads : new int[] {1, 3}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        LatentMixture found = pool.submit(() -> LatentMixture.fit(data, 8)).get();
        assertThat(found.logDensity(0.5f, 1, -1)).isEqualTo(expected);
      } finally {
        pool.shutdown();
      }
    }
  }

  @Test
  void thePriorIsAStandardNormalDistribution() {
    LatentMixture prior = LatentMixture.standardNormal(2);
    assertThat(prior.logDensity(0, 0)).isCloseTo(-Math.log(2 * Math.PI), within(1e-12));
    assertThat(prior.logDensity(3, -4)).isCloseTo(-Math.log(2 * Math.PI) - 12.5, within(1e-12));
    FloatMatrix drawn = prior.sample(4000, NOISE);
    double squares = 0;
    for (float number : drawn.toArray()) {
      squares += number * number / 8000.0;
    }
    assertThat(squares).isCloseTo(1, within(0.05));
    assertThat(prior.sample(10, NOISE)).isEqualTo(drawn.part(0, 10));
  }

  @Test
  void tooFewOrBadRowsAreRefused() {
    assertThatThrownBy(() -> LatentMixture.fit(rows(4, 0, 1, "few"), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 rows are too few");
    float[] numbers = rows(50, 0, 1, "bad").toArray();
    numbers[7 * 3] = Float.NaN;
    assertThatThrownBy(() -> LatentMixture.fit(FloatMatrix.of(numbers, 50, 3), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 7");
  }

  /** More rows than are looked at, and one that is not among these. */
  @Test
  void everyRowOfADensityMustBeFinite() {
    float[] values = Noise.of(6).normals(30_000);
    values[29_999] = Float.NaN;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LatentDensity.fit(FloatMatrix.of(values, 30_000, 1)))
        .withMessageContaining("row 29999");
  }

  @Test
  void aLatentThatIsNotUsedDoesNotSpoilTheOthers() {
    float[] numbers = rows(300, 0, 1, "unused").toArray();
    for (int i = 0; i < 300; i++) {
      numbers[3 * i + 2] = 0.25f;
    }
    LatentMixture mixture = LatentMixture.fit(FloatMatrix.of(numbers, 300, 3), 4);
    assertThat(mixture.logDensity(0, 0, 0.25f)).isFinite();
    assertThat(mixture.sample(5, NOISE).get(3, 2)).isCloseTo(0.25f, within(1e-3f));
  }
}
