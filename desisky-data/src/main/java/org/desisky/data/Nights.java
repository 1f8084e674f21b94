package org.desisky.data;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

/**
 * The night of an observation, as year, month and day, such as 20210604: the date, at Kitt Peak
 * (UTC−7), of the noon before the exposure.
 */
public final class Nights {
  /** Noon at Kitt Peak (UTC−7), where a night begins, as a fraction of a day in UTC. */
  private static final double NOON = 19 / 24.0;

  private static final int MJD_OF_EPOCH = 40587;

  /** MJDs of the years 1 and 9999 or so: outside, there is no night to name. */
  private static final double MIN_MJD = -678_000;

  private static final double MAX_MJD = 2_973_000;

  private Nights() {}

  /**
   * The night an instant belongs to.
   *
   * @param mjd modified Julian date, UTC
   * @return year, month and day; NaN if the instant is not finite or absurdly far
   */
  public static double of(double mjd) {
    if (!(mjd > MIN_MJD && mjd < MAX_MJD)) {
      return Double.NaN;
    }
    LocalDate date = LocalDate.ofEpochDay((long) Math.floor(mjd - NOON) - MJD_OF_EPOCH);
    return date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
  }

  /**
   * The night of each observation: the column NIGHT; where there is none, or where it is null, by
   * {@link #of(double)} from MJD; NaN where neither is known.
   *
   * @return empty if there is neither a column NIGHT nor MJD
   * @throws BadCatalogException if NIGHT holds neither numbers nor their digits as texts, or MJD no
   *     numbers
   */
  public static Optional<double[]> of(ObservationTable observations) {
    if (!observations.has("NIGHT") && !observations.has("MJD")) {
      return Optional.empty();
    }
    double[] nights = nights(observations);
    double[] mjd = numbers(observations, "MJD");
    for (int row = 0; row < nights.length; row++) {
      if (Double.isNaN(nights[row])) {
        nights[row] = of(mjd[row]);
      }
    }
    return Optional.of(nights);
  }

  private static double[] nights(ObservationTable observations) {
    boolean isThere = observations.has("NIGHT");
    return isThere && observations.column("NIGHT").values() instanceof String[] texts
        ? Arrays.stream(texts).mapToDouble(Nights::parse).toArray()
        : numbers(observations, "NIGHT");
  }

  private static double parse(String text) {
    String digits = text.strip();
    if (digits.isEmpty()) {
      return Double.NaN;
    }
    if (!digits.matches("\\d{8}")) {
      throw new BadCatalogException(
          "column NIGHT holds '" + text + "', which is no night such as 20210604");
    }
    return Integer.parseInt(digits);
  }

  /** A column's values as an array of our own; all NaN if there is no such column. */
  private static double[] numbers(ObservationTable observations, String name) {
    if (observations.has(name)) {
      return observations.doubles(name);
    }
    double[] nan = new double[observations.rows()];
    Arrays.fill(nan, Double.NaN);
    return nan;
  }
}
