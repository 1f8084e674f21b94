package org.desisky.cli;

import java.util.Locale;
import org.desisky.vae.Weights;

/**
 * How the weights of two models of one size differ.
 *
 * @param weights how many there are
 * @param different how many have other bits
 * @param largest the largest absolute difference
 */
record WeightComparison(long weights, long different, double largest) {
  static WeightComparison of(Weights a, Weights b) {
    long weights = 0;
    long different = 0;
    double largest = 0;
    for (int k = 0; k < a.values().size(); k++) {
      float[] x = a.values().get(k);
      float[] y = b.values().get(k);
      weights += x.length;
      for (int i = 0; i < x.length; i++) {
        if (Float.floatToRawIntBits(x[i]) != Float.floatToRawIntBits(y[i])) {
          different++;
          largest = Math.max(largest, Math.abs((double) x[i] - y[i]));
        }
      }
    }
    return new WeightComparison(weights, different, largest);
  }

  boolean isSame() {
    return different == 0;
  }

  @Override
  public String toString() {
    return isSame()
        ? String.format(Locale.ROOT, "The same: all %,d weights, bit for bit", weights)
        : String.format(
            Locale.ROOT,
            "Different: %,d of %,d weights, by up to %.3g",
            different,
            weights,
            largest);
  }
}
