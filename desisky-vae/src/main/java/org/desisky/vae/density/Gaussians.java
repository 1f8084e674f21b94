package org.desisky.vae.density;

/**
 * Weighted normal distributions in d dimensions, each by its centre and the lower Cholesky factor
 * of its covariance.
 */
final class Gaussians {
  private final double[] weights;
  private final double[][] centres;
  private final double[][][] roots;

  Gaussians(double[] weights, double[][] centres, double[][][] roots) {
    this.weights = weights;
    this.centres = centres;
    this.roots = roots;
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
  double logPart(int part, double[] x) {
    double[][] root = roots[part];
    double[] centre = centres[part];
    double[] y = new double[x.length];
    double log = Math.log(weights[part]) - 0.5 * x.length * Math.log(2 * Math.PI);
    for (int i = 0; i < y.length; i++) {
      double rest = x[i] - centre[i];
      for (int k = 0; k < i; k++) {
        rest -= root[i][k] * y[k];
      }
      y[i] = rest / root[i][i];
      log -= 0.5 * y[i] * y[i] + Math.log(root[i][i]);
    }
    return log;
  }

  /** ln of the density; fills {@code logs} with that of each part. */
  double logDensity(double[] x, double[] logs) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logPart(i, x);
      highest = Math.max(highest, logs[i]);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - highest);
    }
    return highest + Math.log(sum);
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
