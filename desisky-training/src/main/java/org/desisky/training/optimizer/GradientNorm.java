package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.desisky.core.engine.HostMemory;

/** The Euclidean norm of all gradients taken as one vector. */
final class GradientNorm {
  private GradientNorm() {}

  static double of(List<NDArray> gradients) {
    double squares = 0;
    for (NDArray gradient : gradients) {
      squares += HostMemory.isShared(gradient) ? inPlace(gradient) : onDevice(gradient);
    }
    return Math.sqrt(squares);
  }

  private static double inPlace(NDArray gradient) {
    return Chunks.of(gradient)
        .sum(
            values -> {
              // Eight partial sums: one alone would wait for each addition before the next.
              double[] part = new double[8];
              int n = values.length & ~7;
              for (int i = 0; i < n; i += 8) {
                for (int k = 0; k < 8; k++) {
                  part[k] += (double) values[i + k] * values[i + k];
                }
              }
              double sum = 0;
              for (double p : part) {
                sum += p;
              }
              for (int i = n; i < values.length; i++) {
                sum += (double) values[i] * values[i];
              }
              return sum;
            });
  }

  private static double onDevice(NDArray gradient) {
    try (NDArray square = gradient.square();
        NDArray sum = square.sum()) {
      return sum.getFloat();
    }
  }
}
