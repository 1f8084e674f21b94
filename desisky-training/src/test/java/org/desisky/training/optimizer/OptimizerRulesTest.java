package org.desisky.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;
import org.desisky.training.Undeclared;
import org.junit.jupiter.api.Test;

/** Each rule of an optimizer, step by step, against the same in float64. */
class OptimizerRulesTest {
  private static final int ROWS = 3;

  /** For more numbers than are changed at a time, twice that and some. */
  private static final int COLUMNS = 705;

  private static final int STEPS = 6;

  private interface Rule {
    /** Changes w by its gradient; {@code state} is two numbers that last. */
    double apply(double w, double g, double rate, int step, boolean matrix, double[] state);
  }

  @EachEngine
  void adamWDecaysMatricesApartFromTheGradient(Compute compute) {
    follow(
        compute,
        AdamW.of(1, 0.3),
        (w, g, rate, t, matrix, s) -> {
          double kept = matrix ? w * (1 - rate * 0.3) : w;
          s[0] = 0.9 * s[0] + 0.1 * g;
          s[1] = 0.999 * s[1] + 0.001 * g * g;
          double mean = s[0] / (1 - Math.pow(0.9, t + 1));
          double square = s[1] / (1 - Math.pow(0.999, t + 1));
          return kept - rate * mean / (Math.sqrt(square) + 1e-8);
        });
  }

  @EachEngine
  void nesterovLooksAhead(Compute compute) {
    follow(
        compute,
        Sgd.nesterov(1, 0.8),
        (w, g, rate, t, matrix, s) -> {
          s[0] = 0.8 * s[0] + g;
          return w - rate * (g + 0.8 * s[0]);
        });
  }

  @EachEngine
  void clippedNesterovScalesTheGradientFirst(Compute compute) {
    double[] norm = new double[1];
    List<float[]> gradients = gradients(0);
    for (float[] array : gradients) {
      for (float g : array) {
        norm[0] += (double) g * g;
      }
    }
    double bound = Math.sqrt(norm[0]) / 4;
    SkyOptimizer clipped = Sgd.nesterov(1, 0.8).clippedTo(bound);
    assertThat(clipped.settings())
        .containsEntry("optimizer", "nesterov")
        .containsEntry("momentum", 0.8);
    follow(
        compute,
        clipped,
        (w, g, rate, t, matrix, s) -> {
          double d = g * bound / norm(t);
          s[0] = 0.8 * s[0] + d;
          return w - rate * (d + 0.8 * s[0]);
        });
  }

  @EachEngine
  void sgdKeepsItsRateOfEachStep(Compute compute) {
    follow(
        compute,
        Sgd.of(1, 0.5),
        (w, g, rate, t, matrix, s) -> {
          s[0] = 0.5 * s[0] + g;
          return w - rate * s[0];
        });
  }

  @EachEngine
  void aRuleOfOnesOwnIsItsFormulaOfScaledGradients(Compute compute) {
    double bound = norm(0) / 4;
    follow(
        compute,
        RuleOptimizer.of(1, new Lion(0.3)).clippedTo(bound),
        (w, g, rate, t, matrix, s) -> {
          double d = g * bound / norm(t);
          double direction = Math.signum(0.9 * s[0] + 0.1 * d);
          s[0] = 0.99 * s[0] + 0.01 * d;
          return w - rate * (direction + 0.3 * w);
        });
  }

  @Test
  void aRuleOfOnesOwnHasNamesOfItsOwn() {
    for (String name : new String[] {" ", "adam", "nesterov"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RuleOptimizer.of(1, named(name)))
          .withMessageContaining("needs a name of its own, not '" + name + "'");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RuleOptimizer.of(1, named("own", "velocity", "velocity")))
        .withMessageContaining("moments need names of their own");
  }

  /** The engine's memory may be freed as soon as it has. */
  @EachEngine
  void whatARuleThrowsIsThrownWhenNoOtherThreadIsAtWork(Compute compute) {
    ArithmeticException failure = new ArithmeticException();
    assertThrown(compute, failure, thrown -> assertThat(thrown).isSameAs(failure));
    IOException checked = new IOException();
    assertThrown(
        compute,
        checked,
        thrown -> assertThat(thrown).isInstanceOf(DesiskyException.class).hasCause(checked));
  }

  private static void assertThrown(
      Compute compute, Throwable failure, Consumer<Throwable> thatItIsThrown) {
    AtomicInteger atWork = new AtomicInteger();
    AtomicBoolean fails = new AtomicBoolean(true);
    Failing rule = new Failing(failure, fails, atWork);
    float[] numbers = new float[40 * Chunks.SIZE];
    try (NDManager manager = compute.newManager();
        SkyOptimizer optimizer = RuleOptimizer.of(1, rule)) {
      NDArray array =
          HostMemory.create(manager, FloatBuffer.wrap(numbers), new Shape(numbers.length));
      NDArray gradient = array.zerosLike();
      for (int i = 0; i < 10; i++) {
        fails.set(true);
        assertThatThrownBy(() -> optimizer.update("a", array, gradient)).satisfies(thatItIsThrown);
        assertThat(atWork).hasValue(0);
      }
    }
  }

  /** Fails once, while others are at work. */
  private record Failing(Throwable failure, AtomicBoolean fails, AtomicInteger atWork)
      implements UpdateRule {
    @Override
    public String name() {
      return "failing";
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
      atWork.incrementAndGet();
      try {
        if (fails.getAndSet(false)) {
          throw Undeclared.thrown(failure);
        }
        Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(2));
      } finally {
        atWork.decrementAndGet();
      }
    }
  }

  private static UpdateRule named(String name, String... moments) {
    return new UpdateRule() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<String> moments() {
        return List.of(moments);
      }

      @Override
      public void change(
          float[] w, float[] g, float[][] remembered, int from, int to, double rate, int step) {
        throw new AssertionError("it is not asked to");
      }
    };
  }

  /** In the first steps the average follows faster. It is up to date every eighth of an epoch. */
  @EachEngine
  void theAverageFollowsTheWeights(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      List<Parameter> parameters = parameters(manager);
      MovingAverage average = new MovingAverage(parameters, 0.9, 1000);
      double expected = average.values().get(0)[4];
      for (int step = 0; step < 40; step++) {
        parameters.get(0).getArray().set(constant(0.25f * step));
        average.stepMade(step);
        if (step % 8 == 7) {
          double decay = Math.pow(Math.min(0.9, (1.0 + step) / (10 + step)), 8);
          expected = decay * expected + (1 - decay) * 0.25f * step;
        }
        assertThat((double) average.values().get(0)[4]).isCloseTo(expected, within(1e-5));
      }
      try (MovingAverage later = new MovingAverage(parameters, 0.9, 1000)) {
        later.restore(average.values());
        assertThat(later.values().get(0)).isEqualTo(average.values().get(0));
      }
      average.close();
    }
  }

  /** Also of an epoch of less than eight steps; and what follows counts from its end. */
  @Test
  void noStepOfAnEpochIsLeftOut() {
    try (NDManager manager = Compute.auto().newManager()) {
      List<Parameter> parameters = parameters(manager);
      for (int stepsPerEpoch : new int[] {1, 3, 8, 11}) {
        try (MovingAverage average = new MovingAverage(parameters, 0.9, stepsPerEpoch)) {
          double expected = average.values().get(0)[4];
          int since = 0;
          for (int step = 0; step < 3 * stepsPerEpoch; step++) {
            parameters.get(0).getArray().set(constant(0.25f * step));
            average.stepMade(step);
            since++;
            int ofEpoch = step % stepsPerEpoch;
            if (ofEpoch == 7 || ofEpoch == stepsPerEpoch - 1) {
              double decay = Math.pow(Math.min(0.9, (1.0 + step) / (10 + step)), since);
              expected = decay * expected + (1 - decay) * 0.25f * step;
              since = 0;
            }
            assertThat((double) average.values().get(0)[4]).isCloseTo(expected, within(1e-5));
          }
        }
      }
    }
  }

  @EachEngine
  void theAverageFollowsArraysOfSeveralChunks(Compute compute) {
    int size = 2 * Chunks.SIZE + 5;
    float[] start = Noise.of(3).at(0).normals(size);
    float[] later = Noise.of(3).at(1).normals(size);
    try (NDManager manager = compute.newManager()) {
      NDArray array = HostMemory.create(manager, FloatBuffer.wrap(start), new Shape(size));
      Parameter parameter = parameter(array);
      float[] found;
      try (MovingAverage average = new MovingAverage(List.of(parameter), 0.9, 8)) {
        HostMemory.copy(FloatBuffer.wrap(later), array);
        average.stepMade(1000 * 8 - 1);
        found = average.values().get(0);
      }
      double kept = Math.pow(0.9, 8);
      for (int i = 0; i < size; i++) {
        assertThat((double) found[i])
            .isCloseTo(kept * start[i] + (1 - kept) * later[i], within(1e-6));
      }
    }
  }

  /** On a GPU averages lie there; they are the same. */
  @EachEngine
  void averagesOnTheDeviceAreThoseOfJava(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      NDArray array =
          HostMemory.create(manager, FloatBuffer.wrap(constant(1)), new Shape(ROWS, COLUMNS));
      List<Parameter> parameters = List.of(parameter(array));
      try (Averages near = new HostAverages(parameters);
          Averages there = new DeviceAverages(parameters)) {
        for (int step = 0; step < 3; step++) {
          HostMemory.copy(FloatBuffer.wrap(constant(2 + step)), array);
          near.take(0.25f);
          there.take(0.25f);
          assertThat(there.values().get(0))
              .containsExactly(near.values().get(0), Offset.offset(1e-6f));
        }
        there.set(0, constant(7));
        assertThat(there.values().get(0)).containsOnly(7);
        assertThat(HostMemory.numbers(array)).containsOnly(4);
      }
    }
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdamW.of(1, -1))
        .withMessageContaining("weight decay");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sgd.nesterov(1, 1))
        .withMessageContaining("momentum");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MovingAverage(List.of(), 1, 8))
        .withMessageContaining("decay");
    assertThat(OptimizerKind.ADAMW.create(1e-3, 0.1, 0.9)).isInstanceOf(AdamW.class);
    assertThat(OptimizerKind.NESTEROV.create(1e-3, 0.1, 0.9).settings())
        .containsEntry("optimizer", OptimizerKind.NESTEROV.label());
  }

  /** A matrix and a bias, with rates that differ by step and by parameter. */
  private static void follow(Compute compute, SkyOptimizer optimizer, Rule rule) {
    try (NDManager manager = compute.newManager();
        optimizer) {
      List<Parameter> parameters = parameters(manager);
      List<double[]> expected = new ArrayList<>();
      List<double[][]> states = new ArrayList<>();
      for (Parameter parameter : parameters) {
        float[] values = parameter.getArray().toFloatArray();
        double[] copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
          copy[i] = values[i];
        }
        expected.add(copy);
        states.add(new double[values.length][2]);
      }
      for (int t = 0; t < STEPS; t++) {
        double[] rates = {0.01 * (t + 1), 0.02 / (t + 1)};
        List<float[]> gradients = gradients(t);
        List<NDArray> arrays = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
          Shape shape = parameters.get(k).getArray().getShape();
          arrays.add(manager.create(gradients.get(k), shape));
        }
        optimizer.step(parameters, arrays, rates);
        for (int k = 0; k < 2; k++) {
          for (int i = 0; i < expected.get(k).length; i++) {
            expected.get(k)[i] =
                rule.apply(
                    expected.get(k)[i], gradients.get(k)[i], rates[k], t, k == 0, states.get(k)[i]);
          }
          float[] found = parameters.get(k).getArray().toFloatArray();
          for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected.get(k)[i], within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void asManyGradientsAndRatesAsParametersAreNeeded() {
    try (NDManager manager = Compute.auto().newManager();
        SkyOptimizer sgd = Sgd.of(0.1, 0)) {
      List<Parameter> parameters = parameters(manager);
      float[] before = parameters.get(0).getArray().toFloatArray();
      List<NDArray> gradients = new ArrayList<>();
      parameters.forEach(parameter -> gradients.add(parameter.getArray().onesLike()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sgd.step(parameters, gradients.subList(0, 1)))
          .withMessageContaining("1 gradients and 2 rates for 2 parameters");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sgd.step(parameters, gradients, new double[] {0.1}))
          .withMessageContaining("2 gradients and 1 rates for 2 parameters");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sgd.step(parameters.subList(0, 1), gradients));
      assertThat(parameters.get(0).getArray().toFloatArray()).isEqualTo(before);
    }
  }

  private static double norm(int step) {
    double squares = 0;
    for (float[] array : gradients(step)) {
      for (float g : array) {
        squares += (double) g * g;
      }
    }
    return Math.sqrt(squares);
  }

  private static List<float[]> gradients(int step) {
    Noise noise = Noise.of(9).at(step);
    return List.of(noise.at(0).normals(ROWS * COLUMNS), noise.at(1).normals(COLUMNS));
  }

  private static float[] constant(float value) {
    float[] values = new float[ROWS * COLUMNS];
    Arrays.fill(values, value);
    return values;
  }

  private static List<Parameter> parameters(NDManager manager) {
    List<Parameter> parameters = new ArrayList<>();
    for (Shape shape : new Shape[] {new Shape(ROWS, COLUMNS), new Shape(COLUMNS)}) {
      float[] values = Noise.of(1).at(shape.dimension()).normals((int) shape.size());
      parameters.add(parameter(manager.create(values, shape)));
    }
    return parameters;
  }

  private static Parameter parameter(NDArray array) {
    Parameter parameter =
        Parameter.builder()
            .setName("p" + array.getShape().dimension())
            .setType(Parameter.Type.OTHER)
            .build();
    parameter.setArray(array);
    return parameter;
  }
}
