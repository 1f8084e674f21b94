package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.desisky.core.engine.HostMemory;

/**
 * In Java, for any device: for the few numbers of a batch of usual size an engine takes twice as
 * long or more on a CPU, nearly all of it to begin and end its operations. On a GPU, from and to
 * which latents and their gradients are brought, it was no slower (docs/performance.md).
 */
final class HostBottleneck implements Bottleneck {
  private final InfoVaeLoss loss;
  private final float[] mean;
  private final float[] logvar;
  private final float[] noise;
  private final NDArray latent;
  private final double[] discrepancyByLatent;
  private final float kl;
  private final float mmd;

  private HostBottleneck(
      InfoVaeLoss loss,
      float[] mean,
      float[] logvar,
      float[] noise,
      NDArray latent,
      float mmd,
      double[] discrepancyByLatent) {
    this.loss = loss;
    this.mean = mean;
    this.logvar = logvar;
    this.noise = noise;
    this.latent = latent;
    this.mmd = mmd;
    this.discrepancyByLatent = discrepancyByLatent;
    kl = (float) (loss.beta() * divergence(mean, logvar));
  }

  /**
   * Of mean and logvar, and ε, (B, d), and a sample of the prior, (n, d); if the loss has its
   * kernel for plain numbers.
   */
  static Optional<Bottleneck> of(
      InfoVaeLoss loss, NDArray mean, NDArray logvar, NDArray epsilon, NDArray prior) {
    int d = Math.toIntExact(mean.getShape().get(1));
    float[] means = HostMemory.numbers(mean);
    float[] logvars = HostMemory.numbers(logvar);
    float[] noise = HostMemory.numbers(epsilon);
    float[] latents = new float[means.length];
    for (int i = 0; i < latents.length; i++) {
      noise[i] = (float) (noise[i] * Math.exp(0.5 * InfoVaeLoss.clipped(logvars[i])));
      latents[i] = means[i] + noise[i];
    }
    HostDiscrepancy discrepancy = new HostDiscrepancy(latents, HostMemory.numbers(prior), d);
    return loss.discrepancy()
        .kernel()
        .fittedTo(discrepancy::squaredDistances)
        .ofNumbers()
        .map(
            kernel -> {
              double weight = loss.discrepancyWeight();
              HostDiscrepancy.WithGradient computed =
                  discrepancy.compute(kernel, loss.discrepancy().estimate());
              double mmd = weight * computed.value();
              double[] byLatent = computed.byLatent();
              for (int i = 0; i < byLatent.length; i++) {
                byLatent[i] *= weight * slopeOfClipped(latents[i]);
              }
              NDArray latent = like(mean, latents);
              return new HostBottleneck(loss, means, logvars, noise, latent, (float) mmd, byLatent);
            });
  }

  /**
   * The Kullback-Leibler divergence from the prior, not weighted; infinite where an engine's is.
   */
  private static double divergence(float[] mean, float[] logvar) {
    double sum = 0;
    for (int i = 0; i < mean.length; i++) {
      float bounded = InfoVaeLoss.clipped(logvar[i]);
      sum += (double) mean[i] * mean[i] + Math.expm1(bounded) - bounded;
    }
    return 0.5 * (float) sum / mean.length;
  }

  /** 1 where nothing is cut off, else 0. */
  private static int slopeOfClipped(float value) {
    return InfoVaeLoss.clipped(value) == value ? 1 : 0;
  }

  private static NDArray like(NDArray array, float... values) {
    return HostMemory.create(array.getManager(), FloatBuffer.wrap(values), array.getShape());
  }

  @Override
  public NDArray latent() {
    return latent;
  }

  @Override
  public NDList backward(NDArray byLatent) {
    float[] ofReconstruction = HostMemory.numbers(byLatent);
    double slope = loss.beta() / mean.length;
    float[] byMean = new float[mean.length];
    float[] byLogvar = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double all = ofReconstruction[i] + discrepancyByLatent[i];
      double byVariance = slope * Math.expm1(InfoVaeLoss.clipped(logvar[i]));
      byMean[i] = (float) (all + slope * mean[i]);
      byLogvar[i] = (float) (0.5 * (all * noise[i] + byVariance)) * slopeOfClipped(logvar[i]);
    }
    return new NDList(like(latent, byMean), like(latent, byLogvar));
  }

  /** Rounded as an engine's are, so that what is too large for a float is so here, too. */
  @Override
  public LossValues loss(NDArray recon) {
    float value = recon.getFloat();
    return new LossValues(value + kl + mmd, value, kl, mmd);
  }
}
