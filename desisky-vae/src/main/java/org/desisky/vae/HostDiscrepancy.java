package org.desisky.vae;

import java.util.List;
import java.util.stream.IntStream;

/**
 * {@link MaximumMeanDiscrepancy} and its gradient in Java, in double precision: for the few numbers
 * of a batch's latents, engines take longer to begin and end an operation than for the operation.
 */
final class HostDiscrepancy {
  /** Whose median is as good as that of more. */
  private static final int MOST_PAIRS = 1 << 23;

  /** Points of whose pairs one core takes care faster than several. */
  private static final int FEW = 512;

  /** Into how many parts the pairs of more are split, so that sums do not depend on the machine. */
  private static final int PARTS = 16;

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

  /** A discrepancy and its gradient. */
  static final class WithGradient {
    private final double value;
    private final double[] byLatent;

    private WithGradient(double value, double... byLatent) {
      this.value = value;
      this.byLatent = byLatent;
    }

    /** The discrepancy, squared and not weighted. */
    double value() {
      return value;
    }

    /** Its gradient by the latents, as if none had been clipped, (n, d); not a copy. */
    double[] byLatent() {
      return byLatent;
    }
  }

  /** The discrepancy, by a kernel that is 1 at distance 0, and its gradient. */
  WithGradient compute(Kernel.OfNumbers kernel, MmdEstimate estimate) {
    int count = n + m <= FEW ? 1 : PARTS;
    List<WithGradient> parts =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(first -> part(first, count, kernel, estimate))
            .toList();
    double own = weightOfOwn(n, estimate);
    double sample = weightOfOwn(m, estimate);
    double value = estimate == MmdEstimate.BIASED ? n * own + m * sample : 0;
    double[] gradient = new double[n * d];
    for (WithGradient part : parts) {
      value += part.value();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += part.byLatent()[i];
      }
    }
    return new WithGradient(value, gradient);
  }

  /** What the pairs of every so many points with those before them add, from the first given on. */
  private WithGradient part(int first, int step, Kernel.OfNumbers kernel, MmdEstimate estimate) {
    double own = weightOfOwn(n, estimate);
    double sample = weightOfOwn(m, estimate);
    double cross = -2.0 / n / m;
    double sum = 0;
    double[] gradient = new double[n * d];
    for (int i = first; i < n + m; i += step) {
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
    return new WithGradient(sum, gradient);
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
