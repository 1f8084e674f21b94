package org.desisky.data.simulate;

/** Small formulas that several sources of light share. StrictMath: the same on every machine. */
final class Numbers {
  /** The area of a Gaussian of height and standard deviation 1. */
  static final double SQRT_2PI = 2.5066282746310002;

  private static final double FWHM_PER_SIGMA = 2.354820045030949;

  private Numbers() {}

  /** A Gaussian of height 1. */
  static double bell(double x, double mean, double sigma) {
    double u = (x - mean) / sigma;
    return StrictMath.exp(-u * u / 2);
  }

  /** A log-normal factor of mean 1 from a standard normal number. */
  static double logNormal(double sigma, double normal) {
    return StrictMath.exp(sigma * normal - sigma * sigma / 2);
  }

  static double sinDegrees(double degrees) {
    return StrictMath.sin(StrictMath.toRadians(degrees));
  }

  static double cosDegrees(double degrees) {
    return StrictMath.cos(StrictMath.toRadians(degrees));
  }

  /** cos of a phase counted in turns. */
  static double cosTurns(double turns) {
    return StrictMath.cos(2 * StrictMath.PI * turns);
  }

  /** The standard deviation of a Gaussian with this full width at half maximum. */
  static double sigmaOfFwhm(double fwhm) {
    return fwhm / FWHM_PER_SIGMA;
  }

  static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }

  /** Straight lines through points with rising x; constant outside them. */
  static double interpolate(double[] x, double[] y, double at) {
    if (at <= x[0]) {
      return y[0];
    }
    for (int i = 1; i < x.length; i++) {
      if (at <= x[i]) {
        return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
      }
    }
    return y[y.length - 1];
  }

  /** Vacuum wavelength of an air wavelength in Å: Morton 2000, ApJS 130, 403. */
  static double vacuum(double air) {
    double s2 = (1e4 / air) * (1e4 / air);
    return air * (1 + 8.34254e-5 + 2.406147e-2 / (130 - s2) + 1.5998e-4 / (38.9 - s2));
  }

  /** The spectral flux, in catalogue units times Å, of a line of one Rayleigh. */
  static double fluxOfRayleigh(double wavelength) {
    return 3715.4 / wavelength;
  }

  /** The flux at 5500 Å, in catalogue units, of a V magnitude (Vega) per square arcsecond. */
  static double fluxOfV(double magnitude) {
    return 3.631e8 * StrictMath.pow(10, -0.4 * magnitude);
  }

  /** Year with decimals. */
  static double year(double mjd) {
    return 2000 + (mjd - 51544.5) / 365.25;
  }

  /**
   * Airmass of scattering layers at a zenith distance in degrees, 5 at the horizon: Krisciunas and
   * Schaefer 1991, PASP 103, 1033, eq. 3.
   */
  static double opticalAirmass(double zenithDistance) {
    double s = sinDegrees(Math.min(zenithDistance, 90));
    return 1 / StrictMath.sqrt(1 - 0.96 * s * s);
  }
}
