package org.desisky.training;

import org.desisky.core.Labelled;

/** What latents are compared with in the maximum mean discrepancy. */
public enum PriorSample implements Labelled {
  /** A sample of its own. */
  INDEPENDENT,
  /**
   * The very noise ε that the latents were drawn with, as the Python package does by using one
   * random key twice: latents with large variances are then near the sample of the prior whatever
   * their distribution is.
   */
  SAME_AS_NOISE
}
