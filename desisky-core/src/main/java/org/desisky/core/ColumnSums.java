package org.desisky.core;

import java.util.stream.IntStream;

/**
 * Sums of columns over many rows, in float64: in blocks, on all cores, whose sums are added in
 * order, so that the same numbers come out whatever the number of threads.
 */
public final class ColumnSums {
  private ColumnSums() {}

  /** Adds what a block of rows has to the sums of the columns. */
  public interface Block {
    /**
     * Adds rows.
     *
     * @param first the first of them
     * @param last the one after the last of them
     */
    void addTo(double[] sums, int first, int last);
  }

  /**
   * The sums.
   *
   * @param rows how many there are, at least 1
   * @param blockRows how many make a block; the last may have fewer
   */
  public static double[] of(int rows, int blockRows, int columns, Block block) {
    double[][] sums = new double[(rows + blockRows - 1) / blockRows][columns];
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(b -> block.addTo(sums[b], b * blockRows, Math.min(rows, (b + 1) * blockRows)));
    double[] all = sums[0];
    for (int b = 1; b < sums.length; b++) {
      Vectors.add(all, 1, sums[b]);
    }
    return all;
  }
}
