package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.List;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.state.StateBlocks;

/** Moments in arrays of the parameter's device, which belong to the optimizer alone. */
final class DeviceState extends ParameterState {
  private final List<NDArray> arrays;

  DeviceState(List<NDArray> arrays, int steps) {
    super(steps);
    this.arrays = arrays;
  }

  /** The moments, to be changed by each step. */
  List<NDArray> arrays() {
    return arrays;
  }

  @Override
  void save(List<String> names, StateBlocks blocks) {
    for (int k = 0; k < names.size(); k++) {
      blocks.copy(names.get(k), arrays.get(k));
    }
  }

  @Override
  void free() {
    arrays.forEach(NDArray::close);
  }

  /**
   * Zeros of the size of an array that no manager frees: in the framework's trainer some engines
   * hand out weights that live no longer than one update.
   */
  static NDArray zerosThatLast(NDArray like) {
    NDArray zeros = like.zerosLike();
    zeros.detach();
    return zeros;
  }

  /** Values on the device of an array of as many, as {@link #zerosThatLast}. */
  static NDArray copyThatLasts(NDArray like, float[] values) {
    NDArray copy = zerosThatLast(like);
    try {
      HostMemory.copy(FloatBuffer.wrap(values), copy);
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
    return copy;
  }
}
