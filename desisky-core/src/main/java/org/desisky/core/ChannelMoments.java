package org.desisky.core;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Mean and variance of each channel over rows, in float64. Rows are taken in blocks that depend on
 * their number alone and added in order: the same numbers come out whatever the number of threads.
 */
public final class ChannelMoments {
  private static final int BLOCKS = 32;

  private final FloatMatrix spectra;
  private final int[] rows;
  private final double[] mean;
  private final double[] variance;

  private ChannelMoments(FloatMatrix spectra, int[] rows) {
    this.spectra = spectra;
    this.rows = rows;
    mean = average((row, sum) -> add(row, sum));
    for (int c = 0; c < mean.length; c++) {
      checkFinite(c);
    }
    variance = average((row, sum) -> addSquares(row, sum));
  }

  /**
   * Of some rows.
   *
   * @param rows at least one, finite
   * @throws IllegalArgumentException if that does not hold; the message names row and channel
   */
  public static ChannelMoments of(FloatMatrix spectra, int[] rows) {
    checkArgument(rows.length > 0, "there are no rows to scale by");
    return new ChannelMoments(spectra, rows);
  }

  /** A number for each channel; not to be changed. */
  public double[] mean() {
    return mean;
  }

  /** Likewise, over n, not n − 1. */
  public double[] variance() {
    return variance;
  }

  private interface Term {
    void add(float[] row, double[] sum);
  }

  private double[] average(Term term) {
    int share = (rows.length + BLOCKS - 1) / BLOCKS;
    double[] all =
        ColumnSums.of(
            rows.length,
            share,
            spectra.columns(),
            (sums, first, last) -> {
              for (int i = first; i < last; i++) {
                term.add(spectra.row(rows[i]), sums);
              }
            });
    for (int c = 0; c < all.length; c++) {
      all[c] /= rows.length;
    }
    return all;
  }

  private static void add(float[] row, double[] sum) {
    for (int c = 0; c < row.length; c++) {
      sum[c] += row[c];
    }
  }

  private void addSquares(float[] row, double[] sum) {
    for (int c = 0; c < row.length; c++) {
      double difference = row[c] - mean[c];
      sum[c] += difference * difference;
    }
  }

  private void checkFinite(int channel) {
    if (Double.isFinite(mean[channel])) {
      return;
    }
    for (int row : rows) {
      float value = spectra.get(row, channel);
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "spectra to learn from must be finite, but row "
                + row
                + " has "
                + value
                + " in channel "
                + channel);
      }
    }
  }
}
