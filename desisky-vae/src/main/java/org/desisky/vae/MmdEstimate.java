package org.desisky.vae;

import org.desisky.core.Labelled;

/**
 * How the maximum mean discrepancy is estimated from a batch (Gretton et al., "A Kernel Two-Sample
 * Test", JMLR 13, 2012, equations 3 and 5).
 */
public enum MmdEstimate implements Labelled {
  /** Over all pairs, each latent with itself included: never below 0, and above it by about 2/n. */
  BIASED,
  /** Over pairs of different latents: 0 in the mean for equal distributions, and so often below. */
  UNBIASED
}
