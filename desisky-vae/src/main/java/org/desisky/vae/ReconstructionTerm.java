package org.desisky.vae;

import org.desisky.core.Labelled;

/** How the loss measures a reconstruction. */
public enum ReconstructionTerm implements Labelled {
  /** The mean of (output − x)² over batch and channels. */
  MSE(1),
  /** Half of it: what the Python package computes, whose text says otherwise. */
  HALF_MSE(0.5f);

  private final float factor;

  ReconstructionTerm(float factor) {
    this.factor = factor;
  }

  float factor() {
    return factor;
  }
}
