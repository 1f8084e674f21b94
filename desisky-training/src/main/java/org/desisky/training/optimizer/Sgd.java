package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.desisky.core.engine.HostMemory;

/**
 * Stochastic gradient descent with momentum (Polyak 1964), neither damped nor Nesterov's: b ← µb +
 * g, w ← w − rate·b.
 */
public final class Sgd extends SkyOptimizer {
  private final float momentum;
  private final Map<String, State> states = new HashMap<>();

  private Sgd(double learningRate, double momentum, OptionalDouble maxNorm) {
    super(learningRate, maxNorm);
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1), not " + momentum);
    }
    this.momentum = (float) momentum;
  }

  /** Gradient descent with a momentum from 0 up to but not 1. */
  public static Sgd of(double learningRate, double momentum) {
    return new Sgd(learningRate, momentum, OptionalDouble.empty());
  }

  @Override
  public Sgd clippedTo(double norm) {
    return new Sgd(learningRate(), momentum, OptionalDouble.of(norm));
  }

  @Override
  void update(String parameterId, NDArray weight, NDArray gradient, float scale) {
    states
        .computeIfAbsent(
            parameterId,
            id -> HostMemory.isShared(weight) ? new InPlace(weight) : new OnDevice(weight))
        .update(weight, gradient, scale, (float) learningRate(), momentum);
  }

  @Override
  public void reset() {
    states.values().forEach(State::free);
    states.clear();
  }

  private interface State {
    void update(NDArray weight, NDArray gradient, float scale, float rate, float momentum);

    void free();
  }

  private static final class InPlace implements State {
    private final float[][] velocity;

    InPlace(NDArray weight) {
      velocity = Chunks.state(Math.toIntExact(weight.size()));
    }

    @Override
    public void update(NDArray weight, NDArray gradient, float scale, float rate, float momentum) {
      Chunks.update(
          weight,
          gradient,
          (chunk, w, g, n) -> step(w, g, velocity[chunk], n, scale, rate, momentum));
    }

    private static void step(
        float[] w, float[] g, float[] b, int n, float scale, float rate, float momentum) {
      for (int i = 0; i < n; i++) {
        float velocity = momentum * b[i] + g[i] * scale;
        b[i] = velocity;
        w[i] -= rate * velocity;
      }
    }

    @Override
    public void free() {
      // Plain Java arrays.
    }
  }

  private static final class OnDevice implements State {
    private final NDArray velocity;

    OnDevice(NDArray weight) {
      velocity = zerosThatLast(weight);
    }

    @Override
    public void update(NDArray weight, NDArray gradient, float scale, float rate, float momentum) {
      weight
          .getNDArrayInternal()
          .sgdUpdate(
              new NDList(weight, gradient, velocity),
              new NDList(weight),
              rate,
              0f,
              scale,
              -1f,
              momentum,
              false);
    }

    @Override
    public void free() {
      velocity.close();
    }
  }
}
