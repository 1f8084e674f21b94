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
   * Whether all numbers of all arrays are finite: that is, the sum of their squares, which no
   * finite float32 numbers make too large for a float64. On a GPU the engine adds them up; else all
   * cores do, over an array's own memory or a copy, which takes less time than an engine's sum.
   */
  public static boolean areAllOf(List<NDArray> arrays) {
    return arrays.stream().allMatch(FiniteNumbers::areAllOf);
  }

  private static boolean areAllOf(NDArray array) {
    double squares =
        array.getDevice().isGpu()
            ? GradientNorm.squares(array)
            : GradientNorm.squares(List.of(Chunks.of(array)));
    return Double.isFinite(squares);
  }
}
