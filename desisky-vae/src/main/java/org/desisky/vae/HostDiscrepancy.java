package org.desisky.vae;

/**
 * {@link MaximumMeanDiscrepancy} and its gradient in Java, in double precision: for the few numbers
 * of a batch's latents, engines take longer to begin and end an operation than for the operation.
 */
final class HostDiscrepancy {
  private final int n;
  private final int m;
  private final int d;
  private final double[] points;

  /**
   * Of latents from a sample of the prior.
   *
   * @param latents (n, d)
   * @param prior (m, d)
   * @param d how many numbers a point has
   */
  HostDiscrepancy(float[] latents, float[] prior, int d) {
    this.d = d;
    n = latents.length / d;
    m = prior.length / d;
    points = new double[(n + m) * d];
    for (int i = 0; i < latents.length; i++) {
      points[i] = InfoVaeLoss.clipped(latents[i]);
    }
    for (int i = 0; i < prior.length; i++) {
      points[latents.length + i] = prior[i];
    }
  }

  /** The squared distances of all pairs of different points. */
  double[] squaredDistances() {
    double[] squares = new double[pairs(n + m)];
    int at = 0;
    for (int i = 1; i < n + m; i++) {
      for (int j = 0; j < i; j++) {
        squares[at++] = squaredDistance(i, j);
      }
    }
    return squares;
  }

  /**
   * How many pairs so many points make.
   *
   * @throws IllegalArgumentException if they are more than an array holds
   */
  static int pairs(int points) {
    long pairs = (long) points * (points - 1) / 2;
    if (pairs > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the kernel's width cannot come from the batch: "
              + points
              + " points make too many pairs; take smaller batches, or give a width");
    }
    return (int) pairs;
  }

  private double squaredDistance(int i, int j) {
    double sum = 0;
    for (int k = 0; k < d; k++) {
      double difference = points[i * d + k] - points[j * d + k];
      sum += difference * difference;
    }
    return sum;
  }

  /**
   * The discrepancy, by a kernel that is 1 at distance 0.
   *
   * @param gradient gets its gradient by the latents, as if none had been clipped, (n, d)
   */
  double compute(Kernel.OfNumbers kernel, MmdEstimate estimate, double[] gradient) {
    double own = weightOfOwn(n, estimate);
    double sample = weightOfOwn(m, estimate);
    double cross = -2.0 / n / m;
    double sum = estimate == MmdEstimate.BIASED ? n * own + m * sample : 0;
    for (int i = 0; i < n + m; i++) {
      double ofEach = i < n ? 2 * own : cross;
      for (int j = 0; j < Math.min(i, n); j++) {
        double square = squaredDistance(i, j);
        double value = kernel.value(square);
        sum += ofEach * value;
        addGradient(2 * ofEach * kernel.slope(square, value), i, j, gradient);
      }
      for (int j = n; j < i; j++) {
        sum += 2 * sample * kernel.value(squaredDistance(i, j));
      }
    }
    return sum;
  }

  /** What each ordered pair of one sample counts; a single point has no pair to leave it out of. */
  private static double weightOfOwn(int points, MmdEstimate estimate) {
    return estimate == MmdEstimate.BIASED || points < 2
        ? 1.0 / points / points
        : 1.0 / points / (points - 1);
  }

  /** Of a pair with latent {@code j}, by it, and by {@code i} if that is a latent, too. */
  private void addGradient(double factor, int i, int j, double[] gradient) {
    for (int k = 0; k < d; k++) {
      double part = factor * (points[i * d + k] - points[j * d + k]);
      gradient[j * d + k] -= part;
      if (i < n) {
        gradient[i * d + k] += part;
      }
    }
  }
}
