package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.engine.Scalars;
import org.desisky.core.noise.Noise;

/**
 * The InfoVAE objective with maximum mean discrepancy (Zhao, Song and Ermon, "InfoVAE: Balancing
 * Learning and Inference in Variational Autoencoders", AAAI 2019):
 *
 * <pre>
 *   loss  = recon + β·KL + (λ−β)·MMD
 *   recon = mean (output − x)²                                over batch and channels
 *   KL    = −½·mean(1 + logvar − mean² − exp(logvar))         over batch and latents
 *   MMD   = mean k(z,z') + mean k(p,p') − 2·mean k(z,p)       over all pairs, the diagonal included,
 *                                                             unless the unbiased estimate is asked for
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
  private final MaximumMeanDiscrepancy discrepancy;
  private final ReconstructionTerm reconstruction;
  private final float[] unit;
  private final Noise prior;
  private final AtomicLong draws = new AtomicLong();

  /**
   * The loss with its weights.
   *
   * @param beta β, the weight of the Kullback-Leibler term, 0 or more
   * @param lam λ, the weight of all regularisation, 0 or more
   * @param kernel of the maximum mean discrepancy
   * @param reconstruction how a reconstruction is measured
   * @param seed of the prior's samples where none is given
   * @throws IllegalArgumentException if β or λ is below 0 or not finite
   */
  public InfoVaeLoss(
      double beta, double lam, Kernel kernel, ReconstructionTerm reconstruction, long seed) {
    this(beta, lam, kernel, MmdEstimate.BIASED, reconstruction, new float[0], seed);
  }

  /**
   * The loss with its weights, an estimate of the discrepancy, and a unit of the spectra.
   *
   * @param unit what output − x is multiplied by before it is squared: nothing, if empty; one
   *     number for all channels, whose square must be a float, too; or one for each; finite and
   *     above 0
   * @throws IllegalArgumentException if that does not hold, or β or λ is below 0 or not finite
   */
  public InfoVaeLoss(
      double beta,
      double lam,
      Kernel kernel,
      MmdEstimate estimate,
      ReconstructionTerm reconstruction,
      float[] unit,
      long seed) {
    super("InfoVaeLoss");
    if (!(beta >= 0) || !(lam >= 0) || !Double.isFinite(beta + lam)) {
      throw new IllegalArgumentException(
          "beta and lam must be 0 or more, and finite: " + beta + ", " + lam);
    }
    for (float each : unit) {
      if (!(each > 0) || Float.isInfinite(each)) {
        throw new IllegalArgumentException("a unit must be finite and above 0, not " + each);
      }
    }
    if (unit.length == 1 && !(unit[0] * unit[0] > 0 && Float.isFinite(unit[0] * unit[0]))) {
      throw new IllegalArgumentException(
          "single precision has no room for the square of the unit " + unit[0]);
    }
    this.beta = beta;
    this.lam = lam;
    discrepancy = new MaximumMeanDiscrepancy(kernel, estimate);
    this.reconstruction = reconstruction;
    this.unit = unit.clone();
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
    return weighted(
        reconstruction(predictions.get(3).sub(x)),
        divergence(predictions.get(0), predictions.get(1)),
        discrepancy(predictions.get(2), p));
  }

  /** The same as numbers, through which no gradients flow: the discrepancy in Java if it can be. */
  public LossValues values(NDArray x, NDList predictions, NDArray p) {
    float recon = reconstruction(predictions.get(3).sub(x)).getFloat();
    float kl = Scalars.times(divergence(predictions.get(0), predictions.get(1)), beta).getFloat();
    float mmd = (float) (discrepancyWeight() * discrepancy.value(predictions.get(2), p));
    return new LossValues(recon + kl + mmd, recon, kl, mmd);
  }

  /**
   * The terms of a batch by its reconstruction's, and divergence and discrepancy of its latents.
   */
  LossTerms weighted(NDArray recon, NDArray divergence, NDArray discrepancy) {
    NDArray kl = Scalars.times(divergence, beta);
    NDArray mmd = Scalars.times(discrepancy, discrepancyWeight());
    return new LossTerms(recon.add(kl).add(mmd), recon, kl, mmd);
  }

  /** The reconstruction term by output − x, (B, D). */
  NDArray reconstruction(NDArray difference) {
    if (unit.length > 1) {
      return Scalars.times(
          difference.mul(unitOfEach(difference)).square().mean(), reconstruction.factor());
    }
    return Scalars.times(difference.square().mean(), factorOfAll());
  }

  /**
   * The gradient of the reconstruction term by output − x, so by the output.
   *
   * @param difference output − x, (B, D)
   * @return (B, D)
   */
  NDArray gradientOfReconstruction(NDArray difference) {
    double slope = 2.0 / difference.size();
    if (unit.length > 1) {
      // Not by the square of the unit, for which a float may have no room.
      NDArray weight = unitOfEach(difference);
      return difference.mul(weight).mul(Scalars.times(weight, slope * reconstruction.factor()));
    }
    return Scalars.times(difference, slope * factorOfAll());
  }

  private NDArray unitOfEach(NDArray beside) {
    long channels = beside.getShape().get(1);
    if (channels != unit.length) {
      throw new IllegalArgumentException(
          "the loss has units of " + unit.length + " channels, and spectra have " + channels);
    }
    return HostMemory.create(
        beside.getManager(), FloatBuffer.wrap(unit), new Shape(1, unit.length));
  }

  /** What a squared difference counts, where that is the same for all channels. */
  private double factorOfAll() {
    return reconstruction.factor() * (unit.length == 0 ? 1 : unit[0] * unit[0]);
  }

  /** The Kullback-Leibler divergence from the prior, not weighted. */
  static NDArray divergence(NDArray mean, NDArray logvar) {
    NDArray clipped = clipped(logvar);
    return Scalars.times(clipped.add(1f).sub(mean.square()).sub(clipped.exp()).mean(), -0.5);
  }

  /** The squared maximum mean discrepancy, not weighted. */
  NDArray discrepancy(NDArray latent, NDArray p) {
    return discrepancy.of(latent, p);
  }

  /** β. */
  double beta() {
    return beta;
  }

  /** λ − β. */
  double discrepancyWeight() {
    return lam - beta;
  }

  /** What is between latents and the prior's sample. */
  MaximumMeanDiscrepancy discrepancy() {
    return discrepancy;
  }

  /** A latent or logvar within ±{@link #BOUND}. */
  static float clipped(float value) {
    return Math.max(-BOUND, Math.min(BOUND, value));
  }

  /** Latents or logvar within ±{@link #BOUND}. */
  static NDArray clipped(NDArray values) {
    return values.clip(-BOUND, BOUND);
  }

  /** The gradient of {@link #clipped}: 1 where nothing was cut off, else 0. */
  static NDArray slopeOfClipped(NDArray values, NDArray clipped) {
    return values.eq(clipped).toType(values.getDataType(), false);
  }

  /**
   * How much the kernel sees of a batch: its sum over pairs of a latent and another point, each
   * other latent and each of the prior's sample, over twice the number of latents, which is its sum
   * over each latent with itself, counted in both terms of the discrepancy that have latents in
   * them. Far below 1, the discrepancy is its own diagonal and has no gradient: the kernel is
   * saturated.
   *
   * @param latent latents, (n, d)
   * @param p a sample of the prior, (m, d)
   */
  public double overlap(NDArray latent, NDArray p) {
    return discrepancy.overlap(latent, p);
  }

  private NDArray drawPrior(NDArray latent) {
    Shape shape = latent.getShape();
    float[] numbers = prior.at(draws.getAndIncrement()).normals(Math.toIntExact(shape.size()));
    return HostMemory.create(latent.getManager(), FloatBuffer.wrap(numbers), shape);
  }
}
