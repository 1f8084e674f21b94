package org.desisky.training;

import java.util.Arrays;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.vae.InfoVaeLoss;
import org.desisky.vae.LatentStandardisation;

/** Means and standard deviations of the latents of many spectra, noise included. */
final class LatentMoments {
  private final double[] sums;
  private final double[] squares;
  private final double[] variances;
  private final int count;

  private LatentMoments(int latentDim, int count) {
    sums = new double[latentDim];
    squares = new double[latentDim];
    variances = new double[latentDim];
    this.count = count;
  }

  /** Of the distributions of latents of spectra, each (N, d). */
  static LatentMoments of(FloatMatrix mean, FloatMatrix logvar) {
    LatentMoments moments = new LatentMoments(mean.columns(), mean.rows());
    for (int row = 0; row < mean.rows(); row++) {
      for (int i = 0; i < mean.columns(); i++) {
        moments.add(i, mean.get(row, i), logvar.get(row, i));
      }
    }
    return moments;
  }

  private void add(int i, double mean, double logvar) {
    sums[i] += mean;
    squares[i] += mean * mean;
    variances[i] += Math.exp(Math.max(-InfoVaeLoss.BOUND, Math.min(InfoVaeLoss.BOUND, logvar)));
  }

  /** Whether all of them are finite. */
  boolean areFinite() {
    return Stream.of(sums, squares, variances)
        .flatMapToDouble(Arrays::stream)
        .allMatch(Double::isFinite);
  }

  /** The means. */
  double[] mean() {
    return Arrays.stream(sums).map(sum -> sum / count).toArray();
  }

  /** The standard deviations, of means and noise together. */
  double[] deviation() {
    double[] mean = mean();
    double[] deviation = new double[sums.length];
    for (int i = 0; i < deviation.length; i++) {
      double spread = Math.max(0, squares[i] / count - mean[i] * mean[i]);
      deviation[i] = Math.sqrt(spread + variances[i] / count);
    }
    return deviation;
  }

  /** The units in which the latents have means of 0 and deviations of 1, where all is finite. */
  LatentStandardisation standardisation() {
    return new LatentStandardisation(mean(), deviation());
  }
}
