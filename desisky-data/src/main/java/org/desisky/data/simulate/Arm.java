package org.desisky.data.simulate;

/**
 * One of the three spectrograph arms: its channels of the common grid and its line spread function,
 * a Gaussian whose width falls along the arm (DESI Collaboration 2022, AJ 164, 207).
 */
enum Arm {
  BLUE(3600, 5930, 1.95, 1.65),
  RED(5660, 7720, 1.75, 1.55),
  INFRARED(7470, 9824, 1.85, 1.65);

  static final double REACH_SIGMAS = 5.5;

  private final int first;
  private final int last;
  private final double fwhmStart;
  private final double fwhmEnd;

  // The widths are full widths at half maximum in Å, at the blue and the red end.
  Arm(double start, double end, double fwhmStart, double fwhmEnd) {
    first = (int) StrictMath.ceil((start - Grid.FIRST) / Grid.STEP - 1e-6);
    last = (int) StrictMath.floor((end - Grid.FIRST) / Grid.STEP + 1e-6);
    this.fwhmStart = fwhmStart;
    this.fwhmEnd = fwhmEnd;
  }

  /** The first channel. */
  int first() {
    return first;
  }

  /** The last channel. */
  int last() {
    return last;
  }

  /** How many channels. */
  int channels() {
    return last - first + 1;
  }

  /** The standard deviation of the line spread function, in Å. */
  double sigma(double wavelength) {
    double start = Grid.wavelength(first);
    double part = (wavelength - start) / (Grid.wavelength(last) - start);
    return Numbers.sigmaOfFwhm(fwhmStart + (fwhmEnd - fwhmStart) * Numbers.clamp(part, 0, 1));
  }

  /** A spectrum of the fine grid as this arm sees it, at its channels. */
  double[] blur(double[] fine) {
    return blurEach(fine)[0];
  }

  /** Several at once, which takes hardly longer than one. */
  double[][] blurEach(double[]... fine) {
    double[][] seen = new double[fine.length][channels()];
    for (int i = 0; i < channels(); i++) {
      double at = Grid.wavelength(first + i);
      double sigma = sigma(at);
      double reach = REACH_SIGMAS * sigma;
      int from = (int) StrictMath.ceil((at - reach - Grid.FINE_FIRST) / Grid.FINE_STEP);
      int to = (int) StrictMath.floor((at + reach - Grid.FINE_FIRST) / Grid.FINE_STEP);
      double[] sums = new double[fine.length];
      double weights = 0;
      for (int j = from; j <= to; j++) {
        double weight = Numbers.bell(Grid.fine(j), at, sigma);
        for (int k = 0; k < sums.length; k++) {
          sums[k] += weight * fine[k][j];
        }
        weights += weight;
      }
      for (int k = 0; k < sums.length; k++) {
        seen[k][i] = sums[k] / weights;
      }
    }
    return seen;
  }
}
