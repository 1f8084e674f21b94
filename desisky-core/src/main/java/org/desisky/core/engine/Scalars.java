package org.desisky.core.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * Arithmetic of arrays with plain numbers, for computations whose gradients are recorded.
 *
 * <p>DJL's own {@code mul(Number)}, {@code div(Number)} and {@code pow(Number)} put the number into
 * memory that Java frees once the call is over, while PyTorch's record of the computation still
 * points there. A garbage collection between the forward and the backward pass then gives gradients
 * of whatever lies there by then: slightly wrong ones, or NaN. Here the number lies in memory of
 * the engine, which lives as long as the record. ({@code add} and {@code sub} are safe: their
 * gradients do not need the number.)
 */
public final class Scalars {
  private static final Shape SCALAR = new Shape();

  private Scalars() {}

  /** Each element times {@code factor}, rounded to float32. */
  public static NDArray times(NDArray array, double factor) {
    return array.mul(scalar(array, factor));
  }

  /** One over each element. */
  public static NDArray reciprocal(NDArray array) {
    return scalar(array, 1).div(array);
  }

  private static NDArray scalar(NDArray beside, double value) {
    FloatBuffer number = FloatBuffer.wrap(new float[] {(float) value});
    return HostMemory.create(beside.getManager(), number, SCALAR);
  }
}
