package org.desisky.vae.density;

import com.google.common.math.Quantiles;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Latents a thousand times as far from the median as others are, as of a spectrum with a number
 * that stands for a bad pixel: mean and deviation would be theirs alone.
 */
final class LatentOutliers {
  /** In median distances from the median. */
  private static final double FAR = 1000;

  /** Part of the rows: more that are far off are no mishap, but use a latent that others do not. */
  private static final double MOST = 0.1;

  private LatentOutliers() {}

  /**
   * The rows but those that are far off in some column, or all where these are more than a tenth. A
   * column of which half the numbers are the same, as of a latent that is not used, tells nothing,
   * nor does one in which more than a tenth are far off.
   *
   * @param rows at least one; those that stay are not copied
   */
  static double[][] leftOut(double[][] rows) {
    double[] centre = new double[rows[0].length];
    double[] reach = new double[centre.length];
    for (int k = 0; k < centre.length; k++) {
      int column = k;
      double[] values = Stream.of(rows).mapToDouble(row -> row[column]).toArray();
      double middle = Quantiles.median().computeInPlace(values);
      double[] distances = DoubleStream.of(values).map(value -> Math.abs(value - middle)).toArray();
      centre[k] = middle;
      double far = FAR * Quantiles.median().compute(distances);
      boolean tells =
          far > 0 && isMishap(DoubleStream.of(distances).filter(d -> d > far).count(), rows);
      reach[k] = tells ? far : Double.POSITIVE_INFINITY;
    }
    double[][] near =
        Stream.of(rows)
            .filter(
                row ->
                    IntStream.range(0, centre.length)
                        .allMatch(k -> Math.abs(row[k] - centre[k]) <= reach[k]))
            .toArray(double[][]::new);
    return isMishap(rows.length - near.length, rows) ? near : rows;
  }

  private static boolean isMishap(long far, double[][] rows) {
    return far <= MOST * rows.length;
  }
}
