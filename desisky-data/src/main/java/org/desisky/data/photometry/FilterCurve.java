package org.desisky.data.photometry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

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

  /** Reads a table of this package: comma-separated, remarks after #, then one line of names. */
  static FilterCurve read(String name) {
    try (InputStream stream = FilterCurve.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the table " + name + " is missing from the library");
      }
      List<String[]> rows =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
              .lines()
              .filter(line -> !line.startsWith("#") && !line.isBlank())
              .skip(1)
              .map(line -> line.split(",", -1))
              .toList();
      return new FilterCurve(column(rows, 0), column(rows, 1));
    } catch (IOException e) {
      throw new UncheckedIOException("the table " + name + " cannot be read", e);
    }
  }

  private static double[] column(List<String[]> rows, int column) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row[column])).toArray();
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
    double sum = 0;
    for (int i = 1; i < wavelength.length; i++) {
      sum +=
          (response[i] / wavelength[i] + response[i - 1] / wavelength[i - 1])
              / 2
              * (wavelength[i] - wavelength[i - 1]);
    }
    return AB_ZERO * LIGHT_ANGSTROM * sum;
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
