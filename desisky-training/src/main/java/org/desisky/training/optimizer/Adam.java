package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015) with bias-corrected
 * moments and ε outside the root:
 *
 * <pre>
 *   m ← β₁m + (1−β₁)g     v ← β₂v + (1−β₂)g²
 *   w ← w − rate · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε)
 * </pre>
 *
 * Where Java can change an array in place, all of this is one pass over memory; elsewhere the
 * engine's own kernel does it.
 */
public class Adam extends SkyOptimizer {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final double EPSILON = 1e-8;

  private final double weightDecay;

  /** With the share of each matrix that is taken off per step and unit of rate; 0 for none. */
  Adam(double learningRate, double weightDecay, OptionalDouble maxNorm) {
    super(learningRate, maxNorm, "first moment", "second moment");
    this.weightDecay = weightDecay;
  }

  /** Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  public static Adam of(double learningRate) {
    return new Adam(learningRate, 0, OptionalDouble.empty());
  }

  @Override
  public Adam clippedTo(double norm) {
    return new Adam(learningRate(), 0, OptionalDouble.of(norm));
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("optimizer", "adam");
  }

  @Override
  double kept(NDArray weight, double rate) {
    return weight.getShape().dimension() > 1 ? 1 - rate * weightDecay : 1;
  }

  /** The root of what v is corrected by: folded into rate and ε, it saves a division an element. */
  private static double root(Step step) {
    return Math.sqrt(1 - Math.pow(BETA2, step.number()));
  }

  /** The rate, with both corrections. */
  private static float rate(Step step) {
    return (float) (step.rate() * root(step) / (1 - Math.pow(BETA1, step.number())));
  }

  private static float epsilon(Step step) {
    return (float) (EPSILON * root(step));
  }

  @Override
  Chunks.Rule rule(HostState state, Step step) {
    float[][] first = state.moment(0);
    float[][] second = state.moment(1);
    float scale = step.scale();
    float rate = rate(step);
    float epsilon = epsilon(step);
    return (chunk, w, g, from, to) ->
        change(w, g, first[chunk], second[chunk], from, to, scale, rate, epsilon);
  }

  /** A loop of its own, with one index, so that the compiler makes vector instructions of it. */
  private static void change(
      float[] w,
      float[] g,
      float[] m,
      float[] v,
      int from,
      int to,
      float scale,
      float rate,
      float epsilon) {
    for (int i = from; i < to; i++) {
      float d = g[i] * scale;
      float mean = BETA1 * m[i] + (1 - BETA1) * d;
      float square = BETA2 * v[i] + (1 - BETA2) * d * d;
      m[i] = mean;
      v[i] = square;
      w[i] -= rate * mean / ((float) Math.sqrt(square) + epsilon);
    }
  }

  @Override
  void change(NDArray weight, NDArray gradient, List<NDArray> moments, Step step) {
    weight
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(weight, gradient, moments.get(0), moments.get(1)),
            new NDList(weight),
            rate(step),
            rate(step),
            0f,
            step.scale(),
            -1f,
            BETA1,
            BETA2,
            epsilon(step),
            false,
            false);
  }
}
