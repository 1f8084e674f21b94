package org.desisky.vae.density;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.desisky.core.Vectors;
import org.desisky.core.noise.Noise;

/**
 * Fits Gaussians to rows by expectation and maximisation (Dempster, Laird and Rubin 1977), from
 * centres chosen far apart (Arthur and Vassilvitskii, "k-means++", 2007). The library at hand for
 * matrices does the same, but took 35 s for 2000 rows where this takes a fraction of a second.
 *
 * <p>Numbers lie by column, and sums go over many rows at a time, for the compiler to make vector
 * instructions of.
 */
final class ExpectationMaximisation {
  private static final int ROUNDS = 300;

  /** A round that gains a smaller part of ln of the likelihood is the last. */
  private static final double ENOUGH = 1e-5;

  /** The same of a second try. */
  private static final double HARDLY_MORE = 1e-6;

  /** ln of a share that is too small to matter. */
  private static final double NOTHING = -40;

  /** Added to each variance, so that no Gaussian shrinks to a point; rows have variance 1. */
  private static final double RIDGE = 1e-6;

  private static final int ROWS_AT_ONCE = 512;

  private static final Noise CHOICE = Noise.of(0).stream("centres of a mixture");
  private static final Noise OTHER_CHOICE = CHOICE.stream("again");

  private final double[][] rows;
  private final double[][] columns;
  private final int d;

  /** For rows of mean 0 and variance 1. */
  ExpectationMaximisation(double[][] rows) {
    this.rows = rows;
    d = rows[0].length;
    columns = new double[d][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < d; k++) {
        columns[k][i] = rows[i][k];
      }
    }
  }

  /** The mixture of a size; the same for the same rows. */
  Gaussians fit(int size) {
    return fit(size, CHOICE, ENOUGH);
  }

  /**
   * Another mixture of the size, from other centres and in more rounds. From some centres no round
   * leads on, or so little at first that it seems to be the last: rows in two heaps, a dozen
   * deviations apart, then have two Gaussians on both of them.
   */
  Gaussians again(int size) {
    return fit(size, OTHER_CHOICE, HARDLY_MORE);
  }

  private Gaussians fit(int size, Noise choice, double enough) {
    double[][] shares = new double[size][rows.length];
    begin(shares, choice);
    Gaussians gaussians = maximise(shares);
    double before = Double.NEGATIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      double logLikelihood = expect(gaussians, shares);
      if (logLikelihood - before < enough * Math.abs(logLikelihood)) {
        return gaussians;
      }
      before = logLikelihood;
      gaussians = maximise(shares);
    }
    return gaussians;
  }

  /** ln of the likelihood of the rows. */
  double logLikelihood(Gaussians gaussians) {
    return expect(gaussians, new double[gaussians.size()][rows.length]);
  }

  /** Gives each row to the nearest of a few centres, chosen with chances by squared distance. */
  private void begin(double[][] shares, Noise choice) {
    int size = shares.length;
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
      double wanted = total * (0.5 + 0.5 * choice.at(size, part).uniforms(1, 1)[0]);
      int next = 0;
      for (double sum = nearest[0]; sum < wanted && next < rows.length - 1; sum += nearest[next]) {
        next++;
      }
      centre = rows[next];
    }
    for (int i = 0; i < rows.length; i++) {
      shares[owner[i]][i] = 1;
    }
  }

  private double distance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < d; k++) {
      sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum;
  }

  /** Fills the shares of all rows, by part, then by row; ln of the likelihood of the rows. */
  private double expect(Gaussians gaussians, double[][] shares) {
    double[] logs = new double[rows.length];
    int blocks = (rows.length + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(block -> expect(gaussians, block * ROWS_AT_ONCE, shares, logs));
    double sum = 0;
    for (double log : logs) {
      sum += log;
    }
    return sum;
  }

  /** The same of a block of rows, with ln of the density of each. */
  private void expect(Gaussians gaussians, int first, double[][] shares, double[] logs) {
    int last = Math.min(rows.length, first + ROWS_AT_ONCE);
    double[][] x = new double[d][];
    for (int k = 0; k < d; k++) {
      x[k] = Arrays.copyOfRange(columns[k], first, last);
    }
    double[][] ofParts = gaussians.logParts(x);
    for (int i = first; i < last; i++) {
      double highest = Double.NEGATIVE_INFINITY;
      for (double[] ofPart : ofParts) {
        highest = Math.max(highest, ofPart[i - first]);
      }
      double sum = 0;
      for (int part = 0; part < ofParts.length; part++) {
        double below = ofParts[part][i - first] - highest;
        shares[part][i] = below > NOTHING ? Math.exp(below) : 0;
        sum += shares[part][i];
      }
      for (double[] share : shares) {
        share[i] /= sum;
      }
      logs[i] = highest + Math.log(sum);
    }
  }

  private Gaussians maximise(double[][] shares) {
    int size = shares.length;
    double[] weights = new double[size];
    double[][] centres = new double[size][d];
    double[][][] roots = new double[size][][];
    IntStream.range(0, size)
        .parallel()
        .forEach(
            part -> {
              double[] share = shares[part];
              // A part that has lost all its rows becomes a point in the middle that is hardly ever
              // drawn.
              double count = 1e-9 + Arrays.stream(share).sum();
              weights[part] = count / rows.length;
              for (int k = 0; k < d; k++) {
                centres[part][k] = Vectors.dot(share, columns[k]) / count;
              }
              roots[part] = Gaussians.root(covariance(share, centres[part], count));
            });
    return new Gaussians(weights, centres, roots);
  }

  private double[][] covariance(double[] share, double[] centre, double count) {
    double[][] from = new double[d][];
    double[][] covariance = new double[d][d];
    for (int a = 0; a < d; a++) {
      from[a] = Gaussians.less(columns[a], centre[a]);
      double[] weighted = from[a].clone();
      for (int i = 0; i < weighted.length; i++) {
        weighted[i] *= share[i];
      }
      for (int b = 0; b <= a; b++) {
        covariance[a][b] = Vectors.dot(weighted, from[b]) / count;
      }
      covariance[a][a] += RIDGE;
    }
    return covariance;
  }
}
