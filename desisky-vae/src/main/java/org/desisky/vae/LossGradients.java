package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The loss of a batch and its gradients.
 *
 * @param loss its terms, from which no gradients flow any more
 * @param gradients one for each weight, of its shape, in the order of the model's {@code
 *     getParameters()}; they belong to the manager of the batch
 */
public record LossGradients(LossTerms loss, List<NDArray> gradients) {
  /** Copies the list. */
  public LossGradients {
    gradients = List.copyOf(gradients);
  }
}
