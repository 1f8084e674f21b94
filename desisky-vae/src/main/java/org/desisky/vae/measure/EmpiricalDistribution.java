package org.desisky.vae.measure;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * The distribution of some numbers. Those that are not finite are left out and counted. Immutable.
 */
public final class EmpiricalDistribution {
  private final double[] sorted;
  private final int notFinite;
  private final double mean;
  private final double standardDeviation;

  private EmpiricalDistribution(double[] sorted, int notFinite) {
    this.sorted = sorted;
    this.notFinite = notFinite;
    mean = Arrays.stream(sorted).average().orElse(Double.NaN);
    double squares = 0;
    for (double value : sorted) {
      squares += (value - mean) * (value - mean);
    }
    standardDeviation = sorted.length == 0 ? Double.NaN : Math.sqrt(squares / sorted.length);
  }

  /** The distribution of numbers, in any order and unit. */
  public static EmpiricalDistribution of(double... values) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    return new EmpiricalDistribution(sorted, values.length - sorted.length);
  }

  /** How many numbers are finite; all else is of these. Where there are none, it is NaN. */
  public int count() {
    return sorted.length;
  }

  /** How many numbers were left out since they are NaN or infinite. */
  public int notFinite() {
    return notFinite;
  }

  /** Their mean. */
  public double mean() {
    return mean;
  }

  /** Their standard deviation about the mean, over n, not n − 1. */
  public double standardDeviation() {
    return standardDeviation;
  }

  /** The least of them. */
  public double min() {
    return quantile(0);
  }

  /** The greatest of them. */
  public double max() {
    return quantile(1);
  }

  /** The number in the middle. */
  public double median() {
    return quantile(0.5);
  }

  /**
   * The number below which a share of them lies, linear between neighbours: definition 7 of Hyndman
   * and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50, 1996, which
   * is NumPy's.
   *
   * @param share 0 to 1
   */
  public double quantile(double share) {
    checkArgument(share >= 0 && share <= 1, "a share of %s", share);
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    double part = place - below;
    // Of two products, so that the difference of large numbers cannot overflow.
    double between = (1 - part) * sorted[below] + part * sorted[above];
    return Math.min(Math.max(between, sorted[below]), sorted[above]);
  }

  /** Which share of them is at most a number, 0 to 1. */
  public double cumulative(double value) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (double) low / sorted.length;
  }

  @Override
  public String toString() {
    return count() + " numbers from " + min() + " to " + max() + ", mean " + mean;
  }
}
