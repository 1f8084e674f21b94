package org.desisky.vae.measure;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.stream.IntStream;

/**
 * Errors of two methods on the same spectra, less being better. Pairs of which one is not finite
 * are left out.
 *
 * @param errors of the first method
 * @param others those of the second, of the same spectra
 * @param standardError of the mean of the differences, first less second: their standard deviation
 *     (over n − 1) by √n; NaN for fewer than two pairs. Spectra of one exposure resemble each
 *     other, so the true uncertainty is larger.
 * @param shareBetter which share of the spectra has the smaller error by the first method, 0 to 1;
 *     NaN where there are no pairs
 */
public record PairedComparison(
    EmpiricalDistribution errors,
    EmpiricalDistribution others,
    double standardError,
    double shareBetter) {
  private static final double CLEAR = 2;

  /** Means that differ by less than this part of the other are alike: rounding can do as much. */
  private static final double LEAST_SHARE = 1e-3;

  private static final int FEWEST = 2;

  /** How the first method does beside the second. */
  public enum Outcome {
    /** Its mean error is smaller by more than two standard errors, and by 0.1 % or more. */
    BETTER,
    /** The means differ by no more than that. */
    ALIKE,
    /** Its mean error is larger by more than that. */
    WORSE,
    /** There are fewer than two pairs, which cannot tell. */
    UNKNOWN
  }

  /**
   * Compares errors, one a spectrum.
   *
   * @throws IllegalArgumentException if there are not as many of one as of the other
   */
  public static PairedComparison of(double[] errors, double[] others) {
    checkArgument(errors.length == others.length, "%s errors, %s", errors.length, others.length);
    int[] pairs =
        IntStream.range(0, errors.length)
            .filter(i -> Double.isFinite(errors[i]) && Double.isFinite(others[i]))
            .toArray();
    EmpiricalDistribution first = distribution(errors, pairs);
    EmpiricalDistribution second = distribution(others, pairs);
    double difference = first.mean() - second.mean();
    double squares = 0;
    int better = 0;
    for (int i : pairs) {
      double own = errors[i] - others[i] - difference;
      squares += own * own;
      better += errors[i] < others[i] ? 1 : 0;
    }
    int count = pairs.length;
    double standardError = count < FEWEST ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
    return new PairedComparison(first, second, standardError, (double) better / count);
  }

  private static EmpiricalDistribution distribution(double[] errors, int[] pairs) {
    return EmpiricalDistribution.of(IntStream.of(pairs).mapToDouble(i -> errors[i]).toArray());
  }

  /** How many pairs there are. */
  public int count() {
    return errors.count();
  }

  /** The mean of the errors of the first method. */
  public double mean() {
    return errors.mean();
  }

  /** The mean of those of the second. */
  public double otherMean() {
    return others.mean();
  }

  /** The first method's mean error over that of the second. */
  public double ratio() {
    return mean() / otherMean();
  }

  /** Which of the two does better, if that is clear. */
  public Outcome outcome() {
    if (count() < FEWEST) {
      return Outcome.UNKNOWN;
    }
    double difference = mean() - otherMean();
    boolean isClear =
        Math.abs(difference) > CLEAR * standardError
            && Math.abs(difference) >= LEAST_SHARE * Math.abs(otherMean());
    if (!isClear) {
      return Outcome.ALIKE;
    }
    return difference < 0 ? Outcome.BETTER : Outcome.WORSE;
  }
}
