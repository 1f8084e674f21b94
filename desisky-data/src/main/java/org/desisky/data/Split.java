package org.desisky.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import org.desisky.core.noise.NumpyRandom;

/**
 * Which rows a model learns from and which are held back to test it; and maybe some that are held
 * back from both, to calibrate what is made of the model.
 */
public final class Split {
  private final int[] train;
  private final int[] test;
  private final int[] calibration;

  private Split(int[] train, int[] test, int[] calibration) {
    this.train = train;
    this.test = test;
    this.calibration = calibration;
  }

  /**
   * Splits rows at random, exactly as the Python package does: the permutation of {@code
   * numpy.random.default_rng(seed)}, of which the last ⌊n·testFraction⌋ are for testing.
   *
   * @param n how many rows there are
   * @param testFraction share of the rows to hold back, between 0 and 1, both excluded
   * @param seed 0 or more; the same seed gives the same split
   * @throws IllegalArgumentException if the fraction or the seed is out of its range
   * @throws BadCatalogException if the rows are so few that none would be held back, saying how
   *     many are needed; there is always one to train on then
   */
  public static Split byRow(int n, double testFraction, long seed) {
    checkFraction(testFraction);
    checkArgument(n >= 0, "%s rows", n);
    int testRows = testRows(n, testFraction);
    if (testRows == 0) {
      throw new BadCatalogException(
          n
              + (n == 1 ? " row is" : " rows are")
              + " too few to hold back "
              + testFraction
              + " of them for testing: at least "
              + fewestRows(testFraction)
              + " are needed");
    }
    int[] order = new NumpyRandom(seed).permutation(n);
    return of(Arrays.copyOf(order, n - testRows), Arrays.copyOfRange(order, n - testRows, n));
  }

  /**
   * Splits rows so that all of a group go to the same side, for rows that are near-duplicates of
   * each other, such as those of one night.
   *
   * <p>The distinct groups, ascending, are put into the order of the permutation of {@code
   * numpy.random.default_rng(seed)}, and walked through from its end, as {@link #byRow} holds back
   * rows. A group is held back if that brings the number of test rows nearer to {@code n ·
   * testFraction} and leaves another group to train on; else it is for training. So the number of
   * test rows misses what is asked for by at most half the largest group, except where one side
   * would be left with nothing: then the smallest group (of equal ones the first met) is held back,
   * or the last one met is kept for training.
   *
   * <p>Rows are in the order of that permutation by group, and ascending in a group.
   *
   * @param groups the group of each row; equal numbers are one group
   * @param testFraction share of the rows to hold back, between 0 and 1, both excluded
   * @param seed 0 or more; the same seed gives the same split
   * @throws IllegalArgumentException if the fraction or the seed is out of its range, or a group is
   *     NaN
   * @throws BadCatalogException if there are fewer than two groups
   */
  public static Split byGroup(double[] groups, double testFraction, long seed) {
    checkFraction(testFraction);
    return GroupSplit.split(groups, testFraction, seed);
  }

  static Split of(int[] train, int[] test) {
    return new Split(train, test, new int[0]);
  }

  /** The same, with a split of its training rows: what that holds back is for calibration. */
  Split holdingBack(Split ofTrain) {
    return new Split(at(train, ofTrain.train), test, at(train, ofTrain.test));
  }

  private static int[] at(int[] rows, int[] places) {
    return Arrays.stream(places).map(i -> rows[i]).toArray();
  }

  private static void checkFraction(double testFraction) {
    checkArgument(
        testFraction > 0 && testFraction < 1,
        "the test fraction must lie between 0 and 1, but is %s",
        testFraction);
  }

  /** The rows to train on. */
  public int[] train() {
    return train.clone();
  }

  /** The rows to test on. */
  public int[] test() {
    return test.clone();
  }

  /** The rows that neither train nor test; none unless asked for. */
  public int[] calibration() {
    return calibration.clone();
  }

  private static int testRows(int n, double testFraction) {
    return (int) (testFraction * n);
  }

  /** How many rows make one row for testing, in words. */
  private static String fewestRows(double testFraction) {
    double about = Math.ceil(1 / testFraction);
    if (about > Integer.MAX_VALUE) {
      return "more than " + Integer.MAX_VALUE;
    }
    int n = (int) about;
    while (testRows(n, testFraction) == 0) {
      n++;
    }
    return Integer.toString(n);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Split that
        && Arrays.equals(train, that.train)
        && Arrays.equals(test, that.test)
        && Arrays.equals(calibration, that.calibration);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(train) + Arrays.hashCode(test))
        + Arrays.hashCode(calibration);
  }

  @Override
  public String toString() {
    return train.length
        + " rows to train on, "
        + test.length
        + " to test on"
        + (calibration.length == 0 ? "" : ", " + calibration.length + " to calibrate with");
  }
}
