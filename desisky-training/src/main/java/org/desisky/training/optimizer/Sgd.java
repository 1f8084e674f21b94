package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.state.StateBlocks;

/**
 * Stochastic gradient descent with momentum: b ← µb + g, then w ← w − rate·b (Polyak, "Some methods
 * of speeding up the convergence of iteration methods", 1964), or w ← w − rate·(g + µb) with
 * Nesterov's look ahead (Sutskever, Martens, Dahl and Hinton, "On the importance of initialization
 * and momentum in deep learning", ICML 2013). Nothing is damped.
 */
public class Sgd extends SkyOptimizer {
  private static final String VELOCITY = "optimizer/velocity/";

  private final double momentum;
  private final boolean nesterov;
  private final Map<String, State> states = new HashMap<>();

  /** With a momentum from 0 up to but not 1, and Nesterov's look ahead or not. */
  Sgd(double learningRate, double momentum, boolean nesterov, OptionalDouble maxNorm) {
    super(learningRate, maxNorm);
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
    return Map.of("optimizer", nesterov ? "nesterov" : "sgd", "momentum", momentum);
  }

  @Override
  Optional<Chunks.Update> update(
      String parameterId, NDArray weight, NDArray gradient, float scale, double rate) {
    return states
        .computeIfAbsent(
            parameterId,
            id ->
                HostMemory.isShared(weight)
                    ? new InPlace(weight)
                    : new OnDevice(zerosThatLast(weight)))
        .update(weight, gradient, scale, (float) rate, (float) momentum, nesterov);
  }

  @Override
  void save(String parameterId, String name, StateBlocks blocks) {
    State state = states.get(parameterId);
    if (state != null) {
      // A velocity depends on no count, but that a step was made must be told.
      blocks.count(steps(name), 1);
      state.save(VELOCITY + name, blocks);
    }
  }

  @Override
  void restore(String parameterId, NDArray weight, String name, StateBlocks blocks) {
    float[] velocity = blocks.get(VELOCITY + name, Math.toIntExact(weight.size()));
    states.put(
        parameterId,
        HostMemory.isShared(weight)
            ? new InPlace(Chunks.state(velocity))
            : new OnDevice(copyThatLasts(weight, velocity)));
  }

  @Override
  Optional<DeviceState> deviceState(String parameterId) {
    return states.get(parameterId) instanceof OnDevice state
        ? Optional.of(new DeviceState(List.of(state.velocity), 1))
        : Optional.empty();
  }

  @Override
  void remember(String parameterId, DeviceState state) {
    states.put(parameterId, new OnDevice(state.arrays().get(0)));
  }

  @Override
  void forget(String parameterId) {
    states.remove(parameterId);
  }

  @Override
  void free() {
    states.values().forEach(State::free);
    states.clear();
  }

  private interface State {
    Optional<Chunks.Update> update(
        NDArray weight,
        NDArray gradient,
        float scale,
        float rate,
        float momentum,
        boolean nesterov);

    void save(String name, StateBlocks blocks);

    void free();
  }

  private static final class InPlace implements State {
    private final float[][] velocity;

    InPlace(NDArray weight) {
      this(Chunks.state(weight));
    }

    InPlace(float[][] velocity) {
      this.velocity = velocity;
    }

    @Override
    public void save(String name, StateBlocks blocks) {
      Chunks.save(velocity, name, blocks);
    }

    @Override
    public Optional<Chunks.Update> update(
        NDArray weight,
        NDArray gradient,
        float scale,
        float rate,
        float momentum,
        boolean nesterov) {
      return Optional.of(
          new Chunks.Update(
              weight,
              gradient,
              (chunk, w, g, from, to) -> {
                if (nesterov) {
                  lookAhead(w, g, velocity[chunk], from, to, scale, rate, momentum);
                } else {
                  step(w, g, velocity[chunk], from, to, scale, rate, momentum);
                }
              }));
    }

    private static void lookAhead(
        float[] w,
        float[] g,
        float[] b,
        int from,
        int to,
        float scale,
        float rate,
        float momentum) {
      for (int i = from; i < to; i++) {
        float d = g[i] * scale;
        float velocity = momentum * b[i] + d;
        b[i] = velocity;
        w[i] -= rate * (d + momentum * velocity);
      }
    }

    private static void step(
        float[] w,
        float[] g,
        float[] b,
        int from,
        int to,
        float scale,
        float rate,
        float momentum) {
      for (int i = from; i < to; i++) {
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

    OnDevice(NDArray velocity) {
      this.velocity = velocity;
    }

    @Override
    public void save(String name, StateBlocks blocks) {
      blocks.copy(name, velocity);
    }

    @Override
    public Optional<Chunks.Update> update(
        NDArray weight,
        NDArray gradient,
        float scale,
        float rate,
        float momentum,
        boolean nesterov) {
      // Not the engine's own kernel: MXNet's moves by what the rate was when a gradient came, and
      // not by what it is.
      try (NDManager scope = gradient.getManager().newSubManager()) {
        velocity.attach(scope); // whose device is the gradient's: numbers are brought there
        try {
          NDArray d = gradient.mul(scale);
          d.attach(scope);
          velocity.muli(momentum).addi(d);
          NDArray move = nesterov ? velocity.mul(momentum).addi(d) : velocity.duplicate();
          weight.subi(move.muli(rate));
        } finally {
          velocity.detach();
        }
      }
      return Optional.empty();
    }

    @Override
    public void free() {
      velocity.close();
    }
  }
}
