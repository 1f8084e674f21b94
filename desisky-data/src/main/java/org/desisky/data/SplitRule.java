package org.desisky.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.desisky.core.Labelled;

/**
 * What stays together when rows are split into those to train on and those to test on.
 *
 * <p>Rows of one exposure, and of one night, are near-duplicates of each other. Split by row, a
 * model is tested on spectra whose like it has been trained on, and its test loss flatters it.
 */
public enum SplitRule implements Labelled {
  /** Nothing: each row for itself, {@link Split#byRow}, the rows of the Python package. */
  ROW,
  /** All rows of a night, by {@link Nights#of(ObservationTable)}. */
  NIGHT,
  /** All rows of an exposure, by EXPID. */
  EXPOSURE;

  /**
   * Splits observations by {@link Split#byRow} or {@link Split#byGroup}.
   *
   * @param testFraction share of the rows to hold back, between 0 and 1, both excluded
   * @param seed 0 or more; the same seed gives the same split
   * @throws IllegalArgumentException if the fraction or the seed is out of its range
   * @throws BadCatalogException if there are too few rows, nights or exposures; if columns that
   *     tell them are missing or hold no numbers; or if a row has none
   */
  public Split split(ObservationTable observations, double testFraction, long seed) {
    if (this == ROW) {
      return Split.byRow(observations.rows(), testFraction, seed);
    }
    double[] groups = groups(observations);
    int unknown = firstNaN(groups);
    if (unknown >= 0) {
      throw new BadCatalogException(
          "a split by "
              + label()
              + " needs the "
              + label()
              + " of every row, but it is not known of "
              + Arrays.stream(groups).filter(Double::isNaN).count()
              + ", the first of them row "
              + unknown
              + " of those to be split (counted from 0); leave such rows out, or split by row");
    }
    long distinct = Arrays.stream(groups).distinct().count();
    if (distinct < 2) {
      throw new BadCatalogException(
          "a split by "
              + label()
              + " needs rows of at least 2 "
              + label()
              + "s, but the "
              + groups.length
              + (groups.length == 1 ? " row is" : " rows are")
              + " of "
              + distinct
              + "; split by row");
    }
    return Split.byGroup(groups, testFraction, seed);
  }

  /**
   * The same split, with some of its training rows held back from training as well: the training
   * rows are split once more by this rule and seed. The test rows stay what they are.
   *
   * @param calibrationFraction share of all rows to hold back so, 0 for none; with {@code
   *     testFraction} below 1
   * @throws IllegalArgumentException if a fraction or the seed is out of its range
   * @throws BadCatalogException as {@link #split(ObservationTable, double, long)}, of either split
   */
  public Split split(
      ObservationTable observations, double testFraction, double calibrationFraction, long seed) {
    checkArgument(
        calibrationFraction >= 0 && testFraction + calibrationFraction < 1,
        "the calibration fraction must be 0 or more and leave rows to train on, but is %s",
        String.valueOf(calibrationFraction));
    Split split = split(observations, testFraction, seed);
    if (calibrationFraction == 0) {
      return split;
    }
    ObservationTable train = observations.select(split.train());
    return split.holdingBack(split(train, calibrationFraction / (1 - testFraction), seed));
  }

  /**
   * The number of the night or exposure of each row, NaN where it is not known; for {@link #ROW},
   * the number of the row.
   *
   * @throws BadCatalogException if columns that tell are missing or hold no numbers
   */
  public double[] groups(ObservationTable observations) {
    return switch (this) {
      case NIGHT ->
          Nights.of(observations)
              .orElseThrow(
                  () ->
                      new BadCatalogException(
                          "a split by night needs the column NIGHT or MJD, but "
                              + observations.what()
                              + " have "
                              + have(observations)));
      case EXPOSURE -> {
        observations.require("a split by exposure", "EXPID");
        yield observations.doubles("EXPID");
      }
      case ROW -> IntStream.range(0, observations.rows()).asDoubleStream().toArray();
    };
  }

  private static String have(ObservationTable observations) {
    return observations.names().isEmpty() ? "no columns at all" : "only " + observations.names();
  }

  private static int firstNaN(double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        return i;
      }
    }
    return -1;
  }
}
