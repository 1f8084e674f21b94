package org.desisky.benchmarks;

import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;

/**
 * What part of the variance of spectra their first principal components hold, by orthogonal
 * iteration from a random start (Halko, Martinsson and Tropp 2011, SIAM Review 53, 217): the
 * directions found hold at most as much as the true components.
 */
final class VarianceShares {
  private static final int ITERATIONS = 30;
  private static final int MORE = 6;

  private final FloatMatrix flux;
  private final double[] mean;

  private VarianceShares(FloatMatrix flux) {
    this.flux = flux;
    mean = new double[flux.columns()];
    for (int row = 0; row < flux.rows(); row++) {
      float[] spectrum = flux.row(row);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += spectrum[i] / (double) flux.rows();
      }
    }
  }

  /** The shares of the first 1, 2, … components together, each from 0 to 1. */
  static double[] of(FloatMatrix flux, int count) {
    return new VarianceShares(flux).shares(count);
  }

  private double[] shares(int count) {
    double[][] directions = new double[count + MORE][mean.length];
    for (int k = 0; k < directions.length; k++) {
      Noise noise = Noise.of(2011).at(k);
      for (int i = 0; i < mean.length; i++) {
        directions[k][i] = noise.normal(i);
      }
    }
    for (int step = 0; step < ITERATIONS; step++) {
      orthogonalise(directions);
      directions = timesCovariance(directions);
    }
    double[][] before = new double[directions.length][];
    for (int k = 0; k < before.length; k++) {
      before[k] = directions[k].clone();
    }
    orthogonalise(before);
    double[][] after = timesCovariance(before);
    double total = total();
    double[] shares = new double[count];
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += dot(before[k], after[k]);
      shares[k] = sum / total;
    }
    return shares;
  }

  private double total() {
    return IntStream.range(0, flux.rows())
        .parallel()
        .mapToDouble(
            row -> {
              double[] spectrum = centred(row);
              return dot(spectrum, spectrum);
            })
        .sum();
  }

  private double[][] timesCovariance(double[][] directions) {
    int tasks = Runtime.getRuntime().availableProcessors();
    return IntStream.range(0, tasks)
        .parallel()
        .mapToObj(
            task -> {
              double[][] part = new double[directions.length][mean.length];
              for (int row = task; row < flux.rows(); row += tasks) {
                double[] spectrum = centred(row);
                for (int k = 0; k < directions.length; k++) {
                  add(part[k], dot(spectrum, directions[k]), spectrum);
                }
              }
              return part;
            })
        .reduce(VarianceShares::sum)
        .orElseThrow();
  }

  private static double[][] sum(double[][] a, double[][] b) {
    for (int k = 0; k < a.length; k++) {
      add(a[k], 1, b[k]);
    }
    return a;
  }

  private double[] centred(int row) {
    float[] spectrum = flux.row(row);
    double[] centred = new double[spectrum.length];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = spectrum[i] - mean[i];
    }
    return centred;
  }

  /** Modified Gram and Schmidt, twice, for directions that are nearly the same. */
  private static void orthogonalise(double[][] directions) {
    for (int k = 0; k < directions.length; k++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < k; j++) {
          add(directions[k], -dot(directions[k], directions[j]), directions[j]);
        }
        double length = Math.sqrt(dot(directions[k], directions[k]));
        for (int i = 0; i < directions[k].length; i++) {
          directions[k][i] /= length;
        }
      }
    }
  }

  private static void add(double[] target, double factor, double[] values) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * values[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 1 < a.length; i += 2) {
      even += a[i] * b[i];
      odd += a[i + 1] * b[i + 1];
    }
    return i < a.length ? even + odd + a[i] * b[i] : even + odd;
  }
}
