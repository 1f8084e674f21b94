package org.desisky.vae;

import org.desisky.core.Labelled;

/** The families of kernels that settings can name; the width comes apart. */
public enum KernelShape implements Labelled, KernelFamily {
  /** Gaussian, {@link RbfKernel}. */
  RBF,
  /** Inverse multi-quadric, {@link InverseMultiquadricKernel}. */
  IMQ;

  @Override
  public String label() {
    return Labelled.super.label();
  }

  @Override
  public Kernel of(double sigma) {
    return this == RBF ? new RbfKernel(sigma) : new InverseMultiquadricKernel(sigma);
  }
}
