package org.desisky.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Each operation that the model, its loss and the optimizers ask of an engine, alone: its values
 * and its gradients against plain Java. What they give together, the reference vectors tell.
 */
class EngineOperationsTest {
  private static final float[] X = {-12, -3.5f, -0.25f, 0.5f, 1, 2.75f, 9, 11};
  private static final double TOLERANCE = 2e-6;

  /** An operation on every number, its value, and its slope. */
  private record Elementwise(
      String name,
      UnaryOperator<NDArray> of,
      DoubleUnaryOperator value,
      DoubleUnaryOperator slope) {}

  private static final List<Elementwise> ELEMENTWISE =
      List.of(
          new Elementwise("add", x -> x.add(1f), v -> v + 1, v -> 1),
          new Elementwise("sub", x -> x.sub(1f), v -> v - 1, v -> 1),
          new Elementwise("mul", x -> x.mul(-0.5f), v -> -0.5 * v, v -> -0.5),
          new Elementwise("div", x -> x.div(3), v -> v / 3, v -> 1 / 3.0),
          new Elementwise("mul of arrays", x -> x.mul(x), v -> v * v, v -> 2 * v),
          new Elementwise("square", NDArray::square, v -> v * v, v -> 2 * v),
          new Elementwise("exp", x -> x.exp(), Math::exp, Math::exp),
          new Elementwise("relu", x -> Activation.relu(x), v -> Math.max(v, 0), v -> v > 0 ? 1 : 0),
          new Elementwise(
              "clip",
              x -> x.clip(-10f, 10f),
              v -> Math.min(Math.max(v, -10), 10),
              v -> Math.abs(v) < 10 ? 1 : 0),
          new Elementwise(
              "pow",
              x -> x.square().add(1f).pow(-1f),
              v -> 1 / (1 + v * v),
              v -> -2 * v / ((1 + v * v) * (1 + v * v))),
          new Elementwise("stopGradient", x -> x.stopGradient().mul(x), v -> v * v, v -> v));

  @EachEngine
  void operationsOnEveryNumber(Compute compute) {
    for (Elementwise operation : ELEMENTWISE) {
      try (NDManager manager = compute.newManager();
          NDArray x = manager.create(X)) {
        x.setRequiresGradient(true);
        float[] values;
        try (GradientCollector collector = compute.newGradientCollector()) {
          NDArray y = operation.of.apply(x);
          values = y.toFloatArray();
          collector.backward(y.sum());
        }
        float[] slopes = gradient(x);
        for (int i = 0; i < X.length; i++) {
          String at = operation.name + " at " + X[i];
          assertClose(values[i], operation.value.applyAsDouble(X[i]), at);
          assertClose(slopes[i], operation.slope.applyAsDouble(X[i]), "slope of " + at);
        }
      }
    }
  }

  /** y = x·wᵀ + b, by both ways that the model has: a layer, and a convolution of width 1. */
  @EachEngine
  void layers(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      NDArray x = manager.create(new float[] {1, 2, 3, -1, 0.5f, 4}, new Shape(2, 3));
      NDArray w = manager.create(new float[] {0.5f, -1, 2, 3, 0.25f, -2}, new Shape(2, 3));
      NDArray b = manager.create(new float[] {10, 20});
      w.setRequiresGradient(true);
      b.setRequiresGradient(true);
      float[] expected = {14.5f, 17.5f, 17, 9.125f};
      try (GradientCollector collector = compute.newGradientCollector()) {
        NDArray y = Linear.linear(x, w, b).singletonOrThrow();
        assertThat(y.toFloatArray()).containsExactly(expected, within(1e-5f));
        collector.backward(y.sum());
      }
      assertThat(gradient(w)).containsExactly(new float[] {0, 2.5f, 7, 0, 2.5f, 7}, within(1e-5f));
      assertThat(gradient(b)).containsExactly(2, 2);
      NDArray image = x.reshape(1, 2, 1, 3).transpose(0, 3, 1, 2);
      NDArray again =
          Conv2d.conv2d(
                  image,
                  w.reshape(2, 3, 1, 1),
                  b,
                  new Shape(1, 1),
                  new Shape(0, 0),
                  new Shape(1, 1),
                  1)
              .singletonOrThrow()
              .transpose(0, 2, 3, 1)
              .reshape(2, 2);
      assertThat(again.toFloatArray()).containsExactly(expected, within(1e-5f));
    }
  }

  /** What the layers' gradients are made of. */
  @EachEngine
  void productsAndSlopesOfGradients(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      NDArray g = manager.create(new float[] {1, 2, 3, -1, 0.5f, 4}, new Shape(2, 3));
      NDArray w = manager.create(new float[] {0.5f, -1, 2, 3, 0.25f, -2}, new Shape(3, 2));
      NDArray x = manager.create(new float[] {1, -2, 0.5f, 4}, new Shape(2, 2));
      assertThat(g.matMul(w).toFloatArray()).containsExactly(5.25f, -1, 1.5f, -5.5f);
      assertThat(g.transpose(1, 0).matMul(x).toFloatArray())
          .containsExactly(0.5f, -6, 2.25f, -2, 5, 10);
      assertThat(g.sum(new int[] {0}).toFloatArray()).containsExactly(0, 2.5f, 7);
      NDArray given = manager.create(new float[] {3, 0, -0f, 1e-30f});
      assertThat(given.sign().toFloatArray())
          .usingComparatorWithPrecision(0f)
          .containsExactly(1, 0, 0, 1);
    }
  }

  @EachEngine
  void meansSumsAndDistancesOfAllPairs(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      NDArray a = manager.create(new float[] {0, 0, 3, 4}, new Shape(2, 2));
      NDArray b = manager.create(new float[] {1, 1, 0, 0, 3, 0}, new Shape(3, 2));
      a.setRequiresGradient(true);
      try (GradientCollector collector = compute.newGradientCollector()) {
        NDArray square = a.expandDims(1).sub(b.expandDims(0)).square().sum(new int[] {2});
        assertThat(square.getShape()).isEqualTo(new Shape(2, 3));
        assertThat(square.toFloatArray()).containsExactly(2, 0, 9, 13, 25, 16);
        assertThat(square.mean().getFloat()).isCloseTo(65 / 6f, within(1e-5f));
        collector.backward(square.sum());
      }
      assertThat(gradient(a)).containsExactly(-8, -2, 10, 22);
    }
  }

  /** What optimizers do where Java does not see an array's memory. */
  @EachEngine
  void changesInPlace(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      NDArray array = manager.create(new float[] {1, 2, 3});
      NDArray copy = array.duplicate();
      array.muli(2).addi(copy).subi(copy.mul(0.5f));
      assertThat(array.toFloatArray()).containsExactly(2.5f, 5, 7.5f);
      assertThat(copy.toFloatArray()).containsExactly(1, 2, 3);
      assertThat(array.zerosLike().toFloatArray()).containsOnly(0);
    }
  }

  @EachEngine
  void arraysLieOnTheDeviceAskedFor(Compute compute) {
    try (NDManager manager = compute.newManager();
        NDArray made = manager.create(X);
        NDArray derived = made.mul(2)) {
      assertThat(Engines.name(made.getDevice())).isEqualTo(compute.deviceName());
      assertThat(Engines.name(derived.getDevice())).isEqualTo(compute.deviceName());
    }
  }

  private static float[] gradient(NDArray array) {
    try (NDArray gradient = array.getGradient()) {
      return gradient.toFloatArray();
    }
  }

  private static void assertClose(float found, double expected, String as) {
    double scale = Math.max(1e-6, Math.abs(expected));
    assertThat((double) found).as(as).isCloseTo(expected, within(TOLERANCE * scale));
  }
}
