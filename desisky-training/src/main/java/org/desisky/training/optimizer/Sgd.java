package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Stochastic gradient descent with momentum: b ← µb + g, then w ← w − rate·b (Polyak, "Some methods
 * of speeding up the convergence of iteration methods", 1964), or w ← w − rate·(g + µb) with
 * Nesterov's look ahead (Sutskever, Martens, Dahl and Hinton, "On the importance of initialization
 * and momentum in deep learning", ICML 2013). Nothing is damped.
 */
public class Sgd extends SkyOptimizer {
  private final double momentum;
  private final boolean nesterov;

  /** With a momentum from 0 up to but not 1, and Nesterov's look ahead or not. */
  Sgd(double learningRate, double momentum, boolean nesterov, OptionalDouble maxNorm) {
    super(learningRate, maxNorm, "velocity");
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), not " + momentum);
    }
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  /** Gradient descent with a momentum from 0 up to but not 1. */
  public static Sgd of(double learningRate, double momentum) {
    return new Sgd(learningRate, momentum, false, OptionalDouble.empty());
  }

  /** Gradient descent with Nesterov's momentum, from 0 up to but not 1. */
  public static Sgd nesterov(double learningRate, double momentum) {
    return new Sgd(learningRate, momentum, true, OptionalDouble.empty());
  }

  @Override
  public Sgd clippedTo(double norm) {
    return new Sgd(learningRate(), momentum, nesterov, OptionalDouble.of(norm));
  }

  @Override
  public Map<String, Object> settings() {
    return ImmutableMap.of("optimizer", nesterov ? "nesterov" : "sgd", "momentum", momentum);
  }

  @Override
  Chunks.Rule rule(HostState state, Step step) {
    float[][] velocity = state.moment(0);
    float scale = step.scale();
    float rate = (float) step.rate();
    float mu = (float) momentum;
    return nesterov
        ? (chunk, w, g, from, to) -> lookAhead(w, g, velocity[chunk], from, to, scale, rate, mu)
        : (chunk, w, g, from, to) -> move(w, g, velocity[chunk], from, to, scale, rate, mu);
  }

  private static void lookAhead(
      float[] w, float[] g, float[] b, int from, int to, float scale, float rate, float momentum) {
    for (int i = from; i < to; i++) {
      float d = g[i] * scale;
      float velocity = momentum * b[i] + d;
      b[i] = velocity;
      w[i] -= rate * (d + momentum * velocity);
    }
  }

  private static void move(
      float[] w, float[] g, float[] b, int from, int to, float scale, float rate, float momentum) {
    for (int i = from; i < to; i++) {
      float velocity = momentum * b[i] + g[i] * scale;
      b[i] = velocity;
      w[i] -= rate * velocity;
    }
  }

  @Override
  void change(NDArray weight, NDArray gradient, List<NDArray> moments, Step step) {
    // Not the engine's own kernel: MXNet's moves by what the rate was when a gradient came, and
    // not by what it is.
    NDArray velocity = moments.get(0);
    float mu = (float) momentum;
    try (NDManager scope = gradient.getManager().newSubManager()) {
      velocity.attach(scope); // whose device is the gradient's: numbers are brought there
      try {
        NDArray d = gradient.mul(step.scale());
        d.attach(scope);
        velocity.muli(mu).addi(d);
        NDArray move = nesterov ? velocity.mul(mu).addi(d) : velocity.duplicate();
        weight.subi(move.muli((float) step.rate()));
      } finally {
        velocity.detach();
      }
    }
  }
}
