package org.desisky.vae;

import java.util.Locale;

/**
 * How the maximum mean discrepancy is estimated from a batch (Gretton et al., "A Kernel Two-Sample
 * Test", JMLR 13, 2012, equations 3 and 5).
 */
public enum MmdEstimate {
  /** Over all pairs, each latent with itself included: never below 0, and above it by about 2/n. */
  BIASED,
  /** Over pairs of different latents: 0 in the mean for equal distributions, and so often below. */
  UNBIASED;

  /** Its name where users read and write it: {@code biased} or {@code unbiased}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
