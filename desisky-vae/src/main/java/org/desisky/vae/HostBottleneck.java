package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.desisky.core.engine.HostMemory;

/**
 * In Java, where the engine's arrays are near, on a CPU: for so few numbers an engine takes several
 * times as long, nearly all of it to begin and end its operations (docs/performance.md).
 */
final class HostBottleneck implements Bottleneck {
  private final InfoVaeLoss loss;
  private final NDArray like;
  private final float[] mean;
  private final float[] logvar;
  private final float[] noise;
  private final float[] latent;
  private final double[] byLatent;
  private final double kl;
  private double mmd;

  private HostBottleneck(InfoVaeLoss loss, NDArray mean, NDArray logvar, NDArray epsilon) {
    this.loss = loss;
    like = mean;
    this.mean = values(mean);
    this.logvar = values(logvar);
    noise = values(epsilon);
    latent = new float[this.mean.length];
    byLatent = new double[this.mean.length];
    double divergence = 0;
    for (int i = 0; i < latent.length; i++) {
      double bounded = InfoVaeLoss.clipped(this.logvar[i]);
      double m = this.mean[i];
      noise[i] = (float) (noise[i] * Math.exp(0.5 * bounded));
      latent[i] = this.mean[i] + noise[i];
      divergence += m * m + Math.exp(bounded) - 1 - bounded;
    }
    kl = 0.5 * loss.beta() * divergence / latent.length;
  }

  /**
   * Of mean and logvar, and ε, (B, d), and a sample of the prior, (n, d); if the loss has its
   * kernel for plain numbers.
   */
  static Optional<HostBottleneck> of(
      InfoVaeLoss loss, NDArray mean, NDArray logvar, NDArray epsilon, NDArray prior) {
    HostBottleneck made = new HostBottleneck(loss, mean, logvar, epsilon);
    int d = Math.toIntExact(mean.getShape().get(1));
    HostDiscrepancy discrepancy = new HostDiscrepancy(made.latent, values(prior), d);
    return loss.kernel()
        .fittedTo(discrepancy::squaredDistances)
        .ofNumbers()
        .map(kernel -> made.with(discrepancy, kernel));
  }

  private HostBottleneck with(HostDiscrepancy discrepancy, Kernel.OfNumbers kernel) {
    double weight = loss.discrepancyWeight();
    mmd = weight * discrepancy.compute(kernel, loss.estimate(), byLatent);
    for (int i = 0; i < byLatent.length; i++) {
      byLatent[i] *= InfoVaeLoss.clipped(latent[i]) == latent[i] ? weight : 0;
    }
    return this;
  }

  private static float[] values(NDArray array) {
    float[] values = new float[Math.toIntExact(array.size())];
    HostMemory.floats(array).get(values);
    return values;
  }

  @Override
  public NDArray latent() {
    return array(latent);
  }

  private NDArray array(float... values) {
    return HostMemory.create(like.getManager(), FloatBuffer.wrap(values), like.getShape());
  }

  @Override
  public NDList backward(NDArray byLatent) {
    float[] ofReconstruction = values(byLatent);
    double slope = loss.beta() / mean.length;
    float[] byMean = new float[mean.length];
    float[] byLogvar = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double all = ofReconstruction[i] + this.byLatent[i];
      byMean[i] = (float) (all + slope * mean[i]);
      if (InfoVaeLoss.clipped(logvar[i]) == logvar[i]) {
        byLogvar[i] = (float) (0.5 * (all * noise[i] + slope * Math.expm1(logvar[i])));
      }
    }
    return new NDList(array(byMean), array(byLogvar));
  }

  @Override
  public LossValues loss(NDArray recon) {
    double value = recon.getFloat();
    return new LossValues(value + kl + mmd, value, kl, mmd);
  }
}
