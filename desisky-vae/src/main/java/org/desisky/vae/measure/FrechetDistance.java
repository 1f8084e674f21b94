package org.desisky.vae.measure;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.desisky.core.ChannelMoments;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.core.pca.PrincipalSearch;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;

/**
 * How far two sets of spectra are from each other: the Fréchet distance of normal distributions
 * with their means m, n and covariances A, B,
 *
 * <pre>  |m − n|² + tr(A + B − 2·√(√A·B·√A))</pre>
 *
 * (Dowson and Landau, "The Fréchet Distance between Multivariate Normal Distributions", 1982) in
 * the space of up to ten principal components of standardised channels, the first, over the
 * variance that the spectra which span the space have in it. So 0 is the same mean and covariance,
 * and 1 as much as the spectra themselves scatter. Where these are all the same, some one direction
 * stands for the space, which may be any, and the unit is that of the flux, squared. That a
 * network's features take the place of components is the FID of images (Heusel et al. 2017).
 * Symmetric. Immutable.
 */
public final class FrechetDistance {
  private static final int COMPONENTS = 10;

  /** A channel or component varies, if its deviation is more than this part of all or the first. */
  private static final double LEAST_SHARE = 1e-6;

  /** What spectra that are all the same seem to vary by, as a part of their level, is less. */
  private static final double ROUNDING = 1e-10;

  private final PrincipalComponents space;
  private final double variance;

  private FrechetDistance(PrincipalComponents space) {
    this.space = space;
    double sum = Arrays.stream(space.standardDeviations()).map(d -> d * d).sum();
    variance = sum > 0 ? sum : 1;
  }

  /**
   * The distance in the space that spectra span.
   *
   * @param flux one spectrum a row
   * @param rows those that span the space, finite, at least one
   */
  public static FrechetDistance in(FloatMatrix flux, int[] rows) {
    return in(PrincipalComponents.in(flux), flux, rows);
  }

  /** The same, with a tensor engine's help ({@link PrincipalSearch#with}). */
  public static FrechetDistance in(FloatMatrix flux, int[] rows, Compute compute) {
    return in(PrincipalComponents.in(flux).with(compute), flux, rows);
  }

  private static FrechetDistance in(PrincipalSearch search, FloatMatrix flux, int[] rows) {
    int columns = flux.columns();
    ChannelMoments moments = ChannelMoments.of(flux, rows);
    double[] variance = moments.variance();
    // A channel that does not vary beside the others has no say, and any scale will do.
    double all = Math.sqrt(Arrays.stream(variance).average().orElse(0));
    double level = Math.sqrt(Arrays.stream(moments.mean()).map(m -> m * m).average().orElse(0));
    boolean vary = all > ROUNDING * level;
    double[] scale = new double[columns];
    for (int c = 0; c < columns; c++) {
      double deviation = Math.sqrt(variance[c]);
      scale[c] = vary ? (deviation > LEAST_SHARE * all ? deviation : all) : 1;
    }
    PrincipalComponents found = search.rows(rows).scale(scale).fit(Math.min(COMPONENTS, columns));
    return new FrechetDistance(found.first(Math.max(1, varying(found.standardDeviations()))));
  }

  /** How many directions there are but those in which nothing varies, which could be any. */
  private static int varying(double... deviations) {
    return (int) Arrays.stream(deviations).filter(d -> d > LEAST_SHARE * deviations[0]).count();
  }

  /**
   * Where spectra are in the space, (N, D) to (N, 10); fewer where there are fewer channels, or the
   * spectra that span the space vary in fewer directions, as any ten do.
   */
  public FloatMatrix scores(FloatMatrix spectra) {
    return space.scores(spectra);
  }

  /**
   * The distance of two sets of spectra by their {@link #scores}.
   *
   * @param scores of at least two spectra
   * @param others likewise; there may be more or fewer of them
   * @return 0 or more; NaN if one of them is not finite
   */
  public double between(FloatMatrix scores, FloatMatrix others) {
    checkArgument(
        scores.columns() == space.count() && others.columns() == space.count(),
        "scores have %s numbers",
        space.count());
    checkArgument(scores.rows() > 1 && others.rows() > 1, "a set of fewer than two spectra");
    if (!isFinite(scores) || !isFinite(others)) {
      return Double.NaN;
    }
    double[] m = mean(scores);
    double[] n = mean(others);
    double squares = 0;
    for (int k = 0; k < m.length; k++) {
      squares += (m[k] - n[k]) * (m[k] - n[k]);
    }
    RealMatrix first = covariance(scores, m);
    RealMatrix second = covariance(others, n);
    RealMatrix root = root(first);
    RealMatrix inside = root.multiply(second).multiply(root);
    RealMatrix even = inside.add(inside.transpose()).scalarMultiply(0.5);
    double both =
        Arrays.stream(new EigenDecompositionSymmetric(even).getEigenvalues())
            .map(value -> Math.sqrt(Math.max(0, value)))
            .sum();
    double distance = squares + first.getTrace() + second.getTrace() - 2 * both;
    return Math.max(0, distance) / variance;
  }

  private static boolean isFinite(FloatMatrix scores) {
    return IntStream.range(0, scores.rows()).allMatch(scores::isFinite);
  }

  private static double[] mean(FloatMatrix scores) {
    double[] mean = new double[scores.columns()];
    for (int row = 0; row < scores.rows(); row++) {
      for (int k = 0; k < mean.length; k++) {
        mean[k] += scores.get(row, k) / (double) scores.rows();
      }
    }
    return mean;
  }

  private static RealMatrix covariance(FloatMatrix scores, double[] mean) {
    double[][] covariance = new double[mean.length][mean.length];
    for (int row = 0; row < scores.rows(); row++) {
      for (int i = 0; i < mean.length; i++) {
        double first = (scores.get(row, i) - mean[i]) / (scores.rows() - 1);
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += first * (scores.get(row, j) - mean[j]);
          covariance[j][i] = covariance[i][j];
        }
      }
    }
    return new Array2DRowRealMatrix(covariance, false);
  }

  /** √A. Rounding may leave an eigenvalue of a singular A a little below 0. */
  private static RealMatrix root(RealMatrix covariance) {
    EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(covariance);
    RealMatrix vectors = eigen.getV();
    RealMatrix scaled = vectors.copy();
    for (int k = 0; k < scaled.getColumnDimension(); k++) {
      double length = Math.sqrt(Math.max(0, eigen.getEigenvalues()[k]));
      for (int i = 0; i < scaled.getRowDimension(); i++) {
        scaled.multiplyEntry(i, k, length);
      }
    }
    return scaled.multiplyTransposed(vectors);
  }
}
