package org.desisky.data.simulate;

import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;

/** Principal components of a block of spectra, by power iteration on its Gram matrix. */
final class PrincipalComponents {
  private static final int ITERATIONS = 200;

  private PrincipalComponents() {}

  /** What part of the variance the first {@code count} components hold. */
  static double share(FloatMatrix flux, int count) {
    double[][] gram = gram(flux);
    double total = 0;
    for (int i = 0; i < gram.length; i++) {
      total += gram[i][i];
    }
    double held = 0;
    for (int component = 0; component < count; component++) {
      double[] v = new double[gram.length];
      for (int i = 0; i < v.length; i++) {
        v[i] = Noise.of(component).normal(i);
      }
      double eigenvalue = 0;
      for (int step = 0; step < ITERATIONS; step++) {
        double[] next = times(gram, v);
        double length = 0;
        for (double x : next) {
          length += x * x;
        }
        eigenvalue = StrictMath.sqrt(length);
        for (int i = 0; i < v.length; i++) {
          v[i] = next[i] / eigenvalue;
        }
      }
      held += eigenvalue;
      for (int i = 0; i < v.length; i++) {
        for (int j = 0; j < v.length; j++) {
          gram[i][j] -= eigenvalue * v[i] * v[j];
        }
      }
    }
    return held / total;
  }

  private static double[][] gram(FloatMatrix flux) {
    int rows = flux.rows();
    double[] mean = new double[flux.columns()];
    float[][] spectra = new float[rows][];
    for (int r = 0; r < rows; r++) {
      spectra[r] = flux.row(r);
      for (int c = 0; c < mean.length; c++) {
        mean[c] += spectra[r][c] / rows;
      }
    }
    for (float[] spectrum : spectra) {
      for (int c = 0; c < mean.length; c++) {
        spectrum[c] = (float) (spectrum[c] - mean[c]);
      }
    }
    double[][] gram = new double[rows][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int c = 0; c < mean.length; c++) {
          sum += (double) spectra[i][c] * spectra[j][c];
        }
        gram[i][j] = sum;
        gram[j][i] = sum;
      }
    }
    return gram;
  }

  private static double[] times(double[][] matrix, double[] v) {
    double[] product = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v.length; j++) {
        product[i] += matrix[i][j] * v[j];
      }
    }
    return product;
  }
}
