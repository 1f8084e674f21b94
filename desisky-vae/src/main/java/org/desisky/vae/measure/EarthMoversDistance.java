package org.desisky.vae.measure;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * The earth mover's distance, or first Wasserstein distance, of two samples of a number: how far,
 * on average, one has to be moved to become the other. It is the area between their cumulative
 * distributions,
 *
 * <pre>  ∫ |F(x) − G(x)| dx</pre>
 *
 * which is what {@code scipy.stats.wasserstein_distance} computes, and the Python package with it.
 */
public final class EarthMoversDistance {
  private EarthMoversDistance() {}

  /**
   * The distance of two samples, in their unit.
   *
   * @param sample numbers in any order, all finite, at least one
   * @param other likewise; it may have another number of them
   * @throws IllegalArgumentException if one is empty or holds a number that is not finite
   */
  public static double between(double[] sample, double[] other) {
    double[] first = sorted(sample);
    double[] second = sorted(other);
    double area = 0;
    double last = Math.min(first[0], second[0]);
    int i = 0;
    int j = 0;
    while (i < first.length || j < second.length) {
      boolean fromFirst = j == second.length || (i < first.length && first[i] <= second[j]);
      double next = fromFirst ? first[i] : second[j];
      double gap = (double) i / first.length - (double) j / second.length;
      area += Math.abs(gap) * (next - last);
      last = next;
      if (fromFirst) {
        i++;
      } else {
        j++;
      }
    }
    return area;
  }

  private static double[] sorted(double[] sample) {
    checkArgument(sample.length > 0, "a sample is empty");
    for (int i = 0; i < sample.length; i++) {
      checkArgument(
          Double.isFinite(sample[i]), "number %s of a sample is %s", i, String.valueOf(sample[i]));
    }
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
