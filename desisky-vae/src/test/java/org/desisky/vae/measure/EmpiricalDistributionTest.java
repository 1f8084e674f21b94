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

class EmpiricalDistributionTest {
  /** Quantiles as numpy.quantile gives them. */
  @Test
  void isDescribedAsNumpyDoes() {
    EmpiricalDistribution numbers = EmpiricalDistribution.of(3, 1, 4, 1, 5, 9, 2, 6);

    assertThat(numbers.count()).isEqualTo(8);
    assertThat(numbers.mean()).isEqualTo(3.875);
    assertThat(numbers.standardDeviation()).isCloseTo(2.5708704751503917, within(1e-9));
    assertThat(numbers.median()).isEqualTo(3.5);
    assertThat(numbers.quantile(0.05)).isEqualTo(1);
    assertThat(numbers.quantile(0.9)).isCloseTo(6.9, within(1e-12));
    assertThat(numbers.min()).isEqualTo(1);
    assertThat(numbers.max()).isEqualTo(9);
  }

  @Test
  void countsSharesOnBothSidesOfEqualNumbers() {
    EmpiricalDistribution numbers = EmpiricalDistribution.of(1, 2, 2, 3);

    assertThat(numbers.cumulative(0.5)).isZero();
    assertThat(numbers.cumulative(1)).isEqualTo(0.25);
    assertThat(numbers.cumulative(1.999)).isEqualTo(0.25);
    assertThat(numbers.cumulative(2)).isEqualTo(0.75);
    assertThat(numbers.cumulative(9)).isEqualTo(1);
  }

  @Test
  void leavesOutWhatIsNotFinite() {
    EmpiricalDistribution numbers =
        EmpiricalDistribution.of(Double.NaN, 2, Double.POSITIVE_INFINITY, 4);

    assertThat(numbers.notFinite()).isEqualTo(2);
    assertThat(numbers.mean()).isEqualTo(3);
    EmpiricalDistribution none = EmpiricalDistribution.of(Double.NaN);
    assertThat(none.count()).isZero();
    assertThat(none.median()).isNaN();
    assertThat(none.mean()).isNaN();
    assertThat(none.standardDeviation()).isNaN();
    assertThat(none.cumulative(1)).isNaN();
  }

  @Test
  void aShareIsAPart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmpiricalDistribution.of(1).quantile(1.01));
  }

  @Property(tries = 200)
  void quantilesAndSharesBelongTogether(
      @ForAll @Size(min = 1, max = 30) double[] values,
      @ForAll @DoubleRange(min = 0, max = 1) double share) {
    EmpiricalDistribution numbers = EmpiricalDistribution.of(values);
    double quantile = numbers.quantile(share);
    double[] sorted = values.clone();
    Arrays.sort(sorted);

    assertThat(quantile).isBetween(sorted[0], sorted[sorted.length - 1]);
    // At most one neighbour lies between a quantile and the numbers it stands for.
    assertThat(numbers.cumulative(quantile)).isGreaterThan(share - 1.0 / values.length - 1e-12);
  }
}
