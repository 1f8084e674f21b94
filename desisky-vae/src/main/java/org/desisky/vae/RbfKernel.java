package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.desisky.core.engine.Scalars;

/**
 * The Gaussian kernel exp(−‖a−b‖²/2σ²).
 *
 * @param sigma its width, in units of the latents
 */
public record RbfKernel(double sigma) implements Kernel {
  /** Checks what is given. */
  public RbfKernel {
    checkSigma(sigma);
  }

  /** Refuses a width that is none, or one that single precision has no room for. */
  static void checkSigma(double sigma) {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException(
          "the kernel's sigma must be above 0 and finite, not " + sigma);
    }
    if (Float.isInfinite(exponent(sigma)) || exponent(sigma) == 0) {
      throw new IllegalArgumentException(
          "the kernel's sigma is too "
              + (sigma < 1 ? "small" : "large")
              + " for single precision: "
              + sigma);
    }
  }

  /** The width that {@code auto} stands for: √(2/d). */
  public static double automaticSigma(int latentDim) {
    return Math.sqrt(2.0 / latentDim);
  }

  @Override
  public NDArray of(NDArray squaredDistance) {
    return Scalars.times(squaredDistance, exponent(sigma)).exp();
  }

  @Override
  public Optional<OfNumbers> ofNumbers() {
    double factor = exponent(sigma);
    return Optional.of(
        new OfNumbers() {
          @Override
          public double value(double squaredDistance) {
            return Math.exp(factor * squaredDistance);
          }

          @Override
          public double slope(double squaredDistance, double value) {
            return factor * value;
          }
        });
  }

  private static float exponent(double sigma) {
    return (float) (-0.5 / (sigma * sigma));
  }
}
