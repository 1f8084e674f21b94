package org.desisky.vae;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.nio.FloatBuffer;
import org.desisky.core.engine.HostMemory;
import org.desisky.core.noise.Noise;

/**
 * One array of a model's weights.
 *
 * @param name its path in the Python package's tree, such as {@code common_fc.layers[0].weight}
 * @param parameter the parameter that holds it
 * @param fanIn how many inputs its layer has
 * @param shape its sizes: (out, in) for a weight, (out) for a bias
 */
record Leaf(String name, Parameter parameter, int fanIn, Shape shape) {
  /** How many numbers it holds. */
  int size() {
    return Math.toIntExact(shape.size());
  }

  /** Lets it hold what is {@link #drawn}, once there is memory for it. */
  void beginsWith(Noise weights) {
    parameter.setInitializer(
        (owner, ofShape, type) ->
            HostMemory.create(owner, FloatBuffer.wrap(drawn(weights)), ofShape));
  }

  /** Random numbers to begin with: each from U(−1/√fan_in, 1/√fan_in). */
  float[] drawn(Noise weights) {
    return weights.stream(name).uniforms(size(), 1 / Math.sqrt(fanIn));
  }

  /** A copy of its numbers, row after row. */
  float[] values() {
    return HostMemory.numbers(parameter.getArray());
  }
}
