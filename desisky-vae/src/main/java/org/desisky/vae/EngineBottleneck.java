package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.desisky.core.engine.Compute;

/**
 * As tensors, for any kernel: of what is computed here nothing is brought to Java but the loss and,
 * for a kernel whose width comes from the batch, the latents.
 */
final class EngineBottleneck implements Bottleneck {
  private final InfoVaeLoss loss;
  private final NDArray mean;
  private final NDArray logvar;
  private final NDArray bounded;
  private final NDArray noise;
  private final NDArray latent;
  private final MaximumMeanDiscrepancy.WithGradient discrepancy;

  /** Of mean and logvar, and ε, (B, d), and a sample of the prior, (n, d). */
  EngineBottleneck(
      InfoVaeLoss loss,
      NDArray mean,
      NDArray logvar,
      NDArray epsilon,
      NDArray prior,
      Compute compute) {
    this.loss = loss;
    this.mean = mean;
    this.logvar = logvar;
    bounded = InfoVaeLoss.clipped(logvar);
    noise = SkyVae.noise(bounded, epsilon.toDevice(mean.getDevice(), false));
    latent = noise.add(mean);
    NDArray sample = prior.toDevice(mean.getDevice(), false);
    discrepancy = loss.discrepancy().withGradient(latent, sample, compute);
  }

  @Override
  public NDArray latent() {
    return latent;
  }

  @Override
  public NDList backward(NDArray byLatent) {
    NDArray all = discrepancy.byLatent().mul(loss.discrepancyWeight()).add(byLatent);
    double slope = loss.beta() / mean.size();
    NDArray byMean = mean.mul(slope).add(all);
    NDArray byVariance = bounded.exp().sub(1).mul(slope);
    NDArray byLogvar = all.mul(noise).add(byVariance).mul(0.5);
    return new NDList(byMean, byLogvar.mul(InfoVaeLoss.slopeOfClipped(logvar, bounded)));
  }

  @Override
  public LossValues loss(NDArray recon) {
    NDArray divergence = InfoVaeLoss.divergence(mean, logvar);
    return loss.weighted(recon, divergence, discrepancy.value()).values();
  }
}
