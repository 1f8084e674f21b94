package org.desisky.data.simulate;

import java.util.Arrays;
import org.desisky.core.noise.Noise;

/**
 * Extinction and telluric absorption over Kitt Peak.
 *
 * <p>Extinction in magnitudes per airmass is the sum of Rayleigh scattering, aerosol and ozone
 * (Hayes and Latham 1975, ApJ 197, 593; Massey et al. 1988, ApJ 328, 315; form after Noll et al.
 * 2012, A&amp;A 543, A92). Absorption by molecular oxygen and water grows as the 0.62 power of the
 * column once the instrument has blurred saturated lines (Noll et al. 2012; Rudolf et al. 2016,
 * A&amp;A 585, A113).
 */
final class Atmosphere {
  private static final double GROWTH = 0.62;
  private static final double REFERENCE_AIRMASS = 1.2;
  private static final double REFERENCE_WATER = 6;

  // First and last Å, optical depth of the deepest line for 6 mm of vapour.
  private static final double[][] WATER_BANDS = {
    {5880, 6000, 0.25},
    {6450, 6620, 0.2},
    {6940, 7060, 0.7},
    {7160, 7340, 1.6},
    {8100, 8370, 1.8},
    {8930, 9250, 3.0},
    {9280, 9800, 6.0}
  };

  private static final double[] RAYLEIGH =
      Grid.atNodes(w -> 0.0945 * StrictMath.pow(w / 5500, -4.05));
  private static final double[] AEROSOL = Grid.atNodes(w -> 0.035 * StrictMath.pow(w / 5500, -1.2));
  private static final double[] OZONE = Grid.atNodes(Atmosphere::ozone);

  private Atmosphere() {}

  /** Ozone: the Chappuis bands and the edge of the Huggins bands, magnitudes per airmass. */
  static double ozone(double w) {
    return 0.030 * Numbers.bell(w, 5980, 330)
        + 0.012 * Numbers.bell(w, 5700, 110)
        + 0.06 * StrictMath.exp(-(w - 3400) / 60);
  }

  /** Extinction at one wavelength, magnitudes per airmass. */
  static double extinction(double w, double aerosolScale) {
    return 0.0945 * StrictMath.pow(w / 5500, -4.05)
        + aerosolScale * 0.035 * StrictMath.pow(w / 5500, -1.2)
        + ozone(w);
  }

  /** Extinction at the nodes, magnitudes per airmass. */
  static double[] extinction(double aerosolScale) {
    double[] k = new double[Grid.NODES];
    for (int i = 0; i < k.length; i++) {
      k[i] = RAYLEIGH[i] + aerosolScale * AEROSOL[i] + OZONE[i];
    }
    return k;
  }

  /** By how much the oxygen depth of the templates grows at an airmass. */
  static double oxygenScale(double airmass) {
    return StrictMath.pow(airmass / REFERENCE_AIRMASS, GROWTH);
  }

  /** By how much the water depth of the templates grows with vapour (mm) and airmass. */
  static double waterScale(double vapour, double airmass) {
    return StrictMath.pow(vapour * airmass / REFERENCE_WATER, GROWTH);
  }

  /** Optical depth of O2 at airmass 1.2 on the fine grid: the A, B and gamma bands. */
  static double[] oxygen() {
    double[] depth = new double[Grid.FINE_POINTS];
    addOxygenBand(depth, 7602, 1.0, 3.5);
    addOxygenBand(depth, 6874, 0.72, 1.1);
    addOxygenBand(depth, 6282, 0.45, 0.08);
    return depth;
  }

  /** Optical depth of water for 6 mm on the fine grid: in each band a comb, always the same. */
  static double[] water() {
    double[] depth = new double[Grid.FINE_POINTS];
    for (int band = 0; band < WATER_BANDS.length; band++) {
      double first = WATER_BANDS[band][0];
      double last = WATER_BANDS[band][1];
      Noise noise = Noise.of(940).stream("water").at(band);
      int lines = (int) ((last - first) / 2.2);
      for (int i = 0; i < lines; i++) {
        double at = first + (last - first) * noise.uniform(2L * i);
        double edge = StrictMath.sin(StrictMath.PI * (at - first) / (last - first));
        double strength = StrictMath.pow(noise.uniform(2L * i + 1), 2.5);
        addLine(depth, at, WATER_BANDS[band][2] * strength * StrictMath.sqrt(edge), 0.16);
      }
    }
    return depth;
  }

  /** What a depth on the fine grid leaves of the light. */
  static double[] transmission(double[] depth) {
    return Arrays.stream(depth).map(d -> StrictMath.exp(-d)).toArray();
  }

  // R lines turn round at the head, 8 Å shortward of the origin; P lines come in pairs.
  private static void addOxygenBand(
      double[] depth, double origin, double spacing, double strongest) {
    double mostPopulated = 8 / StrictMath.sqrt(2);
    double top = mostPopulated * StrictMath.exp(-0.5);
    for (int j = 1; j <= 22; j++) {
      double tau = strongest * j * StrictMath.exp(-(j / 8.0) * (j / 8.0)) / top;
      double p = origin + spacing * (2.35 * j + 0.045 * j * j);
      double r = origin - spacing * (1.95 * j - 0.119 * j * j);
      addLine(depth, p - 0.45 * spacing, tau, 0.12);
      addLine(depth, p + 0.45 * spacing, tau, 0.12);
      if (j <= 12) {
        addLine(depth, r - 0.3 * spacing, tau, 0.12);
        addLine(depth, r + 0.3 * spacing, tau, 0.12);
      }
    }
  }

  private static void addLine(double[] depth, double at, double tau, double sigma) {
    int middle = (int) StrictMath.round((at - Grid.FINE_FIRST) / Grid.FINE_STEP);
    for (int i = middle - 12; i <= middle + 12; i++) {
      depth[i] += tau * Numbers.bell(Grid.fine(i), at, sigma);
    }
  }
}
