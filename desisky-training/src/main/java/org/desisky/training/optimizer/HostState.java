package org.desisky.training.optimizer;

import java.util.List;
import org.desisky.training.state.StateBlocks;

/** Moments in Java's memory, in the chunks of {@link Chunks}. */
final class HostState extends ParameterState {
  private final List<float[][]> moments;

  HostState(List<float[][]> moments, int steps) {
    super(steps);
    this.moments = moments;
  }

  /** The chunks of a moment, to be changed by each step. */
  float[][] moment(int number) {
    return moments.get(number);
  }

  /** The numbers of a chunk in each moment, to be changed by each step. */
  float[][] chunkOfEach(int chunk) {
    float[][] each = new float[moments.size()][];
    for (int k = 0; k < each.length; k++) {
      each[k] = moments.get(k)[chunk];
    }
    return each;
  }

  @Override
  void save(List<String> names, StateBlocks blocks) {
    for (int k = 0; k < names.size(); k++) {
      Chunks.save(moments.get(k), names.get(k), blocks);
    }
  }

  @Override
  void free() {
    // Plain Java arrays.
  }
}
