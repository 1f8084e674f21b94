package org.desisky.data;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Nights whose spectra are known to be spoilt: {@value #FIRST} to {@value #LAST}, both included,
 * when smoke of wildfires lay over Kitt Peak.
 */
public final class KnownBadNights {
  /** The first bad night, as year, month and day. */
  public static final int FIRST = 20210604;

  /** The last bad night, as year, month and day. */
  public static final int LAST = 20210612;

  /** Noon at Kitt Peak (UTC−7), where a night begins, as a fraction of a day in UTC. */
  private static final double NOON = 19 / 24.0;

  private static final int MJD_OF_EPOCH = 40587;

  /** MJDs of the years 1 and 9999 or so: outside, there is no night to name. */
  private static final double MIN_MJD = -678_000;

  private static final double MAX_MJD = 2_973_000;

  private KnownBadNights() {}

  /** Whether a night, as year, month and day, is one of them; NaN is not. */
  public static boolean contains(double night) {
    return night >= FIRST && night <= LAST;
  }

  /**
   * The rows to keep, ascending: those of other nights. The night is the column NIGHT; where there
   * is none, or where it is null, it is found from MJD (UTC); a row with neither is kept.
   *
   * @return empty if there is neither a column NIGHT nor MJD, so that nothing can be told: warn,
   *     and keep every row
   * @throws BadCatalogException if NIGHT or MJD does not hold numbers
   */
  public static Optional<int[]> rowsToKeep(ObservationTable observations) {
    boolean hasNight = observations.has("NIGHT");
    boolean hasMjd = observations.has("MJD");
    if (!hasNight && !hasMjd) {
      return Optional.empty();
    }
    double[] night = hasNight ? observations.doubles("NIGHT") : nan(observations.rows());
    double[] mjd = hasMjd ? observations.doubles("MJD") : nan(observations.rows());
    return Optional.of(
        IntStream.range(0, observations.rows())
            .filter(row -> !contains(Double.isNaN(night[row]) ? nightOf(mjd[row]) : night[row]))
            .toArray());
  }

  /**
   * The night an instant belongs to: the date, at Kitt Peak, of the noon before.
   *
   * @param mjd modified Julian date, UTC
   * @return year, month and day, such as 20210604; NaN if the instant is not finite or absurdly far
   */
  public static double nightOf(double mjd) {
    if (!(mjd > MIN_MJD && mjd < MAX_MJD)) {
      return Double.NaN;
    }
    LocalDate date = LocalDate.ofEpochDay((long) Math.floor(mjd - NOON) - MJD_OF_EPOCH);
    return date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
  }

  private static double[] nan(int rows) {
    double[] values = new double[rows];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
