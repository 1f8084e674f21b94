package org.desisky.training;

import java.util.List;
import java.util.Optional;
import org.desisky.vae.Weights;

/**
 * How far a run has come, between two steps.
 *
 * @param epoch the epoch that goes on, counted from 0
 * @param batch the next batch of it; as many as there are where only testing is left
 * @param train the losses of its batches so far
 * @param epochSeconds how long this epoch has taken so far, with what was given up of it
 * @param seconds how long the run has taken so far
 * @param history the epochs that are over
 * @param best the best model so far
 * @param retries how often it has diverged and gone back, in order
 */
record Standing(
    int epoch,
    int batch,
    LossMean train,
    double epochSeconds,
    double seconds,
    VaeTrainingHistory history,
    Optional<Best> best,
    List<Retry> retries) {
  /** Copies what is given. */
  Standing {
    retries = List.copyOf(retries);
  }

  /**
   * The best model so far.
   *
   * @param epoch its epoch, counted from 0
   * @param date when that was over, in ISO form
   */
  record Best(int epoch, String date, Weights weights) {}

  /** The same with a best model. */
  Standing with(Best found) {
    return new Standing(
        epoch, batch, train, epochSeconds, seconds, history, Optional.of(found), retries);
  }

  /** The same after a return to it, which does not bring back the time that was spent. */
  Standing with(List<Retry> made, double spentOnEpoch, double spent) {
    return new Standing(epoch, batch, train, spentOnEpoch, spent, history, best, made);
  }

  /** Whether no epoch has begun that is not over. */
  boolean isBetweenEpochs() {
    return batch == 0;
  }

  /** A run that has not begun. */
  static Standing atStart() {
    return new Standing(
        0, 0, new LossMean(), 0, 0, VaeTrainingHistory.empty(), Optional.empty(), List.of());
  }
}
