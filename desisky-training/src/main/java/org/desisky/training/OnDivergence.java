package org.desisky.training;

import org.desisky.core.Labelled;

/** What a run does that diverges, as {@link TrainingDivergedException} has it. */
public enum OnDivergence implements Labelled {
  /** It ends; what was saved stays. */
  STOP,
  /**
   * It goes back to the end of the last epoch that was over and on from there at half the rate, up
   * to {@value Retry#MOST} times; then it ends. An epoch after which the reconstruction error of
   * one batch is more than {@value Retry#GROWTH} times what it was before diverged, too.
   */
  RETRY
}
