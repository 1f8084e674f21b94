package org.desisky.training;

import java.util.Locale;

/** What latents are compared with in the maximum mean discrepancy. */
public enum PriorSample {
  /** A sample of its own. */
  INDEPENDENT,
  /**
   * The very noise ε that the latents were drawn with, as the Python package does by using one
   * random key twice: latents with large variances are then near the sample of the prior whatever
   * their distribution is.
   */
  SAME_AS_NOISE;

  /** Its name where users read it, such as {@code same-as-noise}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
