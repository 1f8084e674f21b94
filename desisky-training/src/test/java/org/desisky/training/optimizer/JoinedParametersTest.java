package org.desisky.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;
import org.desisky.training.state.StateBlocks;

/** All parameters changed as one array, as on a GPU, change as they do one by one. */
class JoinedParametersTest {
  private static final Shape[] SHAPES = {new Shape(3, 5), new Shape(3), new Shape(40, 3)};
  private static final double[][] RATES = {
    {0.1, 0.1, 0.1}, {0.05, 0.1, 0.1}, {0.025, 0.05, 0.05}, {0, 0, 0}, {0.01, 0.1, 0.1}
  };

  @EachEngine
  void adamStepsAsOne(Compute compute) {
    follow(
        compute,
        new OneAdam(true, 0, OptionalDouble.of(2)),
        new OneAdam(false, 0, OptionalDouble.of(2)));
  }

  @EachEngine
  void decayIsEachArraysOwn(Compute compute) {
    follow(
        compute,
        new OneAdam(true, 0.1, OptionalDouble.empty()),
        new OneAdam(false, 0.1, OptionalDouble.empty()));
  }

  @EachEngine
  void momentumIsOfAllAtOnce(Compute compute) {
    follow(compute, new OneSgd(true, false), new OneSgd(false, false));
    follow(compute, new OneSgd(true, true), new OneSgd(false, true));
  }

  /** A step of one array after steps of all, and steps of all after it. */
  @EachEngine
  void stepsOfAllAndOfEachTakeTurns(Compute compute) {
    try (NDManager manager = compute.newManager();
        SkyOptimizer joined = joined();
        SkyOptimizer single = apart()) {
      assumeThat(HostMemory.isShared(manager.zeros(new Shape(1)))).isFalse();
      List<Parameter> ours = parameters(manager);
      List<Parameter> theirs = parameters(manager);
      step(joined, ours, 0, manager);
      step(single, theirs, 0, manager);
      for (int i = 0; i < SHAPES.length; i++) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray gradient = gradients(scope, 1).get(i);
          if (i == 1) {
            joined.step(ours.subList(1, 2), List.of(gradient), new double[] {0.1});
            single.step(theirs.subList(1, 2), List.of(gradient), new double[] {0.1});
          } else {
            joined.update(ours.get(i).getId(), ours.get(i).getArray(), gradient);
            single.update(theirs.get(i).getId(), theirs.get(i).getArray(), gradient);
          }
        }
        if (i == 0) { // so that the first is a step ahead of the others
          step(joined, ours, 2, manager);
          step(single, theirs, 2, manager);
        }
      }
      step(joined, ours, 3, manager);
      step(single, theirs, 3, manager);
      assertSame(ours, theirs);
      joined.reset();
      single.reset();
      step(joined, ours, 4, manager);
      step(single, theirs, 4, manager);
      assertSame(ours, theirs);
    }
  }

  /** On a GPU, too, an optimizer may have one array to change, or none. */
  @EachEngine
  void oneArrayIsNotJoined(Compute compute) {
    try (NDManager manager = compute.newManager();
        SkyOptimizer adam = Adam.of(1)) {
      List<NDArray> gradients = gradients(manager, 0);
      assertThat(adam.joins(List.of())).isFalse();
      assertThat(adam.joins(gradients.subList(0, 1))).isFalse();
      assertThat(adam.joins(gradients)).isEqualTo(gradients.get(0).getDevice().isGpu());
      assertThat(adam.step(List.of(), List.of())).isNaN();
    }
  }

  private static void follow(Compute compute, SkyOptimizer joined, SkyOptimizer single) {
    try (NDManager manager = compute.newManager();
        joined;
        single) {
      List<Parameter> ours = parameters(manager);
      List<Parameter> theirs = parameters(manager);
      for (int t = 0; t < RATES.length; t++) {
        try (NDManager scope = manager.newSubManager()) {
          List<NDArray> gradients = gradients(scope, t);
          double norm = joined.step(ours, gradients, RATES[t]);
          double expected = single.step(theirs, gradients, RATES[t]);
          if (Double.isFinite(expected)) {
            assertThat(norm).isCloseTo(expected, Offset.offset(1e-5 * expected));
          } else {
            assertThat(norm).isNaN();
          }
        }
        assertSame(ours, theirs);
      }
    }
  }

  /** What is remembered is saved for each parameter, whether it was joined or not. */
  @EachEngine
  void stepsGoOnFromWhatIsSaved(Compute compute) {
    try (NDManager manager = compute.newManager();
        SkyOptimizer joined = joined();
        SkyOptimizer resumed = joined();
        SkyOptimizer apart = apart()) {
      assumeThat(HostMemory.isShared(manager.zeros(new Shape(1)))).isFalse();
      List<Parameter> ours = parameters(manager);
      List<Parameter> theirs = parameters(manager);
      List<Parameter> others = parameters(manager);
      for (int t = 0; t < 2; t++) {
        step(joined, ours, t, manager);
      }
      StateBlocks blocks = new StateBlocks();
      joined.save(named(ours), blocks);
      assertThat(blocks.all()).hasSize(2 * SHAPES.length);
      assertThat(blocks.count("optimizer/steps/p1")).isEqualTo(2);
      resumed.restore(named(theirs), blocks);
      apart.restore(named(others), blocks);
      for (int i = 0; i < SHAPES.length; i++) {
        float[] values = HostMemory.numbers(ours.get(i).getArray());
        HostMemory.copy(FloatBuffer.wrap(values), theirs.get(i).getArray());
        HostMemory.copy(FloatBuffer.wrap(values), others.get(i).getArray());
      }
      for (int t = 2; t < 4; t++) {
        step(joined, ours, t, manager);
        step(resumed, theirs, t, manager);
        step(apart, others, t, manager);
        for (int i = 0; i < SHAPES.length; i++) {
          assertThat(HostMemory.numbers(theirs.get(i).getArray()))
              .containsExactly(HostMemory.numbers(ours.get(i).getArray()));
        }
        assertSame(others, ours);
      }
    }
  }

  private static void step(
      SkyOptimizer optimizer, List<Parameter> parameters, int t, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      optimizer.step(parameters, gradients(scope, t), RATES[1]);
    }
  }

  private static void assertSame(List<Parameter> ours, List<Parameter> theirs) {
    for (int i = 0; i < SHAPES.length; i++) {
      assertThat(HostMemory.numbers(ours.get(i).getArray()))
          .containsExactly(HostMemory.numbers(theirs.get(i).getArray()), Offset.offset(1e-6f));
    }
  }

  private static Map<String, Parameter> named(List<Parameter> parameters) {
    Map<String, Parameter> named = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      named.put("p" + i, parameters.get(i));
    }
    return named;
  }

  private static List<NDArray> gradients(NDManager scope, int t) {
    List<NDArray> gradients = new ArrayList<>();
    for (int i = 0; i < SHAPES.length; i++) {
      gradients.add(array(scope, SHAPES[i], Noise.of(7).at(t, i)));
    }
    return gradients;
  }

  private static List<Parameter> parameters(NDManager manager) {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < SHAPES.length; i++) {
      Parameter parameter = Parameter.builder().setType(Parameter.Type.WEIGHT).build();
      parameter.setArray(array(manager, SHAPES[i], Noise.of(8).at(i)));
      parameters.add(parameter);
    }
    return parameters;
  }

  private static NDArray array(NDManager owner, Shape shape, Noise noise) {
    float[] values = noise.normals(Math.toIntExact(shape.size()));
    return HostMemory.create(owner, FloatBuffer.wrap(values), shape);
  }

  private static SkyOptimizer joined() {
    return new OneAdam(true, 0, OptionalDouble.empty());
  }

  private static SkyOptimizer apart() {
    return new OneAdam(false, 0, OptionalDouble.empty());
  }

  /** SGD that joins parameters, or does not, on every device. */
  private static final class OneSgd extends Sgd {
    private final boolean joins;

    OneSgd(boolean joins, boolean nesterov) {
      super(1, 0.5, nesterov, OptionalDouble.empty());
      this.joins = joins;
    }

    @Override
    boolean joins(List<NDArray> gradients) {
      return joins && gradients.size() > 1;
    }
  }

  /** Adam that joins parameters, or does not, on every device. */
  private static final class OneAdam extends Adam {
    private final boolean joins;

    OneAdam(boolean joins, double weightDecay, OptionalDouble maxNorm) {
      super(1, weightDecay, maxNorm);
      this.joins = joins;
    }

    @Override
    boolean joins(List<NDArray> gradients) {
      return joins && gradients.size() > 1;
    }
  }
}
