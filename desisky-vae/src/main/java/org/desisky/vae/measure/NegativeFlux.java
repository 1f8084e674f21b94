package org.desisky.vae.measure;

import static com.google.common.base.Preconditions.checkArgument;

import org.desisky.core.FloatMatrix;

/**
 * Where spectra fall below zero by more than noise explains: a sky cannot be darker than dark.
 * Immutable.
 *
 * @param spectra how many were looked at
 * @param spectraBelow how many of them have a flux below −3σ, σ being the noise of the channel
 * @param values how many fluxes were looked at
 * @param valuesBelow how many of them are below −3σ
 * @param lowest the lowest finite flux over σ; infinite where there is none
 */
public record NegativeFlux(
    long spectra, long spectraBelow, long values, long valuesBelow, double lowest) {
  /** Of no spectra. */
  public static final NegativeFlux NONE = new NegativeFlux(0, 0, 0, 0, Double.POSITIVE_INFINITY);

  private static final double SIGMAS = 3;

  /**
   * Looks at spectra.
   *
   * @param spectra (N, D) in flux units; what is not finite counts as not below
   * @param noise of the D channels, in the same units, above 0
   * @throws IllegalArgumentException if it is of another number of channels, or not above 0
   */
  public static NegativeFlux of(FloatMatrix spectra, double[] noise) {
    checkArgument(
        noise.length == spectra.columns(),
        "the noise of %s channels for spectra of %s",
        noise.length,
        spectra.columns());
    for (double each : noise) {
      checkArgument(each > 0, "the noise of a channel is above 0, unlike %s", String.valueOf(each));
    }
    long spectraBelow = 0;
    long valuesBelow = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (int row = 0; row < spectra.rows(); row++) {
      float[] flux = spectra.row(row);
      long before = valuesBelow;
      for (int c = 0; c < flux.length; c++) {
        double inNoise = Float.isFinite(flux[c]) ? flux[c] / noise[c] : Double.POSITIVE_INFINITY;
        if (inNoise < lowest) {
          lowest = inNoise;
        }
        if (inNoise < -SIGMAS) {
          valuesBelow++;
        }
      }
      spectraBelow += valuesBelow > before ? 1 : 0;
    }
    long values = (long) spectra.rows() * spectra.columns();
    return new NegativeFlux(spectra.rows(), spectraBelow, values, valuesBelow, lowest);
  }

  /** Of these spectra and others. */
  public NegativeFlux plus(NegativeFlux others) {
    return new NegativeFlux(
        spectra + others.spectra,
        spectraBelow + others.spectraBelow,
        values + others.values,
        valuesBelow + others.valuesBelow,
        Math.min(lowest, others.lowest));
  }

  /** Which part of the spectra has a flux below −3σ, 0 to 1; NaN where there are none. */
  public double shareOfSpectra() {
    return (double) spectraBelow / spectra;
  }

  /** Which part of the fluxes is below −3σ, 0 to 1; NaN where there are none. */
  public double shareOfValues() {
    return (double) valuesBelow / values;
  }
}
