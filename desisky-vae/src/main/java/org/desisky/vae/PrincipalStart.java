package org.desisky.vae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.desisky.core.pca.PrincipalComponents;

/**
 * Weights with which a {@link SkyVae} <em>is</em> a principal-component analysis, from where
 * training goes on to what is not linear.
 *
 * <p>For each component a pair of units carries the positive and the negative part of the score
 * divided by its standard deviation: ReLUs pass both on unchanged through encoder and decoder. The
 * head of the means is the identity, with a bias that lifts scores over its ReLU and takes them
 * down again; that of the log-variances gives a constant. The other units start at random, but
 * count for nothing where they meet a pair, the latents or the output: training finds use for them.
 */
public final class PrincipalStart {
  /** How far the means are lifted over their ReLU, in standard deviations. */
  private static final float LIFT = 20f;

  /**
   * What random weights are multiplied by. Uniform within ±√(6/fan_in) they keep the size of what
   * passes through ReLUs (He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", ICCV 2015);
   * within the usual ±1/√fan_in little of it is left after six layers, and there is little to learn
   * with.
   */
  private static final float GAIN = (float) Math.sqrt(6);

  /** A direction that holds less of the first one's deviation is noise of rounding. */
  private static final double LEAST_SHARE = 1e-6;

  private final SkyVae vae;
  private final PrincipalComponents components;
  private final double[] logvar;
  private final List<Leaf> leaves;
  private final List<float[]> values;

  private PrincipalStart(SkyVae vae, PrincipalComponents components, double[] logvar, long seed) {
    this.vae = vae;
    this.components = components;
    this.logvar = logvar;
    leaves = vae.leaves();
    values = new ArrayList<>(vae.randomWeights(seed).values());
    for (int i = 0; i < values.size(); i += 2) {
      float[] weight = values.get(i);
      for (int k = 0; k < weight.length; k++) {
        weight[k] *= GAIN;
      }
    }
  }

  /** The most latents a model can have to start so: two units each must fit its narrowest layer. */
  public static int mostLatents() {
    return Network.narrowestLayer() / 2;
  }

  /**
   * Makes sure that a model can start so.
   *
   * @throws IllegalArgumentException if it has more than {@link #mostLatents()} latents, or more
   *     latents than channels
   */
  public static void check(SkyVae vae) {
    if (vae.latentDim() > mostLatents()) {
      throw new IllegalArgumentException(
          "a model can start as a principal-component analysis with at most "
              + mostLatents()
              + " latents, not "
              + vae.latentDim()
              + "; start it uniformly");
    }
    if (vae.latentDim() > vae.inChannels()) {
      throw new IllegalArgumentException(
          vae.inChannels()
              + " channels have fewer principal components than the model has latents, "
              + vae.latentDim()
              + "; start it uniformly");
    }
  }

  /**
   * The weights, for spectra standardised as those of the components are; {@link
   * Standardisation#fold} makes of them weights for the spectra themselves.
   *
   * @param vae the model that they are for; it is left as it is
   * @param components as many as the model has latents
   * @param logvar the logarithm of the variance with which each latent starts
   * @param seed of the units that start at random
   * @throws IllegalArgumentException if the model has more than {@link #mostLatents()} latents, or
   *     the components are not of its channels and latents
   */
  public static Weights weights(
      SkyVae vae, PrincipalComponents components, double[] logvar, long seed) {
    check(vae);
    if (components.count() != vae.latentDim() || components.columns() != vae.inChannels()) {
      throw new IllegalArgumentException(
          "a model of "
              + vae.inChannels()
              + " channels and "
              + vae.latentDim()
              + " latents cannot start as "
              + components);
    }
    if (logvar.length != vae.latentDim()) {
      throw new IllegalArgumentException(
          logvar.length + " log-variances for " + vae.latentDim() + " latents");
    }
    return new PrincipalStart(vae, components, logvar.clone(), seed).build();
  }

  private Weights build() {
    int first = 0;
    first = stack(first, 6, true);
    meanHead(first);
    logvarHead(first + 4);
    stack(first + 8, 6, false);
    return new Weights(values);
  }

  /** Sets encoder or decoder, whose layers begin at a leaf; the leaf after it. */
  private int stack(int start, int layers, boolean encoder) {
    int pairs = 2 * vae.latentDim();
    for (int layer = 0; layer < layers; layer++) {
      float[] weight = values.get(start + 2 * layer);
      float[] bias = values.get(start + 2 * layer + 1);
      int inputs = leaves.get(start + 2 * layer).fanIn();
      boolean last = layer == layers - 1;
      int outputs = last ? bias.length : pairs;
      Arrays.fill(weight, 0, outputs * inputs, 0f);
      Arrays.fill(bias, 0, outputs, 0f);
      if (layer == 0) {
        firstLayer(weight, encoder);
      } else if (last) {
        lastLayer(weight, inputs, encoder);
      } else {
        for (int unit = 0; unit < pairs; unit++) {
          weight[unit * inputs + unit] = 1f;
        }
      }
    }
    return start + 2 * layers;
  }

  /** Positive and negative parts of the scores, from channels, or of the latents themselves. */
  private void firstLayer(float[] weight, boolean encoder) {
    int inputs = encoder ? vae.inChannels() : vae.latentDim();
    for (int k = 0; k < vae.latentDim(); k++) {
      double[] direction = encoder ? components.component(k) : axis(k);
      double factor = encoder ? inverseDeviation(k) : 1;
      for (int i = 0; i < inputs; i++) {
        weight[2 * k * inputs + i] = (float) (factor * direction[i]);
        weight[(2 * k + 1) * inputs + i] = (float) (-factor * direction[i]);
      }
    }
  }

  /** Their difference: the latents, or the components times their deviations and added up. */
  private void lastLayer(float[] weight, int inputs, boolean encoder) {
    for (int k = 0; k < vae.latentDim(); k++) {
      double[] direction = encoder ? axis(k) : components.component(k);
      double factor = encoder ? 1 : deviation(k);
      for (int i = 0; i < direction.length; i++) {
        weight[i * inputs + 2 * k] = (float) (factor * direction[i]);
        weight[i * inputs + 2 * k + 1] = (float) (-factor * direction[i]);
      }
    }
  }

  private void meanHead(int start) {
    int d = vae.latentDim();
    for (int layer = 0; layer < 2; layer++) {
      float[] weight = values.get(start + 2 * layer);
      Arrays.fill(weight, 0f);
      for (int k = 0; k < d; k++) {
        weight[k * d + k] = 1f;
      }
      Arrays.fill(values.get(start + 2 * layer + 1), layer == 0 ? LIFT : -LIFT);
    }
  }

  private void logvarHead(int start) {
    Arrays.fill(values.get(start + 2), 0f);
    for (int k = 0; k < logvar.length; k++) {
      values.get(start + 3)[k] = (float) logvar[k];
    }
  }

  private double[] axis(int k) {
    double[] axis = new double[vae.latentDim()];
    axis[k] = 1;
    return axis;
  }

  private double deviation(int k) {
    double[] deviations = components.standardDeviations();
    return deviations[k] <= LEAST_SHARE * deviations[0] ? 0 : deviations[k];
  }

  private double inverseDeviation(int k) {
    double deviation = deviation(k);
    return deviation == 0 ? 0 : 1 / deviation;
  }
}
