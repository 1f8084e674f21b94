package org.desisky.training;

import ai.djl.ndarray.NDArray;
import org.desisky.core.engine.Scalars;
import org.desisky.vae.Kernel;
import org.desisky.vae.KernelFamily;

/** The Laplace kernels, exp(−‖a−b‖/σ), written for tensors alone: as a user could. */
final class Laplace implements KernelFamily {
  @Override
  public String label() {
    return "laplace";
  }

  @Override
  public Kernel of(double sigma) {
    return squares -> laplace(squares, sigma);
  }

  private static NDArray laplace(NDArray squaredDistance, double sigma) {
    return Scalars.times(squaredDistance.add(1e-6f).sqrt(), -1 / sigma).exp();
  }
}
