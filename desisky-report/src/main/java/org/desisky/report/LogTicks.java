package org.desisky.report;

import java.util.ArrayList;
import java.util.List;

/** Where a logarithmic axis has its ticks: at round numbers, also where it spans no decade. */
final class LogTicks {
  private LogTicks() {}

  /** Round numbers between two positive ones, three to a dozen of them. */
  static List<Double> between(double lower, double upper) {
    double min = Math.max(lower, Double.MIN_NORMAL);
    double max = Math.min(upper, Double.MAX_VALUE);
    double decades = Math.log10(max) - Math.log10(min);
    if (decades < 1) {
      return linear(min, max);
    }
    int[] factors = decades < 2 ? new int[] {1, 2, 5} : new int[] {1, 3};
    if (decades >= 4) {
      factors = new int[] {1};
    }
    int stride = (int) Math.ceil(decades / 8);
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
      for (int factor : factors) {
        double value = Double.parseDouble(factor + "e" + power);
        if (power % stride == 0 && value >= min && value <= max) {
          ticks.add(value);
        }
      }
    }
    return ticks;
  }

  private static List<Double> linear(double min, double max) {
    double rough = (max - min) / 5;
    double unit = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * unit;
    for (double factor : new double[] {5, 2, 1}) {
      step = factor * unit >= rough ? factor * unit : step;
    }
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(min / step); i * step <= max; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
