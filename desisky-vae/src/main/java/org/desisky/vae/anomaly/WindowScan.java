package org.desisky.vae.anomaly;

import java.util.Arrays;

/**
 * The run of channels whose numbers, taken together, are farthest from zero: for independent normal
 * numbers the sum over w of them divided by √w is normal again, for every w.
 */
final class WindowScan {
  private WindowScan() {}

  /**
   * Where, and how far.
   *
   * @param first channel, from 0
   * @param width in channels
   * @param sigmas the sum over √width, with its sign
   */
  record Window(int first, int width, double sigmas) {
    int last() {
      return first + width - 1;
    }
  }

  /**
   * The farthest of all windows of the widths given; those wider than the spectrum are left out.
   */
  static Window of(double[] numbers, int... widths) {
    double[] sums = new double[numbers.length + 1];
    for (int i = 0; i < numbers.length; i++) {
      sums[i + 1] = sums[i] + numbers[i];
    }
    Window farthest = new Window(0, 1, 0);
    for (int width : widths) {
      double root = Math.sqrt(width);
      double largest = 0;
      for (int first = 0; first + width <= numbers.length; first++) {
        double sum = sums[first + width] - sums[first];
        if (Math.abs(sum) > largest) { // else it need not be divided, which takes long
          largest = Math.abs(sum);
          double sigmas = sum / root;
          if (Math.abs(sigmas) > Math.abs(farthest.sigmas())) {
            farthest = new Window(first, width, sigmas);
          }
        }
      }
    }
    return farthest;
  }

  /** The farthest window above zero, among some of the channels; those beyond the ends are none. */
  static Window above(double[] numbers, int first, int last, int... widths) {
    int from = Math.max(0, first);
    int to = Math.min(numbers.length - 1, last);
    double[] positive =
        Arrays.stream(numbers, from, to + 1).map(number -> Math.max(0, number)).toArray();
    Window found = of(positive, widths);
    return new Window(from + found.first(), found.width(), found.sigmas());
  }
}
