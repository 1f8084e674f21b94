package org.desisky.training.optimizer;

import ai.djl.nn.Parameter;
import java.util.List;
import org.desisky.core.engine.HostMemory;

/** In Java's memory, worked on by all cores. */
final class HostAverages implements Averages {
  private final List<Parameter> parameters;
  private final List<float[]> averages;

  /** Averages that begin with the parameters as they are. */
  HostAverages(List<Parameter> parameters) {
    this.parameters = parameters;
    averages = parameters.stream().map(p -> HostMemory.numbers(p.getArray())).toList();
  }

  @Override
  public void take(float share) {
    Chunks.visit(
        parameters.stream().map(p -> Chunks.of(p.getArray())).toList(),
        (array, chunk, weights, n, room) ->
            take(averages.get(array), chunk * Chunks.SIZE, weights, n, room, share));
  }

  /**
   * By way of a copy, in which numbers have the weights' indices: only of a loop with one index the
   * compiler makes vector instructions.
   */
  private static void take(
      float[] target, int start, float[] weights, int n, float[] copy, float share) {
    System.arraycopy(target, start, copy, 0, n);
    for (int i = 0; i < n; i++) {
      copy[i] += share * (weights[i] - copy[i]);
    }
    System.arraycopy(copy, 0, target, start, n);
  }

  @Override
  public List<float[]> values() {
    return averages;
  }

  @Override
  public void set(int parameter, float[] values) {
    System.arraycopy(values, 0, averages.get(parameter), 0, values.length);
  }

  @Override
  public void close() {
    // Plain Java arrays.
  }
}
