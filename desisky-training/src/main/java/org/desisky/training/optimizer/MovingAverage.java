package org.desisky.training.optimizer;

import ai.djl.nn.Parameter;
import java.util.List;

/**
 * An exponential moving average of weights (Polyak and Juditsky, "Acceleration of Stochastic
 * Approximation by Averaging", 1992), smoother than any of them: after each step a ← δ·a + (1−δ)·w.
 * It is brought up to date after every eighth step of an epoch, with δ⁸, which costs little, and
 * after the last, with δ to the power of the steps since then. In the first steps of the run δ is
 * lower, (1 + t)/(10 + t) in step t, counted from 0, so that the start is soon forgotten.
 */
public final class MovingAverage implements AutoCloseable {
  private static final int EVERY = 8;

  private final List<Parameter> parameters;
  private final double decay;
  private final int stepsPerEpoch;
  private final Averages averages;

  /**
   * An average that begins with the parameters as they are.
   *
   * @param decay δ, above 0 and below 1
   * @param stepsPerEpoch after how many steps an epoch ends
   */
  public MovingAverage(List<Parameter> parameters, double decay, int stepsPerEpoch) {
    if (!(decay > 0 && decay < 1)) {
      throw new IllegalArgumentException("the average's decay must be in (0, 1), not " + decay);
    }
    this.parameters = List.copyOf(parameters);
    this.decay = decay;
    this.stepsPerEpoch = stepsPerEpoch;
    averages =
        parameters.stream().anyMatch(parameter -> parameter.getArray().getDevice().isGpu())
            ? new DeviceAverages(this.parameters)
            : new HostAverages(this.parameters);
  }

  /** Is told that a step was made, counted from 0 over the whole run. */
  public void stepMade(long step) {
    int made = (int) (step % stepsPerEpoch) + 1;
    int sinceUpToDate = (made - 1) % EVERY + 1;
    if (sinceUpToDate < EVERY && made < stepsPerEpoch) {
      return;
    }
    double now = Math.min(decay, (1.0 + step) / (10.0 + step));
    averages.take((float) (1 - Math.pow(now, sinceUpToDate)));
  }

  /**
   * The averages now, an array a parameter: all that a run must keep to go on. Copies where they
   * lie on a device, else their own memory, which steps go on changing.
   */
  public List<float[]> values() {
    return averages.values();
  }

  /**
   * Goes on from averages kept earlier.
   *
   * @throws IllegalArgumentException if they are of other sizes
   */
  public void restore(List<float[]> kept) {
    if (kept.size() != parameters.size()) {
      throw new IllegalArgumentException(kept.size() + " averages for " + parameters.size());
    }
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i).length != parameters.get(i).getArray().size()) {
        throw new IllegalArgumentException("an average is of another size than its weights");
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      averages.set(i, kept.get(i));
    }
  }

  /** Frees what is held on a device. */
  @Override
  public void close() {
    averages.close();
  }
}
