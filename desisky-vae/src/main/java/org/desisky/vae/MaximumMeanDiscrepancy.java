package org.desisky.vae;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.engine.Scalars;

/**
 * The squared maximum mean discrepancy of latents from a sample of the prior (Gretton et al., "A
 * Kernel Two-Sample Test", JMLR 13, 2012): 0 where a kernel sees no difference. Latents are clipped
 * to ±{@link InfoVaeLoss#BOUND}. As the engine computes it, through which gradients flow; {@link
 * HostDiscrepancy} is the same in Java.
 *
 * @param kernel before it is fitted to a batch
 * @param estimate which pairs count
 */
record MaximumMeanDiscrepancy(Kernel kernel, MmdEstimate estimate) {
  MaximumMeanDiscrepancy {
    requireNonNull(kernel, "kernel");
    requireNonNull(estimate, "estimate");
  }

  /**
   * A discrepancy and its gradient.
   *
   * @param value of one element
   * @param byLatent (n, d)
   */
  record WithGradient(NDArray value, NDArray byLatent) {}

  /** The discrepancy of latents (n, d) from a sample (m, d), through which gradients flow. */
  NDArray of(NDArray latent, NDArray p) {
    return means(squares(differences(InfoVaeLoss.clipped(latent), p)), latent, p).discrepancy();
  }

  /**
   * The same as a number, in Java where the kernel is written for that: the engine makes arrays of
   * d numbers for each pair.
   */
  double value(NDArray latent, NDArray p) {
    HostDiscrepancy points = points(latent, p);
    return kernel
        .fittedTo(points::squaredDistances)
        .ofNumbers()
        .map(numbers -> points.compute(numbers, estimate).value())
        .orElseGet(() -> (double) of(latent, p).getFloat());
  }

  /**
   * The same with its gradient. Of it the engine derives no more than the kernel, which can be
   * anything, by the squared distances.
   */
  WithGradient withGradient(NDArray latent, NDArray p, Compute compute) {
    NDArray z = InfoVaeLoss.clipped(latent);
    NDArray differences = differences(z, p);
    NDArray squares = squares(differences).stopGradient();
    squares.setRequiresGradient(true);
    Means means;
    try (GradientCollector collector = compute.newGradientCollector()) {
      means = means(squares, latent, p);
      // A pair of latents moves with either, so that each latent has it twice.
      collector.backward(means.own().add(means.own()).sub(means.cross()));
    }
    NDArray slopes = squares.getGradient().expandDims(2);
    NDArray byLatent = slopes.mul(differences).sum(new int[] {1}).mul(2);
    return new WithGradient(
        means.discrepancy(), byLatent.mul(InfoVaeLoss.slopeOfClipped(latent, z)));
  }

  /**
   * Means of the kernel.
   *
   * @param own over pairs of latents
   * @param sample over pairs of the sample
   * @param cross over pairs of a latent and one of the sample, twice
   */
  private record Means(NDArray own, NDArray sample, NDArray cross) {
    NDArray discrepancy() {
      return own.add(sample).sub(cross);
    }
  }

  /**
   * The means by the squared distances of latents from latents and the sample, (n, n + m).
   *
   * @param latent (n, d)
   * @param p the sample, (m, d)
   */
  private Means means(NDArray squares, NDArray latent, NDArray p) {
    Kernel fitted = fitted(latent, p);
    NDArray priors = squares(p.expandDims(1).sub(p.expandDims(0)));
    NDList values = fitted.of(squares).split(new long[] {squares.getShape().get(0)}, 1);
    return new Means(
        amongThemselves(values.get(0)),
        amongThemselves(fitted.of(priors)),
        Scalars.times(values.get(1).mean(), 2));
  }

  private Kernel fitted(NDArray latent, NDArray p) {
    return kernel.fittedTo(() -> points(latent, p).squaredDistances());
  }

  private static HostDiscrepancy points(NDArray latent, NDArray p) {
    int d = Math.toIntExact(latent.getShape().get(1));
    return new HostDiscrepancy(values(latent), values(p), d);
  }

  private static float[] values(NDArray array) {
    try (NDArray value = array.stopGradient()) {
      return HostMemory.numbers(value);
    }
  }

  /** The mean of a kernel over the pairs of one sample; those of a point with itself hold 1. */
  private NDArray amongThemselves(NDArray values) {
    long n = values.getShape().get(0);
    if (estimate == MmdEstimate.BIASED) {
      return values.mean();
    }
    // A single point has no pair: what remains of the discrepancy is the pull of the prior.
    return n < 2
        ? values.mean().sub(1f)
        : Scalars.times(Scalars.times(values.mean(), (double) n).sub(1f), 1.0 / (n - 1));
  }

  /** As {@link InfoVaeLoss#overlap}. */
  double overlap(NDArray latent, NDArray p) {
    HostDiscrepancy points = points(latent, p);
    Kernel fitted = kernel.fittedTo(points::squaredDistances);
    return fitted
        .ofNumbers()
        .map(points::overlap)
        .orElseGet(
            () -> {
              NDArray squares = squares(differences(InfoVaeLoss.clipped(latent), p));
              long n = latent.getShape().get(0);
              return (fitted.of(squares).sum().getFloat() - n) / (2.0 * n);
            });
  }

  /** Each latent less each latent and each of the sample, (n, n + m, d). */
  private static NDArray differences(NDArray z, NDArray p) {
    return z.expandDims(1).sub(z.concat(p).expandDims(0));
  }

  /**
   * ‖a−b‖² by a−b. From the differences themselves: the expanded form |a|²+|b|²−2ab loses the
   * digits of near pairs, which count most.
   */
  private static NDArray squares(NDArray differences) {
    return differences.square().sum(new int[] {2});
  }
}
