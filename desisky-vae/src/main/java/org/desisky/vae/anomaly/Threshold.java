package org.desisky.vae.anomaly;

import org.hipparchus.distribution.continuous.BetaDistribution;

/**
 * Above which score a spectrum is called odd, and how sure that is.
 *
 * @param falsePositiveRate the rate asked for
 * @param score the threshold
 * @param rows how many spectra calibrated it
 * @param above how many of them are above it
 * @param lowest the lowest true rate that fits this count, 2.5 % probable (Clopper and Pearson
 *     1934)
 * @param highest the highest true rate that fits it
 */
public record Threshold(
    double falsePositiveRate, double score, int rows, int above, double lowest, double highest) {

  static Threshold of(Tail calibration, double falsePositiveRate) {
    double score = calibration.quantile(falsePositiveRate);
    int n = calibration.size();
    int k = calibration.above(score);
    double lowest =
        k == 0 ? 0 : new BetaDistribution(k, n - k + 1).inverseCumulativeProbability(0.025);
    double highest =
        k == n ? 1 : new BetaDistribution(k + 1, n - k).inverseCumulativeProbability(0.975);
    return new Threshold(falsePositiveRate, score, n, k, lowest, highest);
  }
}
