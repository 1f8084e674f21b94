package org.desisky.vae;

/**
 * {@link MaximumMeanDiscrepancy} and its gradient in Java, in double precision: for the few numbers
 * of a batch's latents, engines take longer to begin and end an operation than for the operation.
 */
final class HostDiscrepancy {
  /** Whose median is as good as that of more. */
  private static final int MOST_PAIRS = 1 << 23;

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

  /**
   * The squared distances of all pairs of different points; where these are more than {@value
   * #MOST_PAIRS}, which is beyond batches of 2048, of so many or half of that, evenly taken.
   */
  double[] squaredDistances() {
    long pairs = (long) (n + m) * (n + m - 1) / 2;
    long apart = Math.max(1, (pairs + MOST_PAIRS - 1) / MOST_PAIRS);
    double[] squares = new double[(int) ((pairs + apart - 1) / apart)];
    int at = 0;
    long left = 0;
    for (int i = 1; i < n + m; i++) {
      for (int j = 0; j < i; j++) {
        if (left == 0) {
          squares[at++] = squaredDistance(i, j);
          left = apart;
        }
        left--;
      }
    }
    return squares;
  }

  private double squaredDistance(int i, int j) {
    double sum = 0;
    for (int k = 0; k < d; k++) {
      double difference = points[i * d + k] - points[j * d + k];
      sum += difference * difference;
    }
    return sum;
  }

  /** The discrepancy, by a kernel that is 1 at distance 0. */
  double compute(Kernel.OfNumbers kernel, MmdEstimate estimate) {
    return compute(kernel, estimate, new double[n * d]);
  }

  /** As {@link InfoVaeLoss#overlap}, by such a kernel. */
  double overlap(Kernel.OfNumbers kernel) {
    double sum = 0;
    for (int i = 1; i < n + m; i++) {
      for (int j = 0; j < Math.min(i, n); j++) {
        sum += (i < n ? 2 : 1) * kernel.value(squaredDistance(i, j));
      }
    }
    return sum / (2.0 * n);
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
