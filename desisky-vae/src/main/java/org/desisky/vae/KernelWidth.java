package org.desisky.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How wide the kernel of the maximum mean discrepancy is. Immutable. */
public final class KernelWidth {
  private static final KernelWidth AUTO = new KernelWidth("auto", Double.NaN);
  private static final KernelWidth MEDIAN = new KernelWidth("median", Double.NaN);
  private static final KernelWidth MULTI = new KernelWidth("multi", Double.NaN);
  private static final double[] MULTIPLES = {0.25, 0.5, 1, 2};

  private final String label;
  private final double sigma;

  private KernelWidth(String label, double sigma) {
    this.label = label;
    this.sigma = sigma;
  }

  /**
   * √(2/d) for d latents, as the Python package has it. For d = 8 it is 0.5, while standard normal
   * latents are some √(2d) = 4 apart: a Gaussian kernel of that width hardly sees one from another.
   */
  public static KernelWidth auto() {
    return AUTO;
  }

  /**
   * σ itself.
   *
   * @throws IllegalArgumentException unless it is above 0 and finite
   */
  public static KernelWidth of(double sigma) {
    RbfKernel.checkSigma(sigma);
    return new KernelWidth(Double.toString(sigma), sigma);
  }

  /** The median distance of the pairs of each batch, latents and prior's sample together. */
  public static KernelWidth median() {
    return MEDIAN;
  }

  /**
   * The mean of four kernels, with σ ¼, ½, 1 and 2 times √(2d), the distance at which standard
   * normal latents lie from each other.
   */
  public static KernelWidth multi() {
    return MULTI;
  }

  /**
   * The width that a user names.
   *
   * @param text {@code auto}, {@code median} or {@code multi}, in any case, or a number
   * @throws IllegalArgumentException if it is none of these
   */
  public static KernelWidth parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "auto" -> AUTO;
      case "median" -> MEDIAN;
      case "multi" -> MULTI;
      default -> {
        try {
          yield of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "'" + text + "' is neither auto, median, multi nor a number", e);
        }
      }
    };
  }

  /** The kernel of this width for a number of latents. */
  public Kernel kernel(KernelFamily shape, int latentDim) {
    if (equals(MEDIAN)) {
      return new MedianKernel(shape);
    }
    if (equals(MULTI)) {
      List<Kernel> kernels = new ArrayList<>();
      for (double multiple : MULTIPLES) {
        kernels.add(shape.of(multiple * Math.sqrt(2.0 * latentDim)));
      }
      return new KernelMixture(kernels);
    }
    return shape.of(sigma(latentDim).orElseThrow());
  }

  /** σ for a number of latents; empty where it is not one number. */
  public OptionalDouble sigma(int latentDim) {
    if (equals(MEDIAN) || equals(MULTI)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(equals(AUTO) ? RbfKernel.automaticSigma(latentDim) : sigma);
  }

  /** As it is parsed. */
  public String label() {
    return label;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelWidth that && label.equals(that.label);
  }

  @Override
  public int hashCode() {
    return label.hashCode();
  }

  @Override
  public String toString() {
    return label;
  }
}
