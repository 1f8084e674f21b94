package org.desisky.training;

import org.desisky.core.Labelled;

/** The units of the latents of what is tested and saved. */
public enum LatentScaling implements Labelled {
  /** As they were learnt, with nothing but the loss to hold them where the prior is. */
  NONE,
  /**
   * Over training spectra each latent has mean 0 and standard deviation 1, as the prior has. The
   * discrepancy alone holds them too loosely: over many epochs they spread, and what is decoded
   * from the prior is less and less like the sky. What the model makes of a spectrum stays the
   * same.
   */
  STANDARD
}
