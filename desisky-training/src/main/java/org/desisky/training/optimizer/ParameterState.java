package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.state.StateBlocks;

/** What an optimizer remembers of a parameter: moments, each of its size, and the steps made. */
abstract sealed class ParameterState permits HostState, DeviceState {
  private int steps;

  ParameterState(int steps) {
    this.steps = steps;
  }

  /** Moments of 0, and no steps: where Java can change the parameter in place, or on its device. */
  static ParameterState of(NDArray parameter, int moments) {
    IntStream each = IntStream.range(0, moments);
    return HostMemory.isShared(parameter)
        ? new HostState(each.mapToObj(k -> Chunks.state(parameter)).toList(), 0)
        : new DeviceState(each.mapToObj(k -> DeviceState.zerosThatLast(parameter)).toList(), 0);
  }

  /** As it was saved, on any device. */
  static ParameterState of(NDArray parameter, List<float[]> moments, int steps) {
    return HostMemory.isShared(parameter)
        ? new HostState(moments.stream().map(Chunks::state).toList(), steps)
        : new DeviceState(
            moments.stream().map(m -> DeviceState.copyThatLasts(parameter, m)).toList(), steps);
  }

  /** How many steps were made. */
  int steps() {
    return steps;
  }

  /** One more is made. */
  void count() {
    steps++;
  }

  /** Copies the moments to blocks. */
  abstract void save(List<String> names, StateBlocks blocks);

  abstract void free();
}
