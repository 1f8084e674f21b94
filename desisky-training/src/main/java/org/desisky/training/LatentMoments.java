package org.desisky.training;

import org.desisky.core.FloatMatrix;
import org.desisky.vae.InfoVaeLoss;
import org.desisky.vae.LatentStandardisation;

/** Means and standard deviations of the latents of many spectra, noise included. */
final class LatentMoments {
  /**
   * At most so much are latents stretched or shrunk at once: what the optimizer remembers is of the
   * weights before.
   */
  private static final double MOST = 2;

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

  /** The units in which the latents have means of 0 and standard deviations of 1. */
  LatentStandardisation standardisation() {
    double[] mean = new double[sums.length];
    double[] scale = new double[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = sums[i] / count;
      double spread = Math.max(0, squares[i] / count - mean[i] * mean[i]);
      double deviation = Math.sqrt(spread + variances[i] / count);
      scale[i] = Math.max(1 / MOST, Math.min(MOST, deviation));
    }
    return new LatentStandardisation(mean, scale);
  }
}
