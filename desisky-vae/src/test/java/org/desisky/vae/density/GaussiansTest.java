package org.desisky.vae.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussiansTest {
  private final Gaussians two =
      new Gaussians(
          new double[] {0.25, 0.75},
          new double[][] {{0, 1}, {-2, 3}},
          new double[][][] {{{1, 0}, {0.5, 2}}, {{0.1, 0}, {-3, 0.7}}});

  @Test
  void manyPointsHaveTheDensitiesOfEach() {
    double[][] points = {{0, 1}, {-2, 3}, {5, -7}, {1e6, 0}};
    double[][] columns = {{0, -2, 5, 1e6}, {1, 3, -7, 0}};
    double[][] logs = two.logParts(columns);
    for (int i = 0; i < points.length; i++) {
      double[] each = new double[2];
      two.logDensity(points[i], each);
      for (int part = 0; part < 2; part++) {
        assertThat(logs[part][i]).isCloseTo(each[part], within(1e-12 * Math.abs(each[part])));
      }
    }
    // ln of 0.25/(2π·1·2), at the centre of the first.
    assertThat(logs[0][0]).isCloseTo(Math.log(0.25 / (4 * Math.PI)), within(1e-12));
  }
}
