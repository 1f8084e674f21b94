package org.desisky.core;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.stream.IntStream;

/** Some of many rows, evenly taken: the first, and others at equal distances from it. */
public final class EvenRows {
  private EvenRows() {}

  /**
   * Rows of a table, ascending.
   *
   * @param rows how many the table has
   * @param most how many are wanted, at least 1; all are taken where there are no more
   */
  public static int[] of(int rows, int most) {
    checkArgument(rows >= 0 && most >= 1, "%s of %s rows", most, rows);
    int count = Math.min(most, rows);
    return IntStream.range(0, count).map(i -> (int) ((long) i * rows / count)).toArray();
  }

  /** As {@link #of}, among some rows, in the order in which they are given. */
  public static int[] among(int[] rows, int most) {
    return IntStream.of(of(rows.length, most)).map(i -> rows[i]).toArray();
  }
}
