package org.desisky.data.photometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The photon rate of a spectrum in a filter, over that of a source of AB magnitude 0, as weights of
 * the channels:
 *
 * <pre>∫ f R λ dλ / ∫ f_AB R λ dλ</pre>
 *
 * <p>The quadrature is that of the package speclite, to the same points: the trapezoid rule on the
 * spectrum's grid, from the last point at or below the filter's first to the first at or above its
 * last, both moved to the filter's ends; R interpolated linearly; and where more than one of the
 * filter's points lies between two neighbours of the grid, all but the last of them added, with f
 * interpolated linearly. Beyond the spectrum lie points of flux 0.
 */
final class FilterWeights {
  /** The catalogue's unit in erg/s/cm²/Å (per square arcsecond). */
  private static final double UNIT = 1e-17;

  private FilterWeights() {}

  /** A wavelength, and the flux there as a sum of a channel's and the next one's parts. */
  private record Point(double wavelength, int channel, double part, double nextPart) {
    static Point empty(double wavelength) {
      return new Point(wavelength, -1, 0, 0);
    }
  }

  /**
   * The weights of a filter.
   *
   * @param grid the channels' wavelengths
   * @param empty wavelengths outside the grid, rising, where the flux is 0; together with the grid
   *     they cover the filter
   */
  static LinearBand of(FilterCurve curve, double[] grid, double[] empty) {
    List<Point> points = new ArrayList<>(empty.length + grid.length);
    int next = 0;
    while (next < empty.length && empty[next] < grid[0]) {
      points.add(Point.empty(empty[next++]));
    }
    for (int channel = 0; channel < grid.length; channel++) {
      points.add(new Point(grid[channel], channel, 1, 0));
    }
    while (next < empty.length) {
      points.add(Point.empty(empty[next++]));
    }
    points = covering(curve, points);
    points.addAll(between(curve, points, grid));
    points.sort(Comparator.comparingDouble(Point::wavelength));

    double[] at = points.stream().mapToDouble(Point::wavelength).toArray();
    double[] response = curve.at(at);
    double[] moved = at.clone();
    moved[0] = Math.max(moved[0], curve.first());
    moved[moved.length - 1] = Math.min(moved[moved.length - 1], curve.last());
    double unit = UNIT / curve.abReference();
    double[] weights = new double[grid.length];
    boolean[] counts = new boolean[grid.length];
    for (int i = 0; i < at.length; i++) {
      double below = i == 0 ? 0 : step(moved[i] - moved[i - 1]);
      double above = i == at.length - 1 ? 0 : step(moved[i + 1] - moved[i]);
      double weight = unit * ((below + above) / 2) * moved[i] * response[i];
      Point point = points.get(i);
      if (point.channel >= 0) {
        weights[point.channel] += point.part * weight;
        counts[point.channel] = true;
        if (point.nextPart != 0) {
          weights[point.channel + 1] += point.nextPart * weight;
          counts[point.channel + 1] = true;
        }
      }
    }
    return new LinearBand(weights, counts);
  }

  /**
   * Wavelengths of flux 0 outside a grid: for one filter after the other, its points beyond the
   * grid as widened so far. For several filters together this is what the Python package does; the
   * flux then falls to 0 at the first points of the first filter that needs any.
   */
  static double[] emptyPoints(double[] grid, List<FilterCurve> curves) {
    double first = grid[0];
    double last = grid[grid.length - 1];
    List<Double> points = new ArrayList<>();
    for (FilterCurve curve : curves) {
      double low = first;
      double high = last;
      for (double w : curve.wavelength()) {
        if (w < low || w > high) {
          points.add(w);
          first = Math.min(first, w);
          last = Math.max(last, w);
        }
      }
    }
    return points.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  /** From the last point at or below the filter's first to the first at or above its last. */
  private static List<Point> covering(FilterCurve curve, List<Point> points) {
    int from = 0;
    int to = points.size() - 1;
    while (from < to && points.get(from + 1).wavelength <= curve.first()) {
      from++;
    }
    while (to > from && points.get(to - 1).wavelength >= curve.last()) {
      to--;
    }
    return new ArrayList<>(points.subList(from, to + 1));
  }

  /** The filter's points, but the last, of each gap that holds several. */
  private static List<Point> between(FilterCurve curve, List<Point> points, double[] grid) {
    double[] at = points.stream().mapToDouble(Point::wavelength).toArray();
    double[] nodes = curve.wavelength();
    int[] gaps =
        DoubleStream.of(nodes)
            .mapToInt(
                node -> {
                  int found = Arrays.binarySearch(at, node);
                  return found >= 0 ? found : -found - 1;
                })
            .toArray();
    List<Point> added = new ArrayList<>();
    for (int i = 1; i < nodes.length - 1; i++) {
      if (gaps[i] == gaps[i + 1]) {
        added.add(interpolated(nodes[i], points.get(gaps[i] - 1), points.get(gaps[i]), grid));
      }
    }
    return added;
  }

  private static Point interpolated(double at, Point left, Point right, double[] grid) {
    double part = (at - left.wavelength) / (right.wavelength - left.wavelength);
    if (left.channel >= 0 && right.channel >= 0) {
      return new Point(at, left.channel, 1 - part, part);
    }
    if (left.channel >= 0) {
      return new Point(at, grid.length - 1, 1 - part, 0);
    }
    return right.channel >= 0 ? new Point(at, 0, part, 0) : Point.empty(at);
  }

  // A grid in even steps is to have even steps, whatever the rounding of its wavelengths.
  private static double step(double difference) {
    return Math.rint(difference * 1e9) / 1e9;
  }
}
