package org.desisky.training;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * The return of a run that diverged: it begins the epoch again, as it was when the one before was
 * over, with the same order and noise, at half the rate.
 *
 * @param epoch the epoch that diverged and begins again, counted from 0
 * @param batch the batch that it diverged in, counted from 0
 * @param term what was at fault ({@link TrainingDivergedException#term})
 * @param rateFactor what the rates of all steps are multiplied by from there on: 0.5 after the
 *     first return, 0.25 after the second
 */
public record Retry(int epoch, int batch, String term, double rateFactor) {
  /** After so many the rate is less than a thousandth: what diverges then is not the rate's. */
  public static final int MOST = 10;

  /**
   * An epoch after which the reconstruction error is so many times what it was before diverged,
   * too: what it led to is finite, but nothing to go back to.
   */
  public static final double GROWTH = 1000;

  /** What state and checkpoint's header say of it. */
  Map<String, Object> settings() {
    return ImmutableMap.of("epoch", epoch, "batch", batch, "term", term, "rate_factor", rateFactor);
  }

  /** One sentence for log and report; counts from 1. */
  @Override
  public String toString() {
    return "In epoch "
        + (epoch + 1)
        + ", batch "
        + (batch + 1)
        + ", training diverged ("
        + term
        + "): the run went back, and on at "
        + rateFactor
        + " times the rate.";
  }
}
