package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.desisky.report.evaluation.HalvesDistance;
import org.junit.jupiter.api.Test;

class GenerationSectionTest {
  @Test
  void aDistanceHasTheDecimalsOfItsDeviation() {
    assertThat(text(0.07162, 0.0644)).isEqualTo("0.072 ± 0.064");
    assertThat(text(24.06, 11.2)).isEqualTo("24 ± 11");
    assertThat(text(1234.4, 321.6)).isEqualTo("1234 ± 322");
    assertThat(text(0.00434, 0.0000124)).isEqualTo("0.004340 ± 0.000012");
    assertThat(text(0.5, 0)).isEqualTo("0.5000 ± 0");
    assertThat(text(2.5e20, 1.25e19)).isEqualTo("2.500e+20 ± 1.250e+19");
    assertThat(text(Double.NaN, Double.NaN)).isEqualTo("not a number ± not a number");
  }

  private static String text(double mean, double deviation) {
    return GenerationSection.text(new HalvesDistance(mean, deviation));
  }
}
