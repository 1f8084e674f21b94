package org.desisky.data.photometry;

import java.util.List;
import org.desisky.data.internal.ResourceTable;

/**
 * What part of the photons a filter lets through.
 *
 * @param wavelength where it is tabulated, Å, rising
 * @param response there, 0 to 1; straight lines in between, 0 outside
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FilterCurve(double[] wavelength, double[] response) {
  private static final double LIGHT_ANGSTROM = 2.99792458e18; // Å/s
  private static final double AB_ZERO = 3.631e-20; // erg/s/cm²/Hz at magnitude 0

  /** Reads a table of this package. */
  static FilterCurve read(String name) {
    List<String[]> rows = ResourceTable.rows(FilterCurve.class, name);
    return new FilterCurve(ResourceTable.column(rows, 0), ResourceTable.column(rows, 1));
  }

  double first() {
    return wavelength[0];
  }

  double last() {
    return wavelength[wavelength.length - 1];
  }

  /**
   * ∫ f_AB R λ dλ of a source of AB magnitude 0, f_AB = 3.631e-20 c / λ², by the trapezoid rule on
   * the table's own points: erg/s/cm² times Å.
   */
  double abReference() {
    return AB_ZERO * LIGHT_ANGSTROM * photons(first(), last());
  }

  /** Which part of the photons of a source of constant f_AB it lets through between two points. */
  double part(double from, double to) {
    return photons(from, to) / photons(first(), last());
  }

  /** ∫ R / λ dλ over the table's intervals between two points. */
  private double photons(double from, double to) {
    double sum = 0;
    for (int i = 1; i < wavelength.length; i++) {
      if (wavelength[i - 1] >= from && wavelength[i] <= to) {
        sum +=
            (response[i] / wavelength[i] + response[i - 1] / wavelength[i - 1])
                / 2
                * (wavelength[i] - wavelength[i - 1]);
      }
    }
    return sum;
  }

  /** The response at points in rising order. */
  double[] at(double[] points) {
    double[] values = new double[points.length];
    int next = 1;
    for (int i = 0; i < points.length; i++) {
      double w = points[i];
      if (w < first() || w > last()) {
        continue;
      }
      while (wavelength[next] < w) {
        next++;
      }
      double before = wavelength[next - 1];
      values[i] =
          response[next - 1]
              + (response[next] - response[next - 1]) * (w - before) / (wavelength[next] - before);
    }
    return values;
  }
}
