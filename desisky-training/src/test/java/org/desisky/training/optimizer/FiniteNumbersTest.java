package org.desisky.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.HostMemory;

class FiniteNumbersTest {
  /** More than two chunks, and no multiple of eight. */
  private static final int LENGTH = 2 * Chunks.SIZE + 5;

  @EachEngine
  void oneNumberAnywhereThatIsNotFiniteIsFound(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      NDArray good = array(manager, filled(Float.MAX_VALUE));
      assertThat(FiniteNumbers.areAllOf(List.of(good, array(manager, filled(-1e-45f))))).isTrue();
      for (float bad : List.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY)) {
        for (int place : List.of(0, 7, Chunks.SIZE - 1, Chunks.SIZE, LENGTH - 6, LENGTH - 1)) {
          float[] values = filled(Float.MAX_VALUE);
          values[place] = bad;
          assertThat(FiniteNumbers.areAllOf(List.of(good, array(manager, values))))
              .as("%s at %s", bad, place)
              .isFalse();
        }
      }
    }
  }

  private static float[] filled(float value) {
    float[] values = new float[LENGTH];
    Arrays.fill(values, value);
    return values;
  }

  private static NDArray array(NDManager manager, float[] values) {
    return HostMemory.create(manager, FloatBuffer.wrap(values), new Shape(values.length));
  }
}
