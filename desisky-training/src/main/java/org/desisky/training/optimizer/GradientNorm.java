package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
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
        onDevice += squares(gradient);
      }
    }
    return Math.sqrt(onDevice + squares(inPlace));
  }

  /** The sum of squares; finite if all numbers are. */
  static double squares(List<Chunks> arrays) {
    double sum = Chunks.sum(arrays, GradientNorm::squares);
    return Double.isFinite(sum) ? sum : Chunks.sum(arrays, (x, n, room) -> oneByOne(x, n));
  }

  /**
   * The sum of squares of a copy that may be changed. First into 1024 sums, of up to 16 squares
   * each: additions that do not wait for each other. Each 1024 numbers are brought to where the
   * sums' indices are theirs, too, since otherwise the compiler, which cannot know that these are
   * two arrays, makes no vector instructions. Squares too large for a float make the sum infinite;
   * those too small for one, of numbers below 1e-22, count for nothing.
   */
  private static double squares(float[] x, int n, float[] sums) {
    int many = Math.min(SUMS, n);
    Arrays.fill(sums, 0, many, 0);
    for (int first = 0; first < n; first += SUMS) {
      int some = Math.min(SUMS, n - first);
      System.arraycopy(x, first, x, 0, some);
      addSquares(x, some, sums);
    }
    double sum = 0;
    for (int i = 0; i < many; i++) {
      sum += sums[i];
    }
    return sum;
  }

  private static void addSquares(float[] x, int n, float[] sums) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[i] * x[i];
    }
  }

  private static double oneByOne(float[] x, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) x[i] * x[i];
    }
    return sum;
  }

  /** The sum of squares, by the engine unless that is too large for its float32. */
  static double squares(NDArray array) {
    try (NDArray square = array.square();
        NDArray sum = square.sum()) {
      double squares = HostMemory.numbers(sum)[0];
      return Double.isFinite(squares) ? squares : squares(List.of(Chunks.of(array)));
    }
  }
}
