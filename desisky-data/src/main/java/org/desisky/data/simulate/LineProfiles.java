package org.desisky.data.simulate;

/** Narrow lines as one arm sees them: for each line its profile of unit area on a few channels. */
final class LineProfiles {
  private final int[] start;
  private final double[][] profile;

  /** Profiles of lines at the vacuum wavelengths given; those outside the arm are empty. */
  LineProfiles(Arm arm, double[] wavelengths) {
    start = new int[wavelengths.length];
    profile = new double[wavelengths.length][];
    for (int line = 0; line < wavelengths.length; line++) {
      double at = wavelengths[line];
      double sigma = arm.sigma(at);
      double reach = Arm.REACH_SIGMAS * sigma;
      int from =
          Math.max(arm.first(), (int) StrictMath.ceil((at - reach - Grid.FIRST) / Grid.STEP));
      int to = Math.min(arm.last(), (int) StrictMath.floor((at + reach - Grid.FIRST) / Grid.STEP));
      start[line] = from - arm.first();
      profile[line] = new double[Math.max(0, to - from + 1)];
      double height = 1 / (sigma * Numbers.SQRT_2PI);
      for (int i = 0; i < profile[line].length; i++) {
        profile[line][i] = height * Numbers.bell(Grid.wavelength(from + i), at, sigma);
      }
    }
  }

  /** Adds every line with its flux to the channels of the arm. */
  void addTo(double[] channels, double[] flux) {
    for (int line = 0; line < start.length; line++) {
      double[] shape = profile[line];
      for (int i = 0; i < shape.length; i++) {
        channels[start[line] + i] += flux[line] * shape[i];
      }
    }
  }
}
