package org.desisky.vae;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;

/**
 * Other units for latents: z' = (z − mean)/scale in each of the d directions. Folded into a model's
 * weights it moves where spectra are encoded to, and lets the decoder expect them there: what the
 * model makes of a spectrum stays the same, noise included, but the latents of many spectra are as
 * the prior has them. (In training logvar is clipped to ±10 in these units, too.)
 */
public final class LatentStandardisation {
  private static final String LAST_OF_MEAN = "mean_fc.layers[2].";
  private static final String LAST_OF_LOGVAR = "log_var_fc.layers[2].";
  private static final String FIRST_OF_DECODER = "decoder_fcs.layers[0].";

  private final double[] mean;
  private final double[] scale;

  /**
   * The units.
   *
   * @param mean d numbers
   * @param scale d numbers above 0
   */
  public LatentStandardisation(double[] mean, double[] scale) {
    Standardisation.checkUsable(mean, scale, "latent");
    this.mean = mean.clone();
    this.scale = scale.clone();
  }

  /**
   * The weights of the model that gives latents in these units, and takes them so.
   *
   * @param vae a model of the size of the weights
   * @param weights share their arrays with the result but for those that change
   */
  public Weights fold(SkyVae vae, Weights weights) {
    checkArgument(
        vae.latentDim() == mean.length, "%s latents, not %s", vae.latentDim(), mean.length);
    List<String> names = new ArrayList<>(vae.namedParameters().keySet());
    List<float[]> values = new ArrayList<>(weights.values());
    int meanWeight = names.indexOf(LAST_OF_MEAN + "weight");
    int meanBias = names.indexOf(LAST_OF_MEAN + "bias");
    int logvarBias = names.indexOf(LAST_OF_LOGVAR + "bias");
    int decoderWeight = names.indexOf(FIRST_OF_DECODER + "weight");
    int decoderBias = names.indexOf(FIRST_OF_DECODER + "bias");
    for (int changed : new int[] {meanWeight, meanBias, logvarBias, decoderWeight, decoderBias}) {
      values.set(changed, values.get(changed).clone());
    }
    encode(values.get(meanWeight), values.get(meanBias), values.get(logvarBias));
    decode(values.get(decoderWeight), values.get(decoderBias));
    return new Weights(values);
  }

  /** mean' = (mean − m)/s and logvar' = logvar − 2·ln s, by the last layers of both heads. */
  private void encode(float[] weight, float[] bias, float[] logvarBias) {
    int inputs = weight.length / mean.length;
    for (int latent = 0; latent < mean.length; latent++) {
      for (int at = latent * inputs; at < (latent + 1) * inputs; at++) {
        weight[at] = (float) (weight[at] / scale[latent]);
      }
      bias[latent] = (float) ((bias[latent] - mean[latent]) / scale[latent]);
      logvarBias[latent] = (float) (logvarBias[latent] - 2 * Math.log(scale[latent]));
    }
  }

  /** What the decoder's first layer makes of z = m + s·z'. */
  private void decode(float[] weight, float[] bias) {
    for (int unit = 0; unit < bias.length; unit++) {
      double shift = 0;
      for (int latent = 0; latent < mean.length; latent++) {
        int at = unit * mean.length + latent;
        shift += weight[at] * mean[latent];
        weight[at] = (float) (weight[at] * scale[latent]);
      }
      bias[unit] = (float) (bias[unit] + shift);
    }
  }
}
