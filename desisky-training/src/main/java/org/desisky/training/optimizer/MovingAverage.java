package org.desisky.training.optimizer;

import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.HostMemory;

/**
 * An exponential moving average of weights (Polyak and Juditsky, "Acceleration of Stochastic
 * Approximation by Averaging", 1992), smoother than any of them: after each step a ← δ·a + (1−δ)·w.
 * It is brought up to date every eighth step, with δ⁸, which costs little. In the first steps δ is
 * lower, (1 + t)/(10 + t) after t steps, so that the start is soon forgotten.
 */
public final class MovingAverage {
  private static final int EVERY = 8;

  private final List<Parameter> parameters;
  private final double decay;
  private final List<float[]> average = new ArrayList<>();

  /**
   * An average that begins with the parameters as they are.
   *
   * @param decay δ, above 0 and below 1
   */
  public MovingAverage(List<Parameter> parameters, double decay) {
    if (!(decay > 0 && decay < 1)) {
      throw new IllegalArgumentException("the average's decay must be in (0, 1), not " + decay);
    }
    this.parameters = List.copyOf(parameters);
    this.decay = decay;
    for (Parameter parameter : parameters) {
      average.add(HostMemory.numbers(parameter.getArray()));
    }
  }

  /** Is told that a step was made, counted from 0 over the whole run. */
  public void stepMade(long step) {
    if ((step + 1) % EVERY != 0) {
      return;
    }
    double now = Math.min(decay, (1.0 + step) / (10.0 + step));
    float share = (float) (1 - Math.pow(now, EVERY));
    Chunks.visit(
        parameters.stream().map(parameter -> Chunks.of(parameter.getArray())).toList(),
        (array, chunk, weights, n, room) ->
            take(average.get(array), chunk * Chunks.SIZE, weights, n, room, share));
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

  /** The averages now, an array a parameter; not copies. All that a run must keep to go on. */
  public List<float[]> values() {
    return List.copyOf(average);
  }

  /**
   * Goes on from averages kept earlier.
   *
   * @throws IllegalArgumentException if they are of other sizes
   */
  public void restore(List<float[]> kept) {
    if (kept.size() != average.size()) {
      throw new IllegalArgumentException(kept.size() + " averages for " + average.size());
    }
    for (int i = 0; i < kept.size(); i++) {
      float[] target = average.get(i);
      if (kept.get(i).length != target.length) {
        throw new IllegalArgumentException("an average is of another size than its weights");
      }
      System.arraycopy(kept.get(i), 0, target, 0, target.length);
    }
  }
}
