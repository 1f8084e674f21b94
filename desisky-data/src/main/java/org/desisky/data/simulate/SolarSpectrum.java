package org.desisky.data.simulate;

import java.util.Arrays;
import java.util.List;
import org.desisky.core.noise.Noise;
import org.desisky.data.internal.ResourceTable;

/**
 * The spectrum of the Sun on the fine grid, 1 at 5500 Å: a smoothed continuum (Thuillier et al.
 * 2003, Solar Physics 214, 1), the strong Fraunhofer lines (Moore, Minnaert and Houtgast 1966, NBS
 * Monograph 61) and a blanket of weak lines, random in place and width but always the same.
 */
final class SolarSpectrum {
  private static final double DEEPEST = 0.82;
  private static final double CORE_SIGMA = 0.16;
  private static final double CORE_AREA = CORE_SIGMA * Numbers.SQRT_2PI;
  private static final double WING_REACH = 40;

  private SolarSpectrum() {}

  /** The spectrum at each point of the fine grid. */
  static double[] onFineGrid() {
    double[] transmission = new double[Grid.FINE_POINTS];
    Arrays.fill(transmission, 1);
    addBlanket(transmission);
    for (int i = 0; i < transmission.length; i++) {
      transmission[i] /= meanBlanket(Grid.fine(i));
    }
    for (String[] row : ResourceTable.rows(SolarSpectrum.class, "solar-lines.csv")) {
      addStrongLine(
          transmission, Numbers.vacuum(Double.parseDouble(row[0])), Double.parseDouble(row[1]));
    }
    List<String[]> table = ResourceTable.rows(SolarSpectrum.class, "solar-continuum.csv");
    double[] wavelengths = ResourceTable.column(table, 0);
    double[] continuum = ResourceTable.column(table, 1);
    return Grid.atFinePoints(
        w -> {
          int i = (int) StrictMath.round((w - Grid.FINE_FIRST) / Grid.FINE_STEP);
          double bands =
              (1 - 0.2 * Numbers.bell(w, 4306.2, 9)) * (1 - 0.25 * Numbers.bell(w, 3876.1, 9));
          return Numbers.interpolate(wavelengths, continuum, w) / 1.87 * transmission[i] * bands;
        });
  }

  // A Lorentzian that reaches the deepest allowed depth, or a Gaussian core where that is
  // shallower.
  private static void addStrongLine(double[] transmission, double at, double width) {
    double gamma = width / (DEEPEST * StrictMath.PI);
    boolean weak = width < DEEPEST * CORE_AREA;
    double reach = weak ? 6 * CORE_SIGMA : WING_REACH + 10 * gamma;
    int first = Math.max(0, index(at - reach));
    int last = Math.min(transmission.length - 1, index(at + reach));
    for (int i = first; i <= last; i++) {
      double x = Grid.fine(i) - at;
      double depth =
          weak
              ? width / CORE_AREA * Numbers.bell(x, 0, CORE_SIGMA)
              : DEEPEST / (1 + (x / gamma) * (x / gamma));
      transmission[i] *= 1 - depth;
    }
  }

  // From 4 lines per Å in the blue to 1 in the red, widths exponential about the mean.
  private static void addBlanket(double[] transmission) {
    Noise noise = Noise.of(1966).stream("blanket");
    long index = 0;
    double at = Grid.FINE_FIRST + 2;
    double end = Grid.fine(Grid.FINE_POINTS - 1) - 2;
    while (at < end) {
      at -= StrictMath.log(noise.uniform(index++)) / linesPerAngstrom(at);
      double width = -meanWidth(at) * StrictMath.log(noise.uniform(index++));
      double depth = Math.min(DEEPEST, width / CORE_AREA);
      int middle = index(at);
      for (int i = middle - 8; i <= middle + 8 && i < transmission.length; i++) {
        transmission[i] *= 1 - depth * Numbers.bell(Grid.fine(i), at, CORE_SIGMA);
      }
    }
  }

  private static double linesPerAngstrom(double w) {
    return 4 * StrictMath.pow(w / 4000, -1.55);
  }

  private static double meanWidth(double w) {
    return 0.078 * StrictMath.pow(w / 4000, -2.3);
  }

  // What the blanket leaves on average (lines at random places, depths cut off at the deepest): the
  // continuum of the table is smoothed over these lines, so they must not dim it once more.
  private static double meanBlanket(double w) {
    double mean = meanWidth(w);
    double area = mean * (1 - StrictMath.exp(-DEEPEST * CORE_AREA / mean));
    return StrictMath.exp(-linesPerAngstrom(w) * area);
  }

  private static int index(double wavelength) {
    return (int) StrictMath.round((wavelength - Grid.FINE_FIRST) / Grid.FINE_STEP);
  }
}
