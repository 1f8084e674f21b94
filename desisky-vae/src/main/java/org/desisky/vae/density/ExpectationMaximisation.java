package org.desisky.vae.density;

import java.util.stream.IntStream;
import org.desisky.core.noise.Noise;

/**
 * Fits Gaussians to rows by expectation and maximisation (Dempster, Laird and Rubin 1977), from
 * centres chosen far apart (Arthur and Vassilvitskii, "k-means++", 2007). The library at hand for
 * matrices does the same, but took 35 s for 2000 rows where this takes a fraction of a second.
 */
final class ExpectationMaximisation {
  private static final int ROUNDS = 300;
  private static final double ENOUGH = 1e-5;

  /** ln of a share that is too small to matter. */
  private static final double NOTHING = -40;

  /** Added to each variance, so that no Gaussian shrinks to a point; rows have variance 1. */
  private static final double RIDGE = 1e-6;

  private static final Noise CHOICE = Noise.of(0).stream("centres of a mixture");

  private final double[][] rows;
  private final int d;

  /** For rows of mean 0 and variance 1. */
  ExpectationMaximisation(double[][] rows) {
    this.rows = rows;
    d = rows[0].length;
  }

  /** The mixture of a size; the same for the same rows. */
  Gaussians fit(int size) {
    double[][] shares = new double[rows.length][size];
    begin(shares);
    Gaussians gaussians = maximise(shares);
    double before = Double.NEGATIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      double logLikelihood = expect(gaussians, shares);
      if (logLikelihood - before < ENOUGH * Math.abs(logLikelihood)) {
        return gaussians;
      }
      before = logLikelihood;
      gaussians = maximise(shares);
    }
    return gaussians;
  }

  /** ln of the likelihood of the rows. */
  double logLikelihood(Gaussians gaussians) {
    double[] logs = new double[gaussians.size()];
    double sum = 0;
    for (double[] row : rows) {
      sum += gaussians.logDensity(row, logs);
    }
    return sum;
  }

  /** Gives each row to the nearest of a few centres, chosen with chances by squared distance. */
  private void begin(double[][] shares) {
    int size = shares[0].length;
    double[] nearest = new double[rows.length];
    int[] owner = new int[rows.length];
    double[] centre = rows[0];
    for (int part = 0; part < size; part++) {
      double total = 0;
      for (int i = 0; i < rows.length; i++) {
        double distance = distance(rows[i], centre);
        if (part == 0 || distance < nearest[i]) {
          nearest[i] = distance;
          owner[i] = part;
        }
        total += nearest[i];
      }
      double wanted = total * (0.5 + 0.5 * CHOICE.at(size, part).uniforms(1, 1)[0]);
      int next = 0;
      for (double sum = nearest[0]; sum < wanted && next < rows.length - 1; sum += nearest[next]) {
        next++;
      }
      centre = rows[next];
    }
    for (int i = 0; i < rows.length; i++) {
      shares[i][owner[i]] = 1;
    }
  }

  private double distance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < d; k++) {
      sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum;
  }

  private double expect(Gaussians gaussians, double[][] shares) {
    double[] logs = new double[rows.length];
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(i -> logs[i] = expect(gaussians, rows[i], shares[i]));
    double sum = 0;
    for (double log : logs) {
      sum += log;
    }
    return sum;
  }

  /** Fills the shares of a row; ln of its density. */
  private static double expect(Gaussians gaussians, double[] row, double[] shares) {
    double log = gaussians.logDensity(row, shares);
    for (int part = 0; part < shares.length; part++) {
      double below = shares[part] - log;
      shares[part] = below > NOTHING ? Math.exp(below) : 0;
    }
    return log;
  }

  private Gaussians maximise(double[][] shares) {
    int size = shares[0].length;
    double[] weights = new double[size];
    double[][] centres = new double[size][d];
    double[][][] roots = new double[size][][];
    IntStream.range(0, size)
        .parallel()
        .forEach(
            part -> {
              double[] centre = centres[part];
              double count = centre(shares, part, centre);
              weights[part] = count / rows.length;
              roots[part] = Gaussians.root(covariance(shares, part, centre, count));
            });
    return new Gaussians(weights, centres, roots);
  }

  /** Fills the centre of a part; how many rows it has. */
  private double centre(double[][] shares, int part, double[] centre) {
    // A part that has lost all its rows becomes a point in the middle that is hardly ever drawn.
    double count = 1e-9;
    for (int i = 0; i < rows.length; i++) {
      double share = shares[i][part];
      count += share;
      for (int k = 0; share > 0 && k < d; k++) {
        centre[k] += share * rows[i][k];
      }
    }
    for (int k = 0; k < d; k++) {
      centre[k] /= count;
    }
    return count;
  }

  private double[][] covariance(double[][] shares, int part, double[] centre, double count) {
    double[][] covariance = new double[d][d];
    for (int i = 0; i < rows.length; i++) {
      double share = shares[i][part];
      if (share > 1e-12) {
        for (int a = 0; a < d; a++) {
          double first = share * (rows[i][a] - centre[a]);
          for (int b = 0; b <= a; b++) {
            covariance[a][b] += first * (rows[i][b] - centre[b]);
          }
        }
      }
    }
    for (int a = 0; a < d; a++) {
      for (int b = 0; b <= a; b++) {
        covariance[a][b] /= count;
      }
      covariance[a][a] += RIDGE;
    }
    return covariance;
  }
}
