package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The loss of a batch and its gradients.
 *
 * @param loss its terms
 * @param gradients one for each weight, of its shape, in the order of the model's {@code
 *     getParameters()}; they belong to the manager of the batch
 */
public record LossGradients(LossValues loss, List<NDArray> gradients) {
  /** Copies the list. */
  public LossGradients {
    gradients = List.copyOf(gradients);
  }
}
