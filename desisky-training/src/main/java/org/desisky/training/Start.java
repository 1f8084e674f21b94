package org.desisky.training;

import org.desisky.core.Labelled;

/** The weights that training starts from. */
public enum Start implements Labelled {
  /** Those of the model that is handed in. */
  AS_GIVEN,
  /** Uniform random numbers from the run's seed, in the units trained in. */
  UNIFORM,
  /**
   * A principal-component analysis of the training rows with as many components as latents ({@link
   * org.desisky.vae.PrincipalStart}).
   */
  PCA
}
