package org.desisky.vae;

import ai.djl.ndarray.NDArray;

/** A positive definite kernel that depends on distance alone, and is 1 at distance 0. */
public interface Kernel {
  /** The kernel's values, elementwise, for squared Euclidean distances. */
  NDArray of(NDArray squaredDistance);

  /**
   * The kernel to use for a batch; itself, unless its width comes from the batch. No gradient flows
   * through the choice.
   *
   * @param latents squared distances of all pairs of latents, (n, n)
   * @param priors squared distances of all pairs of the prior's sample, (m, m)
   * @param cross squared distances of latents and sample, (n, m)
   */
  default Kernel fittedTo(NDArray latents, NDArray priors, NDArray cross) {
    return this;
  }
}
