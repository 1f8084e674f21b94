package org.desisky.vae;

import ai.djl.ndarray.NDArray;

/** A positive definite kernel that depends on distance alone. */
public interface Kernel {
  /** The kernel's values, elementwise, for squared Euclidean distances. */
  NDArray of(NDArray squaredDistance);
}
