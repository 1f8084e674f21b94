package org.desisky.training.optimizer;

import java.util.List;
import java.util.Map;

/**
 * Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", NeurIPS 2023), with a weight
 * decay: an optimizer that a user could write.
 */
public record Lion(double decay) implements UpdateRule {
  @Override
  public String name() {
    return "lion";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("decay", decay);
  }

  @Override
  public List<String> moments() {
    return List.of("momentum");
  }

  @Override
  public void change(
      float[] weights,
      float[] gradients,
      float[][] moments,
      int from,
      int to,
      double rate,
      int step) {
    float[] momentum = moments[0];
    for (int i = from; i < to; i++) {
      float direction = Math.signum(0.9f * momentum[i] + 0.1f * gradients[i]);
      weights[i] -= (float) (rate * (direction + decay * weights[i]));
      momentum[i] = 0.99f * momentum[i] + 0.01f * gradients[i];
    }
  }
}
