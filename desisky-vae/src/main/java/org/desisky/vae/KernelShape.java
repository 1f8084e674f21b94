package org.desisky.vae;

import java.util.Locale;

/** The family of a kernel; its width comes apart. */
public enum KernelShape {
  /** Gaussian, {@link RbfKernel}. */
  RBF,
  /** Inverse multi-quadric, {@link InverseMultiquadricKernel}. */
  IMQ;

  /** A kernel of this shape. */
  public Kernel of(double sigma) {
    return this == RBF ? new RbfKernel(sigma) : new InverseMultiquadricKernel(sigma);
  }

  /** Its name where users read and write it: {@code rbf} or {@code imq}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
