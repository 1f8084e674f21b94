package org.desisky.core.pca;

/** Sums over long vectors, in loops that the JIT compiler makes vector instructions of. */
final class Vectors {
  /** Partial sums of a dot product: so many that the compiler can work on several at once. */
  private static final int LANES = 512;

  private static final ThreadLocal<double[][]> PARTS =
      ThreadLocal.withInitial(() -> new double[4][LANES]);

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

  /** The dot products of four vectors with one. */
  static void dot4(double[][] rows, int first, double[] b, double[] result) {
    double[] a0 = rows[first];
    double[] a1 = rows[first + 1];
    double[] a2 = rows[first + 2];
    double[] a3 = rows[first + 3];
    double[][] parts = PARTS.get();
    double[] p0 = parts[0];
    double[] p1 = parts[1];
    double[] p2 = parts[2];
    double[] p3 = parts[3];
    for (int j = 0; j < LANES; j++) {
      p0[j] = 0;
      p1[j] = 0;
      p2[j] = 0;
      p3[j] = 0;
    }
    int start = 0;
    for (; start + LANES <= b.length; start += LANES) {
      for (int j = 0; j < LANES; j++) {
        double value = b[start + j];
        p0[j] += a0[start + j] * value;
        p1[j] += a1[start + j] * value;
        p2[j] += a2[start + j] * value;
        p3[j] += a3[start + j] * value;
      }
    }
    for (int i = start; i < b.length; i++) {
      int j = i - start;
      p0[j] += a0[i] * b[i];
      p1[j] += a1[i] * b[i];
      p2[j] += a2[i] * b[i];
      p3[j] += a3[i] * b[i];
    }
    result[first] = sum(p0);
    result[first + 1] = sum(p1);
    result[first + 2] = sum(p2);
    result[first + 3] = sum(p3);
  }

  private static double sum(double[] values) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int i = 0; i < LANES; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    return (a + b) + (c + d);
  }

  /** target += f₀·v₀ + f₁·v₁ + f₂·v₂ + f₃·v₃, of the four rows from {@code first} on. */
  static void add4(double[] target, double[] factors, double[][] rows, int first) {
    double[] v0 = rows[first];
    double[] v1 = rows[first + 1];
    double[] v2 = rows[first + 2];
    double[] v3 = rows[first + 3];
    double f0 = factors[first];
    double f1 = factors[first + 1];
    double f2 = factors[first + 2];
    double f3 = factors[first + 3];
    for (int i = 0; i < target.length; i++) {
      target[i] += (f0 * v0[i] + f1 * v1[i]) + (f2 * v2[i] + f3 * v3[i]);
    }
  }
}
