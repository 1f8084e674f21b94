package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.desisky.core.engine.Scalars;

/**
 * The inverse multi-quadric kernel 1/(1 + ‖a−b‖²/2σ²), which falls off as a power and so sees far
 * latents still (Tolstikhin et al., "Wasserstein Auto-Encoders", ICLR 2018, who write it C/(C +
 * ‖a−b‖²) with C = 2σ²).
 *
 * @param sigma its width, in units of the latents
 */
public record InverseMultiquadricKernel(double sigma) implements Kernel {
  /** Checks what is given. */
  public InverseMultiquadricKernel {
    RbfKernel.checkSigma(sigma);
  }

  @Override
  public NDArray of(NDArray squaredDistance) {
    return Scalars.reciprocal(Scalars.times(squaredDistance, factor()).add(1f));
  }

  @Override
  public Optional<OfNumbers> ofNumbers() {
    double factor = factor();
    return Optional.of(
        new OfNumbers() {
          @Override
          public double value(double squaredDistance) {
            return 1 / (1 + factor * squaredDistance);
          }

          @Override
          public double slope(double squaredDistance, double value) {
            return -factor * value * value;
          }
        });
  }

  private double factor() {
    return 0.5 / (sigma * sigma);
  }
}
