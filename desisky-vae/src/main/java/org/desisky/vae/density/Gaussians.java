package org.desisky.vae.density;

import org.desisky.core.Vectors;

/**
 * Weighted normal distributions in d dimensions, each by its centre and the lower Cholesky factor
 * of its covariance.
 */
final class Gaussians {
  private final double[] weights;
  private final double[][] centres;
  private final double[][][] roots;

  /** ln of what stands before the exponential of each. */
  private final double[] logFactors;

  Gaussians(double[] weights, double[][] centres, double[][][] roots) {
    this.weights = weights;
    this.centres = centres;
    this.roots = roots;
    logFactors = new double[weights.length];
    for (int part = 0; part < weights.length; part++) {
      int d = centres[part].length;
      logFactors[part] = Math.log(weights[part]) - 0.5 * d * Math.log(2 * Math.PI);
      for (int i = 0; i < d; i++) {
        logFactors[part] -= Math.log(roots[part][i][i]);
      }
    }
  }

  int size() {
    return weights.length;
  }

  double weight(int part) {
    return weights[part];
  }

  double centre(int part, int i) {
    return centres[part][i];
  }

  double root(int part, int i, int k) {
    return roots[part][i][k];
  }

  /** ln of weight times density of one part; never −∞ for finite numbers. */
  private double logPart(int part, double[] x, double[] y) {
    double[][] root = roots[part];
    double[] centre = centres[part];
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      double[] row = root[i];
      double rest = x[i] - centre[i];
      for (int k = 0; k < i; k++) {
        rest -= row[k] * y[k];
      }
      y[i] = rest / row[i];
      squares += y[i] * y[i];
    }
    return logFactors[part] - 0.5 * squares;
  }

  /** ln of the density; fills {@code logs} with that of each part. */
  double logDensity(double[] x, double[] logs) {
    double[] y = new double[x.length];
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logPart(i, x, y);
      highest = Math.max(highest, logs[i]);
    }
    double sum = 0;
    for (double log : logs) {
      // Less than rounding is not worth an exponential.
      sum += log - highest > -40 ? Math.exp(log - highest) : 0;
    }
    return highest + Math.log(sum);
  }

  /**
   * ln of weight times density of each part, for many points.
   *
   * @param x by dimension, then by point
   * @return by part, then by point; as one by one
   */
  double[][] logParts(double[][] x) {
    double[][] logs = new double[size()][x[0].length];
    double[][] y = new double[x.length][];
    for (int part = 0; part < logs.length; part++) {
      double[] squares = logs[part];
      for (int i = 0; i < x.length; i++) {
        double[] row = roots[part][i];
        y[i] = less(x[i], centres[part][i]);
        for (int k = 0; k < i; k++) {
          Vectors.add(y[i], -row[k], y[k]);
        }
        divideAndSquare(y[i], row[i], squares);
      }
      for (int j = 0; j < squares.length; j++) {
        squares[j] = logFactors[part] - 0.5 * squares[j];
      }
    }
    return logs;
  }

  /** Values less a number, as an array of their own. */
  static double[] less(double[] values, double number) {
    double[] less = values.clone();
    for (int j = 0; j < less.length; j++) {
      less[j] -= number;
    }
    return less;
  }

  /** Divides values by a number, and adds their squares to sums. */
  private static void divideAndSquare(double[] values, double number, double[] sums) {
    for (int j = 0; j < values.length; j++) {
      values[j] /= number;
      sums[j] += values[j] * values[j];
    }
  }

  /**
   * The lower Cholesky factor of a covariance, in place.
   *
   * @throws IllegalArgumentException if it is not positive definite
   */
  static double[][] root(double[][] covariance) {
    int d = covariance.length;
    for (int i = 0; i < d; i++) {
      for (int k = 0; k <= i; k++) {
        double sum = covariance[i][k];
        for (int j = 0; j < k; j++) {
          sum -= covariance[i][j] * covariance[k][j];
        }
        if (i == k) {
          if (!(sum > 0)) {
            throw new IllegalArgumentException("a covariance is not positive definite");
          }
          covariance[i][i] = Math.sqrt(sum);
        } else {
          covariance[i][k] = sum / covariance[k][k];
        }
      }
    }
    return covariance;
  }
}
