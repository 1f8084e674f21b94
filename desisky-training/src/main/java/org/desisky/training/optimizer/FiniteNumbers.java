package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Whether arrays hold finite numbers alone, of which a loss does not always tell: some engines'
 * ReLU makes 0 of NaN.
 */
public final class FiniteNumbers {
  private FiniteNumbers() {}

  /**
   * Whether all numbers of all arrays are finite: one pass on all cores, over the arrays' own
   * memory or a copy, which takes an engine less time than a sum of its own.
   */
  public static boolean areAllOf(List<NDArray> arrays) {
    return arrays.stream()
        .noneMatch(array -> Double.isNaN(Chunks.of(array).sum(FiniteNumbers::zeros)));
  }

  /**
   * The sum of all numbers times 0: 0, or NaN where one is NaN or infinite. Eight partial sums: one
   * alone would wait for each addition before the next.
   */
  private static double zeros(float[] x, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int whole = n & ~7;
    for (int i = 0; i < whole; i += 8) {
      s0 += x[i] * 0f;
      s1 += x[i + 1] * 0f;
      s2 += x[i + 2] * 0f;
      s3 += x[i + 3] * 0f;
      s4 += x[i + 4] * 0f;
      s5 += x[i + 5] * 0f;
      s6 += x[i + 6] * 0f;
      s7 += x[i + 7] * 0f;
    }
    float sum = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
    for (int i = whole; i < n; i++) {
      sum += x[i] * 0f;
    }
    return sum;
  }
}
