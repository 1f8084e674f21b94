package org.desisky.training;

import java.util.Locale;

/** Whether latents are kept where the prior has them. */
public enum LatentScaling {
  /** They go where training takes them, with nothing but the loss to hold them back. */
  NONE,
  /**
   * After each epoch their means and standard deviations over training spectra are brought back to
   * 0 and 1. The discrepancy alone holds them too loosely: over many epochs they spread, and what
   * is decoded from the prior is less and less like the sky. The model stays the same but for the
   * units of its latents.
   */
  EACH_EPOCH;

  /** Its name where users read and write it, such as {@code each-epoch}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
