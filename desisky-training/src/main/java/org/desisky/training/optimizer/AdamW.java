package org.desisky.training.optimizer;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization",
 * ICLR 2019): before each step w ← (1 − rate·decay)·w, for matrices; biases do not decay.
 */
public final class AdamW extends Adam {
  private final double weightDecay;

  private AdamW(double learningRate, double weightDecay, OptionalDouble maxNorm) {
    super(learningRate, weightDecay, maxNorm);
    this.weightDecay = weightDecay;
  }

  /**
   * Adam whose matrices decay.
   *
   * @throws IllegalArgumentException if the decay is below 0, or takes off all in one step
   */
  public static AdamW of(double learningRate, double weightDecay) {
    if (!(weightDecay >= 0 && learningRate * weightDecay < 1)) {
      throw new IllegalArgumentException(
          "the weight decay must be 0 or more and below 1/rate, not " + weightDecay);
    }
    return new AdamW(learningRate, weightDecay, OptionalDouble.empty());
  }

  @Override
  public AdamW clippedTo(double norm) {
    return new AdamW(learningRate(), weightDecay, OptionalDouble.of(norm));
  }

  @Override
  public Map<String, Object> settings() {
    return ImmutableMap.of("optimizer", "adamw", "weight_decay", weightDecay);
  }
}
