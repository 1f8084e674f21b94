package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.state.StateBlocks;

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
  private static final String FIRST = "optimizer/first moment/";
  private static final String SECOND = "optimizer/second moment/";

  private final double weightDecay;
  private final Map<String, State> states = new HashMap<>();

  /** With the share of each matrix that is taken off per step and unit of rate; 0 for none. */
  Adam(double learningRate, double weightDecay, OptionalDouble maxNorm) {
    super(learningRate, maxNorm);
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
  Optional<Chunks.Update> update(
      String parameterId, NDArray weight, NDArray gradient, float scale, double learningRate) {
    State state =
        states.computeIfAbsent(
            parameterId,
            id -> HostMemory.isShared(weight) ? new InPlace(weight) : new OnDevice(weight));
    state.step++;
    // Both corrections are folded into the rate and ε, which saves two divisions an element.
    double root = Math.sqrt(1 - Math.pow(BETA2, state.step));
    float rate = (float) (learningRate * root / (1 - Math.pow(BETA1, state.step)));
    float epsilon = (float) (EPSILON * root);
    return state.update(weight, gradient, scale, rate, epsilon, (float) kept(weight, learningRate));
  }

  @Override
  double kept(NDArray weight, double rate) {
    return weight.getShape().dimension() > 1 ? 1 - rate * weightDecay : 1;
  }

  @Override
  Optional<DeviceState> deviceState(String parameterId) {
    return states.get(parameterId) instanceof OnDevice state
        ? Optional.of(new DeviceState(List.of(state.first, state.second), state.step))
        : Optional.empty();
  }

  @Override
  void remember(String parameterId, DeviceState state) {
    OnDevice own = new OnDevice(state.arrays().get(0), state.arrays().get(1));
    own.step = state.steps();
    states.put(parameterId, own);
  }

  @Override
  void forget(String parameterId) {
    states.remove(parameterId);
  }

  @Override
  void save(String parameterId, String name, StateBlocks blocks) {
    State state = states.get(parameterId);
    if (state != null) {
      blocks.count(steps(name), state.step);
      state.save(FIRST + name, SECOND + name, blocks);
    }
  }

  @Override
  void restore(String parameterId, NDArray weight, String name, StateBlocks blocks) {
    int elements = Math.toIntExact(weight.size());
    float[] first = blocks.get(FIRST + name, elements);
    float[] second = blocks.get(SECOND + name, elements);
    State state =
        HostMemory.isShared(weight)
            ? new InPlace(Chunks.state(first), Chunks.state(second))
            : new OnDevice(copyThatLasts(weight, first), copyThatLasts(weight, second));
    state.step = Math.toIntExact(blocks.count(steps(name)));
    states.put(parameterId, state);
  }

  @Override
  void free() {
    states.values().forEach(State::free);
    states.clear();
  }

  private abstract static class State {
    int step;

    abstract Optional<Chunks.Update> update(
        NDArray weight, NDArray gradient, float scale, float rate, float epsilon, float kept);

    abstract void save(String firstName, String secondName, StateBlocks blocks);

    abstract void free();
  }

  private static final class InPlace extends State {
    private final float[][] first;
    private final float[][] second;

    InPlace(NDArray weight) {
      this(Chunks.state(weight), Chunks.state(weight));
    }

    InPlace(float[][] first, float[][] second) {
      this.first = first;
      this.second = second;
    }

    @Override
    void save(String firstName, String secondName, StateBlocks blocks) {
      Chunks.save(first, firstName, blocks);
      Chunks.save(second, secondName, blocks);
    }

    @Override
    Optional<Chunks.Update> update(
        NDArray weight, NDArray gradient, float scale, float rate, float epsilon, float kept) {
      return Optional.of(
          new Chunks.Update(
              weight,
              gradient,
              (chunk, w, g, from, to) -> {
                if (kept != 1f) {
                  decay(w, from, to, kept);
                }
                step(w, g, first[chunk], second[chunk], from, to, scale, rate, epsilon);
              }));
    }

    private static void decay(float[] w, int from, int to, float kept) {
      for (int i = from; i < to; i++) {
        w[i] *= kept;
      }
    }

    /** A loop of its own, with one index, so that the compiler makes vector instructions of it. */
    private static void step(
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
    void free() {
      // Plain Java arrays.
    }
  }

  private static final class OnDevice extends State {
    private final NDArray first;
    private final NDArray second;

    OnDevice(NDArray weight) {
      this(zerosThatLast(weight), zerosThatLast(weight));
    }

    OnDevice(NDArray first, NDArray second) {
      this.first = first;
      this.second = second;
    }

    @Override
    void save(String firstName, String secondName, StateBlocks blocks) {
      blocks.copy(firstName, first);
      blocks.copy(secondName, second);
    }

    @Override
    Optional<Chunks.Update> update(
        NDArray weight, NDArray gradient, float scale, float rate, float epsilon, float kept) {
      if (kept != 1f) {
        weight.muli(kept);
      }
      weight
          .getNDArrayInternal()
          .adamUpdate(
              new NDList(weight, gradient, first, second),
              new NDList(weight),
              rate,
              rate,
              0f,
              scale,
              -1f,
              BETA1,
              BETA2,
              epsilon,
              false,
              false);
      return Optional.empty();
    }

    @Override
    void free() {
      first.close();
      second.close();
    }
  }
}
