package org.desisky.data;

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

  private KnownBadNights() {}

  /** Whether a night, as year, month and day, is one of them; NaN is not. */
  public static boolean contains(double night) {
    return night >= FIRST && night <= LAST;
  }

  /**
   * The rows to keep, ascending: those of other nights, by {@link Nights#of(ObservationTable)}; a
   * row whose night is not known is kept.
   *
   * @return empty if there is neither a column NIGHT nor MJD, so that nothing can be told: warn,
   *     and keep every row
   * @throws BadCatalogException if NIGHT or MJD does not hold numbers
   */
  public static Optional<int[]> rowsToKeep(ObservationTable observations) {
    return Nights.of(observations)
        .map(
            nights ->
                IntStream.range(0, nights.length).filter(row -> !contains(nights[row])).toArray());
  }
}
