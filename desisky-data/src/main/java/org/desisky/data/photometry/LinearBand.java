package org.desisky.data.photometry;

import java.util.ArrayList;
import java.util.List;

/**
 * A number that is linear in the flux: a weight for each channel it depends on, in runs of
 * neighbouring channels. A channel may weigh 0 and still count, so that a NaN there is passed on.
 */
final class LinearBand {
  /** So many rows are summed side by side, as each sum by itself waits for its last addition. */
  static final int ROWS_AT_ONCE = 4;

  private final List<Run> runs = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Run(int first, double[] weights) {}

  /**
   * Takes the channels that count.
   *
   * @param weights of every channel of the grid
   * @param counts whether a channel does
   */
  LinearBand(double[] weights, boolean[] counts) {
    int channel = 0;
    while (channel < weights.length) {
      int first = channel;
      while (channel < weights.length && counts[channel]) {
        channel++;
      }
      if (channel > first) {
        double[] part = new double[channel - first];
        System.arraycopy(weights, first, part, 0, part.length);
        runs.add(new Run(first, part));
      } else {
        channel++;
      }
    }
  }

  /** The number of a row that begins at an offset. Channels are added in their order. */
  double of(float[] flux, int offset) {
    double sum = 0;
    for (Run run : runs) {
      int start = offset + run.first;
      double[] weights = run.weights;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * flux[start + i];
      }
    }
    return sum;
  }

  /** As {@link #of}, bit for bit, of {@link #ROWS_AT_ONCE} rows one after the other. */
  void ofFour(float[] flux, int columns, double[] target, int position) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (Run run : runs) {
      double[] weights = run.weights;
      int second = run.first + columns;
      int third = second + columns;
      int fourth = third + columns;
      for (int i = 0; i < weights.length; i++) {
        double weight = weights[i];
        a += weight * flux[run.first + i];
        b += weight * flux[second + i];
        c += weight * flux[third + i];
        d += weight * flux[fourth + i];
      }
    }
    target[position] = a;
    target[position + 1] = b;
    target[position + 2] = c;
    target[position + 3] = d;
  }
}
