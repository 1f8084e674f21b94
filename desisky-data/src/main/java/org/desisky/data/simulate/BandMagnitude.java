package org.desisky.data.simulate;

import java.util.Arrays;
import java.util.List;

/**
 * The AB magnitude of a catalogue spectrum in one filter, photon-counting:
 *
 * <pre>m = −2.5 log10( ∫ f R λ dλ / ∫ f_AB R λ dλ ),  f_AB = 3.631e-20 c / λ²</pre>
 *
 * by the trapezoid rule, the spectrum falling to zero at the first points of the filter's table
 * outside its range.
 */
final class BandMagnitude {
  private static final double LIGHT_ANGSTROM = 2.99792458e18;
  private static final double UNIT = 1e-17;

  private final double[] weights = new double[Grid.CHANNELS];

  /** For a filter of this package's tables, such as {@code decam2014-r}. */
  BandMagnitude(String filter) {
    List<String[]> rows = Resources.rows(filter + ".csv");
    double[] wavelength = Resources.column(rows, 0);
    double[] response = Resources.column(rows, 1);
    double reference = 0;
    for (int i = 1; i < wavelength.length; i++) {
      reference +=
          (response[i] / wavelength[i] + response[i - 1] / wavelength[i - 1])
              / 2
              * (wavelength[i] - wavelength[i - 1]);
    }
    double unit = UNIT / (3.631e-20 * LIGHT_ANGSTROM * reference);
    for (int i = 0; i < Grid.CHANNELS; i++) {
      double w = Grid.wavelength(i);
      boolean inside = w >= wavelength[0] && w <= wavelength[wavelength.length - 1];
      double step = (gap(wavelength, i, -1) + gap(wavelength, i, 1)) / 2;
      weights[i] = inside ? unit * step * w * Numbers.interpolate(wavelength, response, w) : 0;
    }
  }

  // From a channel to the next abscissa on one side: a channel, or beyond the spectrum a filter
  // point.
  private static double gap(double[] points, int channel, int side) {
    int next = channel + side;
    if (next >= 0 && next < Grid.CHANNELS) {
      return Grid.STEP;
    }
    double w = Grid.wavelength(channel);
    return Arrays.stream(points).map(p -> (p - w) * side).filter(gap -> gap > 1e-6).min().orElse(0);
  }

  /** The magnitude of the spectrum at an offset of a block. */
  double of(float[] flux, int offset) {
    double sum = 0;
    for (int i = 0; i < Grid.CHANNELS; i++) {
      sum += weights[i] * flux[offset + i];
    }
    return -2.5 * StrictMath.log10(sum);
  }
}
