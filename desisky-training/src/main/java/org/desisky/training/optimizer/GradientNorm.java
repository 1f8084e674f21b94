package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.HostMemory;

/** The Euclidean norm of all gradients taken as one vector. */
final class GradientNorm {
  private static final int SUMS = 1024;

  private GradientNorm() {}

  static double of(List<NDArray> gradients) {
    List<Chunks> inPlace = new ArrayList<>();
    double onDevice = 0;
    for (NDArray gradient : gradients) {
      if (HostMemory.isShared(gradient)) {
        inPlace.add(Chunks.of(gradient));
      } else {
        onDevice += onDevice(gradient);
      }
    }
    return Math.sqrt(onDevice + Chunks.sum(inPlace, GradientNorm::squares));
  }

  /**
   * The sum of squares. First into 1024 sums, of up to 16 squares each: additions that do not wait
   * for each other, of which the compiler makes vector instructions. Squares too large for these
   * are added one by one; those too small for a float, of numbers below 1e-22, count for nothing.
   */
  static double squares(float[] x, int n, float[] sums) {
    int many = Math.min(SUMS, n);
    for (int i = 0; i < many; i++) {
      sums[i] = x[i] * x[i];
    }
    for (int first = SUMS; first < n; first += SUMS) {
      addSquares(x, first, Math.min(SUMS, n - first), sums);
    }
    double sum = 0;
    for (int i = 0; i < many; i++) {
      sum += sums[i];
    }
    return Double.isFinite(sum) ? sum : oneByOne(x, n);
  }

  private static void addSquares(float[] x, int first, int n, float[] sums) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[first + i] * x[first + i];
    }
  }

  private static double oneByOne(float[] x, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
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
