package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.desisky.vae.measure.EmpiricalDistribution;
import org.junit.jupiter.api.Test;

class CdfPanelTest {
  private static Curves of(double... values) {
    return new CdfPanel("V", "mag", "")
        .with("spectra", Curves.Style.FIRST, EmpiricalDistribution.of(values))
        .curves();
  }

  private static double[] line(Curves curves) {
    return curves.variants().get("").get(0);
  }

  @Test
  void allValuesAreBetweenItsEnds() {
    Curves curves = of(20, 21, 22, 24);
    double[] x = curves.x();
    double[] share = line(curves);
    assertThat(x[0]).isCloseTo(20 + 3 * 0.002 - 0.08, within(0.01));
    assertThat(x[x.length - 1]).isCloseTo(24 - 3 * 0.004 + 0.08, within(0.01));
    assertThat(share[0]).isZero();
    assertThat(share[share.length - 1]).isEqualTo(1);
    assertThat(share[share.length / 2]).isEqualTo(0.75);
  }

  /** As of spectra that differ where a filter lets next to nothing through, or are no flux. */
  @Test
  void valuesThatHardlyDifferOrAreHugeHaveAnAxisThatRises() {
    for (double[] values :
        new double[][] {
          {22, Math.nextUp(22.0)},
          {22, 22 + 1e-13, 22},
          {5, 5},
          {0, 0},
          {1e20, 1e20},
          {-1e300, -1e300},
          {1e-320, 2e-320},
          {Double.NaN}
        }) {
      double[] share = line(of(values));
      if (!Double.isNaN(values[0])) {
        assertThat(share[0]).isBetween(0.0, 0.5);
        assertThat(share[share.length - 1]).isEqualTo(1);
      }
    }
  }
}
