package org.desisky.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;

/** The global norm of gradients, of all sizes around those of chunks and sums. */
class GradientNormTest {
  private static final int[] SIZES = {1, 7, 1023, 1024, 1025, 16_383, 16_384, 16_385, 50_000};

  @EachEngine
  void isTheRootOfTheSumOfAllSquares(Compute compute) {
    assertNorm(compute, 1f);
  }

  @EachEngine
  void isThatOfSmallNumbersToo(Compute compute) {
    assertNorm(compute, 1e-12f);
  }

  @EachEngine
  void ofNumbersWhoseSquaresNoFloatHoldsIsFinite(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      NDArray array =
          HostMemory.create(manager, FloatBuffer.wrap(new float[] {3e25f, 4e25f}), new Shape(2));
      assertThat(GradientNorm.of(List.of(array))).isCloseTo(5e25, withinPercentage(1e-4));
      assertThat(Math.sqrt(GradientNorm.squares(array))).isCloseTo(5e25, withinPercentage(1e-4));
    }
  }

  @EachEngine
  void ofNumbersThatAreNoneIsNone(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      float[] values = new float[20_000];
      values[17_000] = Float.NaN;
      NDArray array = HostMemory.create(manager, FloatBuffer.wrap(values), new Shape(20_000));
      assertThat(GradientNorm.of(List.of(array))).isNaN();
    }
  }

  private static void assertNorm(Compute compute, float scale) {
    try (NDManager manager = compute.newManager()) {
      List<NDArray> gradients = new ArrayList<>();
      double squares = 0;
      for (int size : SIZES) {
        float[] values = Noise.of(size).normals(size);
        for (int i = 0; i < size; i++) {
          values[i] *= scale;
          squares += (double) values[i] * values[i];
        }
        gradients.add(HostMemory.create(manager, FloatBuffer.wrap(values), new Shape(size)));
      }
      assertThat(GradientNorm.of(gradients)).isCloseTo(Math.sqrt(squares), withinPercentage(1e-4));
    }
  }
}
