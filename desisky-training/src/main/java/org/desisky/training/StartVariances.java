package org.desisky.training;

import org.desisky.core.pca.PrincipalComponents;

/**
 * The variances of latents that the loss asks of a model that is a principal-component analysis.
 * Where a latent of variance v moves the output by its component times √v, the reconstruction term
 * grows by a·v, and the divergence changes by β/2d·(v − ln v): their sum is least at
 *
 * <pre>
 *   v = β/(β + 2d·a)       a = r·mean over channels of (deviation · component · unit)²
 * </pre>
 *
 * with r = 1, or ½ for half the mean squared error. A latent so starts as exact as it is worth:
 * that of the first component far more than that of the last.
 */
final class StartVariances {
  /** Where the loss clips log-variances, they have no gradient: start a little inside. */
  private static final double LEAST = -9.5;

  private StartVariances() {}

  /**
   * The logarithms of the variances.
   *
   * @param unit what errors are multiplied by: nothing, one number, or one a channel
   * @param factor r
   * @param beta β
   */
  static double[] of(PrincipalComponents components, float[] unit, double factor, double beta) {
    double[] logvar = new double[components.count()];
    for (int k = 0; k < logvar.length; k++) {
      double[] direction = components.component(k);
      double sum = 0;
      for (int c = 0; c < direction.length; c++) {
        double scale = unit.length == 0 ? 1 : unit[unit.length == 1 ? 0 : c];
        sum += Math.pow(direction[c] * scale, 2);
      }
      double deviation = components.standardDeviations()[k];
      double moved = factor * deviation * deviation * sum / direction.length;
      double variance = moved == 0 ? 1 : beta / (beta + 2 * logvar.length * moved);
      logvar[k] = Math.max(LEAST, Math.log(variance));
    }
    return logvar;
  }
}
