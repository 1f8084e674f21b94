package org.desisky.vae.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

class WindowScanTest {
  @Test
  void theFaultIsFoundWithItsWidth() {
    float[] noise = Noise.of(1).normals(3000);
    double[] numbers = new double[3000];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = noise[i] - (i >= 1000 && i < 1032 ? 5 : 0);
    }
    WindowScan.Window window = WindowScan.of(numbers, 1, 8, 32, 128);
    assertThat(window.width()).isEqualTo(32);
    assertThat(window.first()).isBetween(998, 1002);
    assertThat(window.sigmas()).isCloseTo(-5 * Math.sqrt(32), within(4.0));
  }

  @Test
  void windowsWiderThanTheSpectrumAreLeftOut() {
    WindowScan.Window window = WindowScan.of(new double[] {1, 1, 1, 1}, 8, 4, 1);
    assertThat(window).isEqualTo(new WindowScan.Window(0, 4, 2));
    assertThat(window.last()).isEqualTo(3);
  }

  @Test
  void whatIsBelowZeroOrElsewhereIsNotSeenAmongSomeChannels() {
    double[] numbers = {9, -20, 1, 4, 4, -30, 2, 9};
    assertThat(WindowScan.above(numbers, 1, 6, 1, 2))
        .isEqualTo(new WindowScan.Window(3, 2, 8 / Math.sqrt(2)));
    assertThat(WindowScan.above(numbers, -5, 1, 1)).isEqualTo(new WindowScan.Window(0, 1, 9));
    assertThat(WindowScan.above(numbers, 6, 99, 1)).isEqualTo(new WindowScan.Window(7, 1, 9));
    assertThat(WindowScan.above(new double[] {-1, -2}, 0, 1, 1).sigmas()).isZero();
  }
}
