package org.desisky.vae.density;

import static com.google.common.base.Preconditions.checkArgument;

import org.desisky.core.EvenRows;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;

/**
 * A mixture of Gaussians that latents are distributed by: the density that the spectra of a
 * catalogue have in the latent space, which a prior only resembles. Immutable.
 *
 * <p>How many Gaussians there are, Schwarz's criterion tells (BIC, 1978).
 */
public final class LatentMixture {
  private static final int MOST_ROWS = 5000;

  private final double[] mean;
  private final double[] deviation;
  private final double logScale;
  private final Gaussians gaussians;

  LatentMixture(double[] mean, double[] deviation, Gaussians gaussians) {
    this.mean = mean;
    this.deviation = deviation;
    this.gaussians = gaussians;
    double sum = 0;
    for (double d : deviation) {
      sum += Math.log(d);
    }
    logScale = sum;
  }

  /** The prior: one Gaussian of mean 0 and variance 1 in d independent dimensions. */
  public static LatentMixture standardNormal(int d) {
    checkArgument(d >= 1, "%s latents", d);
    double[] ones = new double[d];
    double[][] root = new double[d][d];
    for (int k = 0; k < d; k++) {
      ones[k] = 1;
      root[k][k] = 1;
    }
    Gaussians one =
        new Gaussians(new double[] {1}, new double[][] {new double[d]}, new double[][][] {root});
    return new LatentMixture(new double[d], ones, one);
  }

  /**
   * Fits a mixture.
   *
   * @param latents (N, d), finite, N above d + 1; of more than 5000 rows so many are used, evenly
   *     taken, without such as lie so far from all others that nothing else would be seen of them,
   *     where these are a tenth at most
   * @param mostComponents no mixture of more Gaussians is tried; they are doubled, from 1 on, as
   *     long as the criterion gets lower, be it at a second try
   * @throws IllegalArgumentException if there are too few rows
   */
  public static LatentMixture fit(FloatMatrix latents, int mostComponents) {
    int d = latents.columns();
    checkArgument(
        latents.rows() > d + 1, "%s rows are too few for a density in %s", latents.rows(), d);
    checkArgument(mostComponents >= 1, "a mixture of %s", mostComponents);
    double[][] rows = LatentOutliers.leftOut(evenly(latents));
    double[] mean = new double[d];
    double[] deviation = new double[d];
    standardise(rows, mean, deviation);
    ExpectationMaximisation fit = new ExpectationMaximisation(rows);
    Gaussians best = fit.fit(1);
    double lowest = criterion(fit, best, rows);
    // Twice as many as long as that is better; each Gaussian needs rows enough for its covariance.
    for (int size = 2; size <= mostComponents && rows.length >= size * (d + 2) * 2; size *= 2) {
      Gaussians found = fit.fit(size);
      double bic = criterion(fit, found, rows);
      if (bic >= lowest) {
        found = fit.again(size);
        bic = criterion(fit, found, rows);
      }
      if (bic >= lowest) {
        break;
      }
      lowest = bic;
      best = found;
    }
    return new LatentMixture(mean, deviation, best);
  }

  private static double[][] evenly(FloatMatrix latents) {
    int[] chosen = EvenRows.of(latents.rows(), MOST_ROWS);
    double[][] rows = new double[chosen.length][latents.columns()];
    for (int i = 0; i < chosen.length; i++) {
      int row = chosen[i];
      for (int k = 0; k < rows[i].length; k++) {
        rows[i][k] = latents.get(row, k);
        checkArgument(Double.isFinite(rows[i][k]), "the latents of row %s are not finite", row);
      }
    }
    return rows;
  }

  private static void standardise(double[][] rows, double[] mean, double[] deviation) {
    for (int k = 0; k < mean.length; k++) {
      double sum = 0;
      double squares = 0;
      for (double[] row : rows) {
        sum += row[k];
      }
      mean[k] = sum / rows.length;
      for (double[] row : rows) {
        squares += (row[k] - mean[k]) * (row[k] - mean[k]);
      }
      // A latent that the model does not use stays as it is.
      deviation[k] = Math.max(Math.sqrt(squares / rows.length), 1e-6);
      for (double[] row : rows) {
        row[k] = (row[k] - mean[k]) / deviation[k];
      }
    }
  }

  private static double criterion(
      ExpectationMaximisation fit, Gaussians gaussians, double[][] rows) {
    int d = rows[0].length;
    int size = gaussians.size();
    double parameters = size * (d + d * (d + 1) / 2.0) + size - 1;
    return parameters * Math.log(rows.length) - 2 * fit.logLikelihood(gaussians);
  }

  double[] mean() {
    return mean.clone();
  }

  double[] deviation() {
    return deviation.clone();
  }

  /** Of latents less {@link #mean}, divided by {@link #deviation}. */
  Gaussians gaussians() {
    return gaussians;
  }

  /** How many Gaussians there are. */
  public int components() {
    return gaussians.size();
  }

  /** How many latents there are, d. */
  public int dimension() {
    return mean.length;
  }

  /** The natural logarithm of the density at d latents; very low rather than −∞ far outside. */
  public double logDensity(float... latents) {
    checkArgument(latents.length == mean.length, "%s latents", latents.length);
    double[] x = new double[mean.length];
    for (int k = 0; k < x.length; k++) {
      x[k] = (latents[k] - mean[k]) / deviation[k];
    }
    return gaussians.logDensity(x, new double[gaussians.size()]) - logScale;
  }

  /**
   * Draws latents, (n, d); the same for the same noise.
   *
   * @param n 0 or more, and no more than one matrix holds
   * @param noise gives row <em>k</em> its numbers by {@code noise.at(k)}
   */
  public FloatMatrix sample(int n, Noise noise) {
    checkArgument(n >= 0, "cannot draw %s latents", n);
    int d = mean.length;
    float[] drawn = new float[FloatMatrix.checkedSize(n, d)];
    for (int row = 0; row < n; row++) {
      Noise own = noise.at(row);
      int part = choose(0.5 + 0.5 * own.stream("part").uniforms(1, 1)[0]);
      float[] normals = own.stream("place").normals(d);
      for (int i = 0; i < d; i++) {
        double x = gaussians.centre(part, i);
        for (int k = 0; k <= i; k++) {
          x += gaussians.root(part, i, k) * normals[k];
        }
        drawn[row * d + i] = (float) (mean[i] + deviation[i] * x);
      }
    }
    return FloatMatrix.of(drawn, n, d);
  }

  private int choose(double u) {
    double sum = 0;
    for (int i = 0; i < gaussians.size() - 1; i++) {
      sum += gaussians.weight(i);
      if (u < sum) {
        return i;
      }
    }
    return gaussians.size() - 1;
  }

  @Override
  public String toString() {
    return "LatentMixture[" + gaussians.size() + " Gaussians in " + mean.length + " dimensions]";
  }
}
