package org.desisky.training.scaling;

import java.util.Arrays;
import java.util.Optional;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.Labelled;
import org.desisky.vae.Standardisation;
import org.desisky.vae.measure.ChannelNoise;

/** In which unit the reconstruction term of the loss is. */
public enum ReconUnits implements Labelled {
  /** Flux: a channel counts by its error, whatever its noise. */
  FLUX,
  /**
   * The noise of each channel: what principal components leave of it, root mean square over the
   * training rows: 32 of them, or one for each 20 channels or rows where these are few. An error
   * that is as large as the noise counts 1 in every channel.
   */
  NOISE;

  /**
   * What differences in the units trained in are multiplied by to be in this unit: nothing, if no
   * factor is needed; one number for all channels; or one for each.
   *
   * @param scaling the units trained in; empty for flux
   * @param rows the rows that are learned from
   * @throws DesiskyException if spectra scatter by so much or so little that float32 has no room
   *     for the square of the one number
   */
  public float[] factors(Optional<Standardisation> scaling, FloatMatrix spectra, int[] rows) {
    if (this == FLUX && scaling.isEmpty()) {
      return new float[0];
    }
    double[] scale = new double[spectra.columns()];
    Arrays.fill(scale, 1);
    if (scaling.isPresent()) {
      scale = scaling.get().scale();
    }
    if (this == NOISE) {
      double[] noise = ChannelNoise.of(spectra, rows);
      for (int c = 0; c < scale.length; c++) {
        scale[c] /= noise[c];
      }
    }
    double first = scale[0];
    if (Arrays.stream(scale).allMatch(factor -> factor == first)) {
      return new float[] {checked((float) first)};
    }
    float[] factors = new float[scale.length];
    for (int c = 0; c < factors.length; c++) {
      factors[c] = (float) scale[c];
    }
    return factors;
  }

  private static float checked(float factor) {
    float square = factor * factor;
    if (!(square > 0) || Float.isInfinite(square)) {
      throw new DesiskyException(
          "spectra to learn from scatter by "
              + factor
              + ", for whose square there is no room in float32: look for numbers that stand for"
              + " bad pixels, and leave such spectra out");
    }
    return factor;
  }
}
