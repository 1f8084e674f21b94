package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;

/**
 * The InfoVAE objective with maximum mean discrepancy (Zhao, Song and Ermon, "InfoVAE: Balancing
 * Learning and Inference in Variational Autoencoders", AAAI 2019):
 *
 * <pre>
 *   loss  = recon + β·KL + (λ−β)·MMD
 *   recon = mean (output − x)²                                over batch and channels
 *   KL    = −½·mean(1 + logvar − mean² − exp(logvar))         over batch and latents
 *   MMD   = mean k(z,z') + mean k(p,p') − 2·mean k(z,p)       over all pairs, the diagonal included
 * </pre>
 *
 * with logvar and z clipped to ±10, and p a sample of the prior that is independent of the noise in
 * z. A DJL {@code Loss}: labels are x (B, D) and, if wanted, p (B, d); predictions are what {@link
 * SkyVae} gives: mean, logvar, latent, output.
 */
public final class InfoVaeLoss extends Loss {
  /** Where logvar and latents are clipped, on both sides of 0. */
  public static final float BOUND = 10f;

  private final double beta;
  private final double lam;
  private final Kernel kernel;
  private final ReconstructionTerm reconstruction;
  private final Noise prior;
  private final AtomicLong draws = new AtomicLong();

  /**
   * The loss with its weights.
   *
   * @param beta β, the weight of the Kullback-Leibler term, 0 or more
   * @param lam λ, the weight of all regularisation
   * @param kernel of the maximum mean discrepancy
   * @param reconstruction how a reconstruction is measured
   * @param seed of the prior's samples where none is given
   */
  public InfoVaeLoss(
      double beta, double lam, Kernel kernel, ReconstructionTerm reconstruction, long seed) {
    super("InfoVaeLoss");
    if (!(beta >= 0) || !(lam >= 0)) {
      throw new IllegalArgumentException("beta and lam must be 0 or more: " + beta + ", " + lam);
    }
    this.beta = beta;
    this.lam = lam;
    this.kernel = kernel;
    this.reconstruction = reconstruction;
    this.prior = Noise.of(seed).stream("loss prior");
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray p = labels.size() > 1 ? labels.get(1) : drawPrior(predictions.get(2));
    return terms(labels.get(0), predictions, p).total();
  }

  /**
   * The loss and its parts.
   *
   * @param x spectra, (B, D)
   * @param predictions mean, logvar, latent (B, d) and output (B, D)
   * @param p a sample of the standard normal prior, (n, d) for any n
   */
  public LossTerms terms(NDArray x, NDList predictions, NDArray p) {
    NDArray output = predictions.get(3);
    NDArray recon = output.sub(x).square().mean().mul(reconstruction.factor());
    NDArray kl = divergence(predictions.get(0), predictions.get(1)).mul((float) beta);
    NDArray mmd = discrepancy(predictions.get(2), p).mul((float) (lam - beta));
    return new LossTerms(recon.add(kl).add(mmd), recon, kl, mmd);
  }

  /** The Kullback-Leibler divergence from the prior, not weighted. */
  static NDArray divergence(NDArray mean, NDArray logvar) {
    NDArray clipped = logvar.clip(-BOUND, BOUND);
    return clipped.add(1f).sub(mean.square()).sub(clipped.exp()).mean().mul(-0.5f);
  }

  /** The squared maximum mean discrepancy (biased estimate), not weighted. */
  NDArray discrepancy(NDArray latent, NDArray p) {
    NDArray z = latent.clip(-BOUND, BOUND);
    NDArray own = kernel.of(squaredDistance(z, z)).mean();
    NDArray priors = kernel.of(squaredDistance(p, p)).mean();
    NDArray cross = kernel.of(squaredDistance(z, p)).mean();
    return own.add(priors).sub(cross.mul(2f));
  }

  /**
   * ‖a−b‖² of all pairs, (n, d) and (m, d) to (n, m). From the differences themselves: the expanded
   * form |a|²+|b|²−2ab loses the digits of near pairs, which count most.
   */
  private static NDArray squaredDistance(NDArray a, NDArray b) {
    return a.expandDims(1).sub(b.expandDims(0)).square().sum(new int[] {2});
  }

  private NDArray drawPrior(NDArray latent) {
    Shape shape = latent.getShape();
    float[] numbers = prior.at(draws.getAndIncrement()).normals(Math.toIntExact(shape.size()));
    return HostMemory.create(latent.getManager(), FloatBuffer.wrap(numbers), shape);
  }
}
