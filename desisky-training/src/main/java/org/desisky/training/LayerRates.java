package org.desisky.training;

import ai.djl.nn.Parameter;
import java.util.List;
import org.desisky.core.Labelled;

/** How the learning rate differs from layer to layer. */
public enum LayerRates implements Labelled {
  /** It does not. */
  EQUAL,
  /**
   * A layer of n inputs learns at 300/n of the rate, at most at the rate itself: a step of an
   * adaptive optimizer changes each weight by about as much, and so a unit by that times its
   * inputs. (Yang and Hu, "Tensor Programs V: Tuning Large Neural Networks via Zero-Shot
   * Hyperparameter Transfer", NeurIPS 2021, table 3, for hidden layers.)
   */
  FAN_IN;

  private static final double FULL_RATE_INPUTS = 300;

  /** The share of the rate for each parameter; a bias, which follows its weight, has that of it. */
  double[] shares(List<Parameter> parameters) {
    double[] shares = new double[parameters.size()];
    double share = 1;
    for (int i = 0; i < shares.length; i++) {
      if (this == FAN_IN && parameters.get(i).getArray().getShape().dimension() > 1) {
        double inputs = parameters.get(i).getArray().getShape().get(1);
        share = Math.min(1, FULL_RATE_INPUTS / inputs);
      }
      shares[i] = share;
    }
    return shares;
  }
}
