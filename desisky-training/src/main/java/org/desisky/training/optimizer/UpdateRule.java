package org.desisky.training.optimizer;

import java.util.List;
import java.util.Map;

/**
 * The formula of an optimizer of one's own, which {@link RuleOptimizer} makes one of: how a step
 * changes each number by its gradient and what is remembered of it. Clipping, rates, memory, states
 * and devices are not its concern. It does not know whether a number is of a matrix or a bias: a
 * decay of the weights is one of the biases, too, unlike that of {@link AdamW}.
 */
public interface UpdateRule {
  /**
   * Its name in the settings that checkpoints and states keep, which none of {@link OptimizerKind}
   * has. A run that goes on is told by it, and by {@link #settings}, that the optimizer is the
   * same: so it changes with the formula.
   */
  String name();

  /** All numbers that the formula depends on, by name: texts, numbers, lists and maps of these. */
  default Map<String, Object> settings() {
    return Map.of();
  }

  /** What is remembered of each number from step to step, 0 at first, by names of its own. */
  default List<String> moments() {
    return List.of();
  }

  /**
   * Changes the numbers {@code from} up to but not {@code to}, and what is remembered of them, by
   * one step. It is called for parts of the parameters, of any size and in any order, from several
   * threads at once: that a run can go on bit for bit, each number must follow from nothing but the
   * arguments at its own index, and nothing else may be remembered. What it throws ends the run;
   * some numbers are changed by then.
   *
   * @param weights the numbers
   * @param gradients their gradients, clipped already if they are to be; may be overwritten
   * @param moments an array for each of {@link #moments}, in their order
   * @param rate the size of this step, which differs from step to step and from layer to layer
   * @param step how many steps were made with these numbers, this one included
   */
  void change(
      float[] weights,
      float[] gradients,
      float[][] moments,
      int from,
      int to,
      double rate,
      int step);
}
