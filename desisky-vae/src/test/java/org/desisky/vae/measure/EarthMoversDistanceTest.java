package org.desisky.vae.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EarthMoversDistanceTest {
  /** Values of scipy.stats.wasserstein_distance. */
  @Test
  void isThatOfScipy() {
    assertThat(distance(new double[] {0, 1, 3}, 5, 6, 8)).isCloseTo(5, within(1e-12));
    assertThat(distance(new double[] {3.4, 3.9, 7.5, 7.8}, 4.5, 1.4)).isCloseTo(2.7, within(1e-12));
    assertThat(distance(new double[] {1, 2, 2, 9.5, -3}, 0.5, 2, 7))
        .isCloseTo(2.0000000000000004, within(1e-12));
  }

  @Property(tries = 200)
  void isADistanceAndOfEqualSizesTheMeanGapOfSortedNumbers(
      @ForAll @Size(5) double[] anySample,
      @ForAll @Size(5) double[] anyOther,
      @ForAll @DoubleRange(min = -3, max = 3) double shift) {
    double[] sample = Arrays.stream(anySample).map(value -> value % 9).toArray();
    double[] other = Arrays.stream(anyOther).map(value -> value % 9).toArray();
    double[] a = sample.clone();
    double[] b = other.clone();
    Arrays.sort(a);
    Arrays.sort(b);
    double gaps = 0;
    for (int i = 0; i < a.length; i++) {
      gaps += Math.abs(a[i] - b[i]) / a.length;
    }

    assertThat(EarthMoversDistance.between(sample, other)).isCloseTo(gaps, within(1e-9));
    assertThat(EarthMoversDistance.between(other, sample)).isCloseTo(gaps, within(1e-9));
    assertThat(EarthMoversDistance.between(sample, sample)).isZero();
    double[] shifted = Arrays.stream(sample).map(value -> value + shift).toArray();
    assertThat(EarthMoversDistance.between(sample, shifted))
        .isCloseTo(Math.abs(shift), within(1e-9));
  }

  @Test
  void refusesWhatHasNoDistance() {
    assertThatIllegalArgumentException().isThrownBy(() -> distance(new double[0], 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distance(new double[] {1, Double.NaN}, 1))
        .withMessageContaining("number 1 of a sample is NaN");
  }

  private static double distance(double[] sample, double... other) {
    return EarthMoversDistance.between(sample, other);
  }
}
