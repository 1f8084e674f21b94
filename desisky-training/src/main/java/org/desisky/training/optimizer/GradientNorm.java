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
    return Chunks.of(gradient).sum(GradientNorm::squares);
  }

  /** Eight partial sums: one alone would wait for each addition before the next. */
  private static double squares(float[] x, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int whole = n & ~7;
    for (int i = 0; i < whole; i += 8) {
      s0 += (double) x[i] * x[i];
      s1 += (double) x[i + 1] * x[i + 1];
      s2 += (double) x[i + 2] * x[i + 2];
      s3 += (double) x[i + 3] * x[i + 3];
      s4 += (double) x[i + 4] * x[i + 4];
      s5 += (double) x[i + 5] * x[i + 5];
      s6 += (double) x[i + 6] * x[i + 6];
      s7 += (double) x[i + 7] * x[i + 7];
    }
    double sum = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
    for (int i = whole; i < n; i++) {
      sum += (double) x[i] * x[i];
    }
    return sum;
  }

  private static double onDevice(NDArray gradient) {
    try (NDArray square = gradient.square();
        NDArray sum = square.sum()) {
      return sum.getFloat();
    }
  }
}
