package org.desisky.vae.anomaly;

import java.util.Arrays;

/**
 * How rarely a number is reached, judged by a sample: by counting as far as the sample goes, and
 * beyond its upper part by an exponential tail with the sample's mean excess (the peaks-over-
 * threshold method of Davison and Smith 1990 with a light tail). Of the largest excesses it counts
 * only that they are there and not how large they are, since they may be of odd spectra that got
 * among the usual ones (the maximum likelihood of a censored exponential sample, Epstein and Sobel
 * 1953).
 */
final class Tail {
  private static final double UPPER_PART = 0.05;
  private static final int FEWEST_EXCESSES = 10;

  /** Part of the excesses that may be of odd spectra; so 1 % of the sample may be odd. */
  private static final double CENSORED = 0.2;

  private final double[] sorted;
  private final double start;
  private final double meanExcess;
  private final double share;

  Tail(double[] sample) {
    sorted = sample.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    int excesses = Math.max(Math.min(FEWEST_EXCESSES, n), (int) (n * UPPER_PART));
    int first = n - excesses;
    start = sorted[Math.max(0, first - 1)];
    int sized = Math.max(1, (int) Math.ceil(excesses * (1 - CENSORED)));
    double sum = (excesses - sized) * (sorted[first + sized - 1] - start);
    for (int i = first; i < first + sized; i++) {
      sum += sorted[i] - start;
    }
    meanExcess = Math.max(sum / sized, 1e-12 * (1 + Math.abs(start)));
    share = (double) excesses / n;
  }

  int size() {
    return sorted.length;
  }

  /** The probability, from 0 to 1, that a number like those of the sample is as high as this. */
  double survival(double value) {
    if (Double.isNaN(value)) {
      return 0;
    }
    if (value > start) {
      return share * Math.exp(-(value - start) / meanExcess);
    }
    int below = Arrays.binarySearch(sorted, value);
    int reached = below >= 0 ? below : -below - 1;
    while (reached > 0 && sorted[reached - 1] >= value) {
      reached--;
    }
    return (double) (sorted.length - reached) / sorted.length;
  }

  /** −ln of {@link #survival}, without the bound that its smallest number would set. */
  double surprise(double value) {
    return value > start
        ? (value - start) / meanExcess - Math.log(share)
        : -Math.log(survival(value));
  }

  /** What is reached with a probability. */
  double quantile(double probability) {
    if (probability <= share) {
      return start + meanExcess * Math.log(share / probability);
    }
    int at = (int) Math.floor((1 - probability) * sorted.length);
    return sorted[Math.min(sorted.length - 1, Math.max(0, at))];
  }

  /** How many of the sample are above a number. */
  int above(double value) {
    int count = 0;
    for (int i = sorted.length - 1; i >= 0 && sorted[i] > value; i--) {
      count++;
    }
    return count;
  }
}
