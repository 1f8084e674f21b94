package org.desisky.inference;

import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.desisky.core.DesiskyException;

/**
 * Who looks on while rows are made: is told of progress, and may want the work to end.
 *
 * @param done is told how many more rows are done
 * @param stop is asked before each batch whether to end with a {@link DesiskyException}
 */
public record RunWatch(IntConsumer done, BooleanSupplier stop) {
  /** Nobody. */
  public static final RunWatch NONE = new RunWatch(rows -> {}, () -> false);

  void goOn() {
    if (stop.getAsBoolean()) {
      throw new DesiskyException("interrupted; nothing was written");
    }
  }
}
