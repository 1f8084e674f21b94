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

  /** Whether it makes use of a weight decay. */
  public boolean decays() {
    return this == ADAMW;
  }

  /** Whether it makes use of a momentum. */
  public boolean hasMomentum() {
    return this == SGD || this == NESTEROV;
  }

  /**
   * An optimizer of this kind.
   *
   * @param rate the learning rate
   * @param weightDecay if it {@link #decays()}
   * @param momentum if it {@link #hasMomentum()}
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
