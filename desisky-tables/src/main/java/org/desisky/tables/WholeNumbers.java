package org.desisky.tables;

import com.google.common.primitives.Longs;
import java.util.stream.LongStream;

/** The whole numbers of a column, as they come; none at all once something else has come. */
final class WholeNumbers {
  /** From here on a double may stand for a whole number beside its own. */
  private static final double MOST = 1L << 53;

  private final LongStream.Builder numbers = LongStream.builder();
  private boolean areAll = true;

  /** Takes a cell; one that is null, or NaN, is {@link StreamColumn#UNKNOWN}. */
  void add(Object cell) {
    if (cell == null || (cell instanceof Number number && Double.isNaN(number.doubleValue()))) {
      numbers.add(StreamColumn.UNKNOWN);
    } else if (cell instanceof Double || cell instanceof Float) {
      double number = ((Number) cell).doubleValue();
      areAll &= Math.abs(number) < MOST && Math.rint(number) == number;
      numbers.add((long) number);
    } else if (cell instanceof Number number) {
      numbers.add(number.longValue());
    } else if (cell instanceof String text) { // as which STIL gives unsigned numbers of 64 bits
      Long number = Longs.tryParse(text);
      areAll &= number != null;
      numbers.add(number == null ? StreamColumn.UNKNOWN : number);
    } else {
      areAll = false;
    }
  }

  /** The numbers; empty where not all were whole ones, or none of them is known. */
  long[] all() {
    long[] all = numbers.build().toArray();
    boolean isKnown = LongStream.of(all).anyMatch(number -> number != StreamColumn.UNKNOWN);
    return areAll && isKnown ? all : new long[0];
  }
}
