package org.desisky.vae;

import org.desisky.core.Labelled;

/** The family of a kernel; its width comes apart. */
public enum KernelShape implements Labelled {
  /** Gaussian, {@link RbfKernel}. */
  RBF,
  /** Inverse multi-quadric, {@link InverseMultiquadricKernel}. */
  IMQ;

  /** A kernel of this shape. */
  public Kernel of(double sigma) {
    return this == RBF ? new RbfKernel(sigma) : new InverseMultiquadricKernel(sigma);
  }
}
