package org.desisky.benchmarks;

import java.util.Arrays;
import org.desisky.core.FloatMatrix;
import org.desisky.core.pca.PrincipalComponents;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;

/**
 * How far two sets of spectra are from each other, as normal distributions in the space of ten
 * principal components of standardised channels: |m−n|² + tr(A + B − 2·√(AB)) (Dowson and Landau,
 * "The Fréchet Distance between Multivariate Normal Distributions", 1982), over tr(B).
 */
final class FrechetDistance {
  private static final int COMPONENTS = 10;

  private final PrincipalComponents space;

  /** The space of rows of spectra. */
  FrechetDistance(FloatMatrix flux, int[] rows) {
    int columns = flux.columns();
    double[] mean = new double[columns];
    double[] square = new double[columns];
    for (int row : rows) {
      float[] spectrum = flux.row(row);
      for (int c = 0; c < columns; c++) {
        mean[c] += spectrum[c] / (double) rows.length;
        square[c] += spectrum[c] * (double) spectrum[c] / rows.length;
      }
    }
    double[] scale = new double[columns];
    for (int c = 0; c < columns; c++) {
      double deviation = Math.sqrt(Math.max(0, square[c] - mean[c] * mean[c]));
      scale[c] = deviation > 1e-6 ? deviation : 1;
    }
    space = PrincipalComponents.fit(flux, rows, COMPONENTS, scale);
  }

  /** The distance of spectra from others, whose variance it is measured in. */
  double between(FloatMatrix spectra, FloatMatrix others) {
    double[][] a = doubles(space.scores(spectra));
    double[][] b = doubles(space.scores(others));
    double[] m = mean(a);
    double[] n = mean(b);
    double squares = 0;
    for (int k = 0; k < COMPONENTS; k++) {
      squares += (m[k] - n[k]) * (m[k] - n[k]);
    }
    RealMatrix first = covariance(a, m);
    RealMatrix second = covariance(b, n);
    RealMatrix root = new EigenDecompositionSymmetric(first).getSquareRoot();
    RealMatrix inside = root.multiply(second).multiply(root);
    RealMatrix even = inside.add(inside.transpose()).scalarMultiply(0.5);
    double both =
        Arrays.stream(new EigenDecompositionSymmetric(even).getEigenvalues())
            .map(value -> Math.sqrt(Math.max(0, value)))
            .sum();
    return (squares + first.getTrace() + second.getTrace() - 2 * both) / second.getTrace();
  }

  private static double[][] doubles(FloatMatrix scores) {
    double[][] rows = new double[scores.rows()][COMPONENTS];
    for (int row = 0; row < rows.length; row++) {
      for (int k = 0; k < COMPONENTS; k++) {
        rows[row][k] = scores.get(row, k);
      }
    }
    return rows;
  }

  private static double[] mean(double[][] rows) {
    double[] mean = new double[COMPONENTS];
    for (double[] row : rows) {
      for (int k = 0; k < COMPONENTS; k++) {
        mean[k] += row[k] / rows.length;
      }
    }
    return mean;
  }

  private static RealMatrix covariance(double[][] rows, double[] mean) {
    double[][] covariance = new double[COMPONENTS][COMPONENTS];
    for (double[] row : rows) {
      for (int i = 0; i < COMPONENTS; i++) {
        for (int j = 0; j < COMPONENTS; j++) {
          covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / (rows.length - 1);
        }
      }
    }
    return new Array2DRowRealMatrix(covariance, false);
  }
}
