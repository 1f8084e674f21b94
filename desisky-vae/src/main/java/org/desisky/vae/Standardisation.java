package org.desisky.vae;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Spectra in other units: u = (x − mean)/scale, channel by channel. What is learned on u is folded
 * into the first layer of the encoder and the last of the decoder, so that the model takes and
 * gives x, with the same layers as ever:
 *
 * <pre>
 *   W₁ ← W₁/scale     b₁ ← b₁ − W₁·(mean/scale)      first layer, with the W₁ of before
 *   W  ← scale·W      b  ← scale·b + mean            last layer
 * </pre>
 */
public final class Standardisation {
  private final double[] mean;
  private final double[] scale;
  private final double[] inverse;

  /**
   * The units of D channels.
   *
   * @param mean in the unit of the spectra, D numbers
   * @param scale in the same unit, D numbers above 0
   */
  public Standardisation(double[] mean, double[] scale) {
    checkUsable(mean, scale, "channel");
    this.mean = mean.clone();
    this.scale = scale.clone();
    inverse = Arrays.stream(scale).map(s -> 1 / s).toArray();
  }

  /** Refuses means and scales, one each of what is named, that nothing can be brought to. */
  static void checkUsable(double[] mean, double[] scale, String what) {
    checkArgument(mean.length == scale.length, "%s means, %s scales", mean.length, scale.length);
    for (int i = 0; i < mean.length; i++) {
      boolean usable = Double.isFinite(mean[i]) && scale[i] > 0 && Double.isFinite(scale[i]);
      checkArgument(usable, "%s %s has no usable mean and scale", what, i);
    }
  }

  /** How many channels there are, D. */
  public int channels() {
    return mean.length;
  }

  /** The D means. */
  public double[] mean() {
    return mean.clone();
  }

  /** The D scales. */
  public double[] scale() {
    return scale.clone();
  }

  /** Brings spectra, one after the other, to these units. */
  public void apply(float[] spectra, int count) {
    for (int row = 0; row < count; row++) {
      int start = row * mean.length;
      for (int i = 0; i < mean.length; i++) {
        spectra[start + i] = (float) ((spectra[start + i] - mean[i]) * inverse[i]);
      }
    }
  }

  /** The weights of the model that does on x what the one with these weights does on u. */
  public Weights fold(Weights standardised) {
    List<float[]> values = new ArrayList<>(standardised.values());
    int last = values.size() - 2;
    int units = check(values);
    float[] weight = values.get(0).clone();
    float[] bias = values.get(1).clone();
    IntStream.range(0, units)
        .parallel()
        .forEach(
            unit -> {
              double shift = 0;
              for (int i = 0, at = unit * mean.length; i < mean.length; i++, at++) {
                double divided = weight[at] / scale[i];
                shift += divided * mean[i];
                weight[at] = (float) divided;
              }
              bias[unit] = (float) (bias[unit] - shift);
            });
    values.set(0, weight);
    values.set(1, bias);
    values.set(last, rows(values.get(last)));
    float[] out = values.get(last + 1).clone();
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (scale[i] * out[i] + mean[i]);
    }
    values.set(last + 1, out);
    return new Weights(values);
  }

  /** The weights of the model that does on u what the one with these weights does on x. */
  public Weights unfold(Weights inFlux) {
    return reversed().fold(inFlux);
  }

  /** The standardisation that leads from u back to x. */
  private Standardisation reversed() {
    double[] means = new double[mean.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = -mean[i] / scale[i];
    }
    return new Standardisation(means, inverse);
  }

  /** The last layer's rows, one a channel, times the scale. */
  private float[] rows(float[] weight) {
    float[] scaled = weight.clone();
    int inputs = weight.length / mean.length;
    IntStream.range(0, mean.length)
        .parallel()
        .forEach(
            channel -> {
              for (int at = channel * inputs; at < (channel + 1) * inputs; at++) {
                scaled[at] = (float) (scaled[at] * scale[channel]);
              }
            });
    return scaled;
  }

  private int check(List<float[]> values) {
    int units = values.get(1).length;
    boolean fits =
        values.get(0).length == (long) units * mean.length
            && values.get(values.size() - 1).length == mean.length;
    checkArgument(fits, "these weights are not those of a model of %s channels", mean.length);
    return units;
  }
}
