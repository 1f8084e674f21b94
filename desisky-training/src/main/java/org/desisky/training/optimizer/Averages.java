package org.desisky.training.optimizer;

import java.util.List;

/** Averages of parameters, in memory that suits where these are. */
interface Averages extends AutoCloseable {
  /** Moves each average by a share of its way to the parameter as it is now. */
  void take(float share);

  /** The averages, an array each: their own memory where that is Java's, else copies. */
  List<float[]> values();

  /** Sets the average of a parameter to values of its size. */
  void set(int parameter, float[] values);

  @Override
  void close();
}
