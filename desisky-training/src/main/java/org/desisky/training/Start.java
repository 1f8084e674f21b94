package org.desisky.training;

import java.util.Locale;

/** The weights that training starts from. */
public enum Start {
  /** Those of the model that is handed in. */
  AS_GIVEN,
  /** Uniform random numbers from the run's seed, in the units trained in. */
  UNIFORM,
  /**
   * A principal-component analysis of the training rows with as many components as latents ({@link
   * org.desisky.vae.PrincipalStart}).
   */
  PCA;

  /** Its name where users read and write it, such as {@code pca}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
