package org.desisky.data;

import java.util.OptionalLong;

/** The numbers of exposures (EXPID), by observation, as far as a catalogue tells them. */
public final class Exposures {
  private static final double MOST = 1L << 53;

  private final long[] whole;
  private final double[] numbers;

  private Exposures(long[] whole, double[] numbers) {
    this.whole = whole;
    this.numbers = numbers;
  }

  /** Those of the column EXPID; none where there is no such column, or it holds no numbers. */
  public static Exposures of(ObservationTable observations) {
    if (!observations.has("EXPID") || !observations.column("EXPID").isNumeric()) {
      return new Exposures(new long[0], new double[0]);
    }
    Column column = observations.column("EXPID");
    // As float64, numbers above 2⁵³ would be others.
    return column.values() instanceof long[] longs
        ? new Exposures(longs, new double[0])
        : new Exposures(new long[0], column.doubles());
  }

  /** The exposure of an observation; empty where it is null, or no whole number can be told. */
  public OptionalLong at(int row) {
    if (row < whole.length) {
      return OptionalLong.of(whole[row]);
    }
    boolean isKnown =
        row < numbers.length
            && Math.abs(numbers[row]) <= MOST
            && Math.rint(numbers[row]) == numbers[row];
    return isKnown ? OptionalLong.of((long) numbers[row]) : OptionalLong.empty();
  }
}
