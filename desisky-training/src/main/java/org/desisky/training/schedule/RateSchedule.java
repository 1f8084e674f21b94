package org.desisky.training.schedule;

import static java.util.Objects.requireNonNull;

import ai.djl.training.tracker.Tracker;
import org.desisky.core.Labelled;

/**
 * A learning rate that depends on the number of the step alone, so that a run can be taken up at
 * any step. A DJL {@code Tracker}, too: DJL counts updates from 1, so that its first has the rate
 * of step 0.
 *
 * @param kind its course after the warm-up
 * @param peak the highest rate, above 0
 * @param warmUpSteps the steps in which it rises to its peak, in equal parts; 0 or more
 * @param totalSteps the steps of the whole run, in the last of which the cosine is near 0; steps
 *     past them have the rate of the last
 */
public record RateSchedule(Kind kind, double peak, long warmUpSteps, long totalSteps)
    implements Tracker {
  /** What the rate does after the warm-up. */
  public enum Kind implements Labelled {
    /** It stays at its peak. */
    CONSTANT,
    /**
     * It falls to 0 as half a cosine wave (Loshchilov and Hutter, "SGDR: Stochastic Gradient
     * Descent with Warm Restarts", ICLR 2017, equation 5, without restarts).
     */
    COSINE;
  }

  /** Checks what is given. */
  public RateSchedule {
    requireNonNull(kind, "kind");
    if (!(peak > 0) || Double.isInfinite(peak)) {
      throw new IllegalArgumentException("the peak rate must be above 0, not " + peak);
    }
    if (warmUpSteps < 0 || totalSteps < 1) {
      throw new IllegalArgumentException(
          "a schedule of " + warmUpSteps + " steps of warm-up and " + totalSteps + " in all");
    }
  }

  /** The rate of a step, counted from 0. */
  public double at(long step) {
    if (step < warmUpSteps) {
      return peak * (step + 1) / (warmUpSteps + 1);
    }
    if (kind == Kind.CONSTANT) {
      return peak;
    }
    long falling = Math.max(1, totalSteps - warmUpSteps);
    long position = Math.min(step - warmUpSteps, falling - 1);
    return peak * 0.5 * (1 + StrictMath.cos(Math.PI * position / falling));
  }

  @Override
  public float getNewValue(int numUpdate) {
    return (float) at(Math.max(0, numUpdate - 1));
  }
}
