package org.desisky.training.optimizer;

import org.desisky.core.Labelled;

/** The optimizers that settings can name. */
public enum OptimizerKind implements Labelled {
  /** {@link Adam}. */
  ADAM,
  /** {@link AdamW}. */
  ADAMW,
  /** {@link Sgd} with Polyak's momentum. */
  SGD,
  /** {@link Sgd} with Nesterov's. */
  NESTEROV;

  /**
   * An optimizer of this kind.
   *
   * @param rate the learning rate
   * @param weightDecay of {@link #ADAMW}; the others have none
   * @param momentum of {@link #SGD} and {@link #NESTEROV}; the others have none
   */
  public SkyOptimizer create(double rate, double weightDecay, double momentum) {
    return switch (this) {
      case ADAM -> Adam.of(rate);
      case ADAMW -> AdamW.of(rate, weightDecay);
      case SGD -> Sgd.of(rate, momentum);
      case NESTEROV -> Sgd.nesterov(rate, momentum);
    };
  }
}
