package org.desisky.core.pca;

/** Sums over long vectors, in loops that the JIT compiler makes vector instructions of. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 1 < a.length; i += 2) {
      even += a[i] * b[i];
      odd += a[i + 1] * b[i + 1];
    }
    return i < a.length ? even + odd + a[i] * b[i] : even + odd;
  }

  /** target += factor · values. */
  static void add(double[] target, double factor, double[] values) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * values[i];
    }
  }

  static void scale(double[] target, double factor) {
    for (int i = 0; i < target.length; i++) {
      target[i] *= factor;
    }
  }

  /**
   * target += f₀·v₀ + f₁·v₁ + f₂·v₂ + f₃·v₃, of the factors from {@code factor} on and the arrays
   * from {@code array} on. Of a sum of eight the compiler makes no vector instructions any more.
   */
  static void addFour(double[] target, double[] factors, int factor, double[][] arrays, int array) {
    double[] v0 = arrays[array];
    double[] v1 = arrays[array + 1];
    double[] v2 = arrays[array + 2];
    double[] v3 = arrays[array + 3];
    double f0 = factors[factor];
    double f1 = factors[factor + 1];
    double f2 = factors[factor + 2];
    double f3 = factors[factor + 3];
    for (int i = 0; i < target.length; i++) {
      target[i] += (f0 * v0[i] + f1 * v1[i]) + (f2 * v2[i] + f3 * v3[i]);
    }
  }
}
