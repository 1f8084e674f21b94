package org.desisky.vae.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

class TailTest {
  /** Exponential numbers of mean 2. */
  private static double[] exponential(int n) {
    float[] u = Noise.of(4).uniforms(n, 1);
    double[] numbers = new double[n];
    Arrays.setAll(numbers, i -> -2 * Math.log(0.5 + 0.5 * u[i]));
    return numbers;
  }

  @Test
  void beyondTheSampleTheTailGoesOn() {
    Tail tail = new Tail(exponential(20_000));
    for (double x : new double[] {1, 5, 10, 30, 60}) {
      assertThat(tail.surprise(x)).isCloseTo(x / 2, within(0.15 * (1 + x / 10)));
    }
    assertThat(tail.quantile(1e-4)).isCloseTo(2 * Math.log(1e4), within(1.5));
    assertThat(tail.survival(1e6)).isZero();
    assertThat(tail.surprise(1e6)).isGreaterThan(1e5);
  }

  @Test
  void aFewOddOnesAmongTheSampleDoNotHideOthers() {
    double[] clean = exponential(2000);
    double[] spoilt = clean.clone();
    for (int i = 0; i < 10; i++) {
      spoilt[i * 200] = 500 + i;
    }
    double wanted = new Tail(clean).quantile(1e-3);
    assertThat(new Tail(spoilt).quantile(1e-3)).isCloseTo(wanted, within(0.25 * wanted));
  }

  @Property(tries = 200)
  void survivalFallsFromOneToZero(
      @ForAll @Size(min = 20, max = 200) List<@DoubleRange(min = -5, max = 5) Double> sample,
      @ForAll @DoubleRange(min = -6, max = 9) double a,
      @ForAll @DoubleRange(min = -6, max = 9) double b) {
    Tail tail = new Tail(sample.stream().mapToDouble(d -> d).toArray());
    assertThat(tail.survival(Math.min(a, b)))
        .isBetween(0.0, 1.0)
        .isGreaterThanOrEqualTo(tail.survival(Math.max(a, b)));
    assertThat(tail.survival(-7)).isEqualTo(1);
  }

  @Test
  void theThresholdSaysHowSureItIs() {
    Threshold threshold = Threshold.of(new Tail(exponential(10_000)), 0.01);
    assertThat(threshold.above()).isBetween(80, 120);
    assertThat(threshold.lowest()).isBetween(0.005, 0.01);
    assertThat(threshold.highest()).isBetween(0.01, 0.015);
    Threshold far = Threshold.of(new Tail(exponential(100)), 1e-6);
    assertThat(far.above()).isZero();
    assertThat(far.lowest()).isZero();
    assertThat(far.highest()).isCloseTo(1 - Math.pow(0.025, 0.01), within(1e-6));
  }
}
