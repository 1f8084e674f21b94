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
  private long count;

  LatentMoments(int latentDim) {
    sums = new double[latentDim];
    squares = new double[latentDim];
    variances = new double[latentDim];
  }

  /** Adds the distributions of latents of some spectra, each (B, d). */
  void add(FloatMatrix mean, FloatMatrix logvar) {
    for (int row = 0; row < mean.rows(); row++) {
      for (int i = 0; i < sums.length; i++) {
        double value = mean.get(row, i);
        double bounded =
            Math.max(-InfoVaeLoss.BOUND, Math.min(InfoVaeLoss.BOUND, logvar.get(row, i)));
        sums[i] += value;
        squares[i] += value * value;
        variances[i] += Math.exp(bounded);
      }
    }
    count += mean.rows();
  }

  /** Whether all that was added is finite. */
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
