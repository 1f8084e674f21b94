package org.desisky.vae;

import java.util.Locale;

/** How the loss measures a reconstruction. */
public enum ReconstructionTerm {
  /** The mean of (output − x)² over batch and channels. */
  MSE(1),
  /** Half of it: what the Python package computes, whose text says otherwise. */
  HALF_MSE(0.5f);

  private final float factor;

  ReconstructionTerm(float factor) {
    this.factor = factor;
  }

  /** Its name where users read and write it: {@code mse} or {@code half-mse}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  float factor() {
    return factor;
  }
}
