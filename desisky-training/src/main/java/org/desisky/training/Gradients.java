package org.desisky.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.List;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.vae.LossValues;

/** The loss of one batch and its gradients, which live until this is closed. */
public final class Gradients implements AutoCloseable {
  private final NDManager scope;
  private final LossValues loss;
  private final List<Parameter> parameters;
  private final List<NDArray> values;

  Gradients(NDManager scope, LossValues loss, List<Parameter> parameters, List<NDArray> values) {
    this.scope = scope;
    this.loss = loss;
    this.parameters = List.copyOf(parameters);
    this.values = List.copyOf(values);
  }

  /** The loss that they are of. */
  public LossValues loss() {
    return loss;
  }

  /**
   * Changes the parameters by these gradients, once.
   *
   * @return what {@link SkyOptimizer#step} returns
   */
  public double apply(SkyOptimizer optimizer) {
    return optimizer.step(parameters, values);
  }

  /** As {@link #apply(SkyOptimizer)}, at a rate for each parameter, in their order. */
  public double apply(SkyOptimizer optimizer, double... rates) {
    return optimizer.step(parameters, values, rates);
  }

  @Override
  public void close() {
    scope.close();
  }
}
