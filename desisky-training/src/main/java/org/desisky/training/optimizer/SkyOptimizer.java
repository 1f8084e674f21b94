package org.desisky.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.state.StateBlocks;

/**
 * An optimizer that owns its state. Each of the two ways to use it is complete: {@link #step} for
 * all parameters at once, with clipping by global norm; or, as in a DJL trainer, {@code update} for
 * one array at a time, which cannot know the others' norm and so does not clip. One of one's own is
 * made by {@link RuleOptimizer}.
 */
public abstract class SkyOptimizer extends Optimizer implements AutoCloseable {
  private final double learningRate;
  private final OptionalDouble maxNorm;
  private final List<String> moments;
  private final Map<String, ParameterState> states = new HashMap<>();
  private Optional<JoinedParameters> joined = Optional.empty();

  /**
   * With a step size and the global norm to clip to, if so.
   *
   * @param moments what is remembered of each parameter, by the names it has in states
   */
  SkyOptimizer(double learningRate, OptionalDouble maxNorm, String... moments) {
    super(new NoOptions());
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("the learning rate must be above 0, not " + learningRate);
    }
    if (maxNorm.isPresent() && !(maxNorm.getAsDouble() > 0)) {
      throw new IllegalArgumentException("a gradient norm must be above 0, not " + maxNorm);
    }
    this.learningRate = learningRate;
    this.maxNorm = maxNorm;
    this.moments = List.of(moments);
  }

  /** A fresh one like this that scales gradients down to a global norm of at most {@code norm}. */
  public abstract SkyOptimizer clippedTo(double norm);

  /** The step size. */
  public double learningRate() {
    return learningRate;
  }

  /** Its name and what is set of it but rate and clipping, for the record of a run. */
  public abstract Map<String, Object> settings();

  /** The global norm gradients are scaled down to, if so. */
  public OptionalDouble maxNorm() {
    return maxNorm;
  }

  /**
   * As {@link #step(List, List, double[])}, at {@link #learningRate}.
   *
   * @throws IllegalArgumentException if there are not as many gradients as parameters
   */
  public double step(List<Parameter> parameters, List<NDArray> gradients) {
    double[] rates = new double[parameters.size()];
    Arrays.fill(rates, learningRate);
    return step(parameters, gradients, rates);
  }

  /**
   * Changes all parameters by gradients, once. The gradients are left as they are.
   *
   * @param parameters best frozen, as those of a SkyVae are
   * @param gradients of the parameters, in their order
   * @param rates the size of this step for each parameter, in their order
   * @return the global norm of the gradients before clipping; NaN where they are not clipped, since
   *     it is then not computed
   * @throws IllegalArgumentException if there are not as many gradients, or rates, as parameters;
   *     nothing is changed then
   */
  public double step(List<Parameter> parameters, List<NDArray> gradients, double[] rates) {
    checkArgument(
        gradients.size() == parameters.size() && rates.length == parameters.size(),
        "%s gradients and %s rates for %s parameters; each needs one of both",
        gradients.size(),
        rates.length,
        parameters.size());
    if (joins(gradients) && join(parameters)) {
      return stepAsOne(parameters, gradients, rates);
    }
    separate();
    double norm = norm(gradients);
    float scale = scale(norm);
    List<Chunks.Update> left = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Parameter parameter = parameters.get(i);
      update(parameter.getId(), parameter.getArray(), gradients.get(i), scale, rates[i])
          .ifPresent(left::add);
    }
    Chunks.make(left);
    return norm;
  }

  private double norm(List<NDArray> gradients) {
    return maxNorm.isPresent() ? GradientNorm.of(gradients) : Double.NaN;
  }

  /** As optax.clip_by_global_norm: untouched below the bound, g/norm from it on. */
  private float scale(double norm) {
    boolean clips = maxNorm.isPresent() && norm >= maxNorm.getAsDouble();
    return clips ? (float) (maxNorm.getAsDouble() / norm) : 1f;
  }

  /** Whether all parameters are to be changed as one array. */
  boolean joins(List<NDArray> gradients) {
    return gradients.size() > 1 && gradients.get(0).getDevice().isGpu();
  }

  /** Joins what is remembered; false if parameters differ in how many steps were made with them. */
  private boolean join(List<Parameter> parameters) {
    if (joined.isPresent() && joined.get().are(parameters)) {
      return true;
    }
    separate();
    JoinedParameters all = new JoinedParameters(parameters);
    List<DeviceState> each =
        all.ids().stream().map(this::deviceState).flatMap(Optional::stream).toList();
    if (!each.isEmpty()) {
      long counts = each.stream().mapToInt(DeviceState::steps).distinct().count();
      if (counts > 1 || each.size() < parameters.size()) {
        return false;
      }
      DeviceState together = all.join(each);
      all.ids().forEach(states::remove);
      states.put(JoinedParameters.ALL, together);
    }
    joined = Optional.of(all);
    return true;
  }

  /** Gives each parameter its own part again of what is remembered. */
  private void separate() {
    joined.ifPresent(
        all ->
            deviceState(JoinedParameters.ALL)
                .ifPresent(
                    together -> {
                      List<DeviceState> each = all.split(together);
                      states.remove(JoinedParameters.ALL);
                      for (int i = 0; i < each.size(); i++) {
                        states.put(all.ids().get(i), each.get(i));
                      }
                    }));
    unjoin();
  }

  private void unjoin() {
    joined.ifPresent(JoinedParameters::close);
    joined = Optional.empty();
  }

  /** The same step, by way of the change of all parameters, which is one array. */
  private double stepAsOne(List<Parameter> parameters, List<NDArray> gradients, double[] rates) {
    JoinedParameters all = joined.orElseThrow();
    double highest = Arrays.stream(rates).max().orElseThrow();
    try (NDManager scope = gradients.get(0).getManager().newSubManager()) {
      NDArray gradient = all.join(gradients, scope);
      double norm = norm(List.of(gradient));
      NDArray change = gradient.zerosLike();
      update(JoinedParameters.ALL, change, gradient, scale(norm), highest)
          .ifPresent(left -> Chunks.make(List.of(left)));
      all.shares(rates, highest, change).ifPresent(change::muli);
      NDList changes = all.split(change);
      for (int i = 0; i < rates.length; i++) {
        NDArray weight = parameters.get(i).getArray();
        float kept = (float) kept(weight, rates[i]);
        if (kept != 1) {
          weight.muli(kept);
        }
        weight.addi(changes.get(i));
      }
      return norm;
    }
  }

  /** The share of an array that a step leaves of it before it changes it; 1 if all. */
  double kept(NDArray weight, double rate) {
    return 1;
  }

  @Override
  public final void update(String parameterId, NDArray weight, NDArray grad) {
    separate();
    update(parameterId, weight, grad, 1f, learningRate)
        .ifPresent(left -> Chunks.make(List.of(left)));
    // The framework hands over a copy of the gradient, and some engines add the next to the
    // original.
    if (weight.hasGradient()) {
      try (NDArray original = weight.getGradient()) {
        if (HostMemory.isShared(original)) {
          Chunks.clear(original);
        }
      }
    }
  }

  /**
   * Changes one array by its gradient times {@code scale}; the gradient stays as it is.
   *
   * @return what is left to be done, where Java can change the array in place
   */
  private Optional<Chunks.Update> update(
      String parameterId, NDArray weight, NDArray gradient, float scale, double rate) {
    ParameterState state =
        states.computeIfAbsent(parameterId, id -> ParameterState.of(weight, moments.size()));
    state.count();
    Step step = new Step(state.steps(), scale, rate);
    float kept = (float) kept(weight, rate);
    if (state instanceof HostState onHost) {
      Chunks.Rule rule = rule(onHost, step);
      return Optional.of(
          new Chunks.Update(weight, gradient, kept == 1f ? rule : afterDecay(kept, rule)));
    }
    if (kept != 1f) {
      weight.muli(kept);
    }
    change(weight, gradient, ((DeviceState) state).arrays(), step);
    return Optional.empty();
  }

  private static Chunks.Rule afterDecay(float kept, Chunks.Rule rule) {
    return (chunk, w, g, from, to) -> {
      for (int i = from; i < to; i++) {
        w[i] *= kept;
      }
      rule.apply(chunk, w, g, from, to);
    };
  }

  /** How a step changes numbers and their moments, chunk by chunk, in Java; as {@link #change}. */
  abstract Chunks.Rule rule(HostState state, Step step);

  /**
   * Makes a step with an array of any device. By how much it changes must be in proportion to the
   * rate, and may depend on the array by {@link #kept} alone: on a GPU it is zeros that are
   * changed, for all parameters at once, and each then has its share of that.
   *
   * @param moments changed, too
   */
  abstract void change(NDArray weight, NDArray gradient, List<NDArray> moments, Step step);

  /**
   * Copies all that is remembered from step to step, as blocks and counts whose names begin with
   * {@code optimizer/}; nothing of parameters that no step was made with.
   *
   * @param parameters by name
   */
  public final void save(Map<String, Parameter> parameters, StateBlocks blocks) {
    separate();
    parameters.forEach(
        (name, parameter) -> {
          ParameterState state = states.get(parameter.getId());
          if (state != null) {
            blocks.count(steps(name), state.steps());
            state.save(blocks(name), blocks);
          }
        });
  }

  /**
   * Goes on from what {@link #save} copied, under the same names, on any device.
   *
   * @throws java.util.NoSuchElementException if a block is missing or of another size
   */
  public final void restore(Map<String, Parameter> parameters, StateBlocks blocks) {
    reset();
    parameters.forEach(
        (name, parameter) -> {
          if (blocks.counts().containsKey(steps(name))) {
            NDArray weight = parameter.getArray();
            int elements = Math.toIntExact(weight.size());
            List<float[]> saved =
                blocks(name).stream().map(block -> blocks.get(block, elements)).toList();
            int steps = Math.toIntExact(blocks.count(steps(name)));
            states.put(parameter.getId(), ParameterState.of(weight, saved, steps));
          }
        });
  }

  /** The name of the count of steps made with a parameter. */
  private static String steps(String name) {
    return "optimizer/steps/" + name;
  }

  /** The names of the blocks of a parameter's moments. */
  private List<String> blocks(String name) {
    return moments.stream().map(moment -> "optimizer/" + moment + "/" + name).toList();
  }

  private Optional<DeviceState> deviceState(String parameterId) {
    return states.get(parameterId) instanceof DeviceState state
        ? Optional.of(state)
        : Optional.empty();
  }

  /** Forgets all state: the next step is the first. */
  public final void reset() {
    states.values().forEach(ParameterState::free);
    states.clear();
    unjoin();
  }

  /** As {@link #reset}. */
  @Override
  public final void close() {
    reset();
  }

  /** DJL's own options, none of which apply here. */
  private static final class NoOptions extends OptimizerBuilder<NoOptions> {
    @Override
    protected NoOptions self() {
      return this;
    }
  }
}
