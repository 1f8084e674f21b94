package org.desisky.training.optimizer;

import java.util.List;

/** Averages of arrays, in memory that suits where the arrays are. */
interface Averages extends AutoCloseable {
  /** Moves each average by a share of its way to the array as it is now. */
  void take(float share);

  /** The averages, an array each; of the host's own memory where they are there. */
  List<float[]> values();

  /** Sets an average to values of its size. */
  void set(int array, float[] values);

  @Override
  void close();
}
