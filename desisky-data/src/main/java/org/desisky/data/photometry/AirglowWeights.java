package org.desisky.data.photometry;

import java.util.Optional;

/**
 * The flux in an airglow band above a straight line, as weights of the channels. The line is fitted
 * by least squares to all channels of both side windows; the band is integrated by the trapezoid
 * rule. Both are linear in the flux, and so is their difference.
 */
final class AirglowWeights {
  private AirglowWeights() {}

  /** Empty where the grid has too few channels in the side windows to fit a line. */
  static Optional<LinearBand> of(AirglowLine line, double[] grid) {
    double[] weights = new double[grid.length];
    boolean[] counts = new boolean[grid.length];
    int before = -1;
    for (int i = 0; i < grid.length; i++) {
      if (line.inBand(grid[i])) {
        counts[i] = true;
        if (before >= 0) {
          double half = (grid[i] - grid[before]) / 2;
          weights[before] += half;
          weights[i] += half;
        }
        before = i;
      }
    }

    int[] windows = new int[grid.length];
    int n = 0;
    for (int i = 0; i < grid.length; i++) {
      windows[i] = line.sideWindows(grid[i]);
      n += windows[i];
    }
    if (n < 2) {
      return Optional.empty();
    }
    double[] x = fromMiddle(windows, grid, n);
    double spread = 0;
    for (int i = 0; i < grid.length; i++) {
      spread += windows[i] * x[i] * x[i];
    }
    if (spread == 0) {
      return Optional.empty();
    }
    // The line's integral over the band is width * height in the middle of the windows
    // + lever * slope, with the same quadrature as the flux.
    double width = 0;
    double lever = 0;
    for (int i = 0; i < grid.length; i++) {
      width += weights[i];
      lever += weights[i] * x[i];
    }
    for (int i = 0; i < grid.length; i++) {
      if (windows[i] > 0) {
        counts[i] = true;
        weights[i] -= windows[i] * (width / n + lever * x[i] / spread);
      }
    }
    return Optional.of(new LinearBand(weights, counts));
  }

  /**
   * Wavelengths from the mean of the side windows' channels. The mean is taken a second time, of
   * the differences: a band may lie far from its windows, and multiplies what the first rounds off.
   */
  private static double[] fromMiddle(int[] windows, double[] grid, int n) {
    double[] x = grid.clone();
    for (int pass = 0; pass < 2; pass++) {
      double mean = 0;
      for (int i = 0; i < grid.length; i++) {
        mean += windows[i] * x[i];
      }
      mean /= n;
      for (int i = 0; i < grid.length; i++) {
        x[i] -= mean;
      }
    }
    return x;
  }
}
