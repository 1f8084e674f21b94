package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What an optimizer remembers of an array, in arrays of its size on its device.
 *
 * @param arrays owned by the optimizer; changed by each step
 * @param steps how many were made
 */
record DeviceState(List<NDArray> arrays, int steps) {
  void free() {
    arrays.forEach(NDArray::close);
  }
}
