package org.desisky.training;

import org.desisky.core.Labelled;

/** Weights of the regularisation, β and λ, that the Python package recommends. */
public enum Preset implements Labelled {
  /** Better reconstructions: β = 1e-4, λ = 2. */
  QUALITY(1e-4, 2),
  /** The default: β = 1e-3, λ = 4. */
  BALANCED(1e-3, 4),
  /** Latents nearer to the prior: β = 1e-2, λ = 10. */
  STRONG(1e-2, 10);

  private final double beta;
  private final double lam;

  Preset(double beta, double lam) {
    this.beta = beta;
    this.lam = lam;
  }

  /** β, the weight of the Kullback-Leibler term. */
  public double beta() {
    return beta;
  }

  /** λ, the weight of all regularisation. */
  public double lam() {
    return lam;
  }
}
