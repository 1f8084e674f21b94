package org.desisky.training;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.desisky.core.Labelled;
import org.desisky.vae.Kernel;
import org.desisky.vae.KernelFamily;
import org.desisky.vae.KernelShape;
import org.desisky.vae.KernelWidth;
import org.desisky.vae.MmdEstimate;

/**
 * How latents are brought to the prior: how the maximum mean discrepancy between both is measured,
 * and in which units they are saved. Immutable; a changed one is a copy.
 *
 * @param shape the family of the kernel; one's own has a name that none of {@link KernelShape} has
 * @param width how wide it is
 * @param estimate over which pairs
 * @param prior what the latents are compared with
 * @param latents the units of those of what is tested and saved
 */
public record Discrepancy(
    KernelFamily shape,
    KernelWidth width,
    MmdEstimate estimate,
    PriorSample prior,
    LatentScaling latents) {
  /** Checks what is given. */
  public Discrepancy {
    requireOwnName(requireNonNull(shape, "kernel shape"));
    requireNonNull(width, "kernel width");
    requireNonNull(estimate, "mmd estimate");
    requireNonNull(prior, "prior sample");
    requireNonNull(latents, "latent scaling");
  }

  /** Else a run would go on from the state of one with another kernel. */
  private static void requireOwnName(KernelFamily shape) {
    String name = requireNonNull(shape.label(), "label of the kernel");
    boolean isTaken = Labelled.named(name, KernelShape.values()).isPresent();
    if (name.isBlank() || (isTaken && !(shape instanceof KernelShape))) {
      throw new IllegalArgumentException(
          "a kernel of one's own needs a name of its own, not '" + name + "'");
    }
  }

  /**
   * Gaussian, of the width {@code auto}, biased, against a sample of its own; latents as learnt.
   */
  public static Discrepancy document() {
    return new Discrepancy(
        KernelShape.RBF,
        KernelWidth.auto(),
        MmdEstimate.BIASED,
        PriorSample.INDEPENDENT,
        LatentScaling.NONE);
  }

  /**
   * This with another shape.
   *
   * @throws IllegalArgumentException if it has no name, or that of another
   */
  public Discrepancy withShape(KernelFamily value) {
    return new Discrepancy(value, width, estimate, prior, latents);
  }

  /** This with another width. */
  public Discrepancy withWidth(KernelWidth value) {
    return new Discrepancy(shape, value, estimate, prior, latents);
  }

  /** This with another estimate. */
  public Discrepancy withEstimate(MmdEstimate value) {
    return new Discrepancy(shape, width, value, prior, latents);
  }

  /** This with another sample of the prior. */
  public Discrepancy withPrior(PriorSample value) {
    return new Discrepancy(shape, width, estimate, value, latents);
  }

  /** This with latents saved in other units. */
  public Discrepancy withLatents(LatentScaling value) {
    return new Discrepancy(shape, width, estimate, prior, value);
  }

  /** The kernel for a number of latents. */
  public Kernel kernel(int latentDim) {
    return width.kernel(shape, latentDim);
  }

  Map<String, Object> settings(int latentDim) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("kernel", shape.label());
    settings.put("kernel_width", width.label());
    width.sigma(latentDim).ifPresent(sigma -> settings.put("kernel_sigma", sigma));
    settings.put("mmd_estimate", estimate.label());
    settings.put("prior_sample", prior.label());
    if (latents != LatentScaling.NONE) { // older runs and checkpoints do not tell
      settings.put("latent_scaling", latents.label());
    }
    return settings;
  }
}
