package org.desisky.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.desisky.core.Labelled;
import org.desisky.core.engine.HostMemory;

/**
 * An optimizer by a formula of one's own. On every engine and device the formula is computed in
 * Java, on all cores. Where Java cannot change an engine's memory in place, as on a GPU, numbers
 * are brought to Java and back for each step, which takes longer than the optimizers that are here.
 */
public final class RuleOptimizer extends SkyOptimizer {
  private final UpdateRule rule;
  private final Map<String, Object> settings;

  private RuleOptimizer(double learningRate, UpdateRule rule, OptionalDouble maxNorm) {
    super(learningRate, maxNorm, rule.moments().toArray(String[]::new));
    this.rule = rule;
    settings =
        ImmutableMap.of(
            "optimizer", rule.name(), "optimizer_settings", new TreeMap<>(rule.settings()));
  }

  /**
   * An optimizer that does not clip.
   *
   * @throws IllegalArgumentException if the rate is not above 0, or the rule has no name, that of
   *     another optimizer, or two moments of one name
   */
  public static RuleOptimizer of(double learningRate, UpdateRule rule) {
    String name = requireNonNull(requireNonNull(rule, "rule").name(), "name of the rule");
    requireNonNull(rule.settings(), "settings of the rule");
    boolean isTaken = Labelled.named(name, OptimizerKind.values()).isPresent();
    checkArgument(
        !name.isBlank() && !isTaken,
        "an optimizer of one's own needs a name of its own, not '%s'",
        name);
    List<String> moments = requireNonNull(rule.moments(), "moments of the rule");
    checkArgument(
        new HashSet<>(moments).size() == moments.size(),
        "moments need names of their own, unlike %s",
        moments);
    return new RuleOptimizer(learningRate, rule, OptionalDouble.empty());
  }

  @Override
  public RuleOptimizer clippedTo(double norm) {
    return new RuleOptimizer(learningRate(), rule, OptionalDouble.of(norm));
  }

  @Override
  public Map<String, Object> settings() {
    return settings;
  }

  /** Never: how much a rule changes a number may depend on the number. */
  @Override
  boolean joins(List<NDArray> gradients) {
    return false;
  }

  @Override
  Chunks.Rule rule(HostState state, Step step) {
    return (chunk, w, g, from, to) -> change(w, g, state.chunkOfEach(chunk), from, to, step);
  }

  @Override
  void change(NDArray weight, NDArray gradient, List<NDArray> moments, Step step) {
    float[] w = HostMemory.numbers(weight);
    float[] g = HostMemory.numbers(gradient);
    float[][] remembered = moments.stream().map(HostMemory::numbers).toArray(float[][]::new);
    Chunks.onAllCores(
        Chunks.count(w.length),
        chunk -> {
          int from = chunk * Chunks.SIZE;
          change(w, g, remembered, from, Math.min(w.length, from + Chunks.SIZE), step);
        });
    HostMemory.copy(FloatBuffer.wrap(w), weight);
    for (int k = 0; k < remembered.length; k++) {
      HostMemory.copy(FloatBuffer.wrap(remembered[k]), moments.get(k));
    }
  }

  private void change(float[] w, float[] g, float[][] moments, int from, int to, Step step) {
    if (step.scale() != 1) {
      for (int i = from; i < to; i++) {
        g[i] *= step.scale();
      }
    }
    rule.change(w, g, moments, from, to, step.rate(), step.number());
  }
}
