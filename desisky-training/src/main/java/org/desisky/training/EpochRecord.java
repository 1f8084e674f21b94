package org.desisky.training;

import java.util.Optional;
import org.desisky.vae.LossValues;

/**
 * What came out of one epoch. Losses of a run with scaled channels are in the unit of the spectra,
 * unless the settings measure them in noise.
 *
 * @param epoch counted from 0
 * @param train means over the training rows, weighted by batch size, while the weights changed
 * @param test means over the test rows after the epoch; empty where it was not validated
 * @param learningRate the rate at the epoch's end
 * @param seconds wall time, validation and checkpoint included, and what was given up of it where
 *     the run went back
 * @param kernelOverlap how much the kernel of the MMD sees of the latents after the epoch ({@link
 *     org.desisky.vae.InfoVaeLoss#overlap}); NaN if not known
 */
public record EpochRecord(
    int epoch,
    LossValues train,
    Optional<LossValues> test,
    double learningRate,
    double seconds,
    double kernelOverlap) {
  /** Below this, what the MMD is of is its own diagonal. */
  public static final double LEAST_OVERLAP = 0.1;

  /** An epoch of which it is not known what the kernel saw. */
  public EpochRecord(
      int epoch, LossValues train, Optional<LossValues> test, double learningRate, double seconds) {
    this(epoch, train, test, learningRate, seconds, Double.NaN);
  }

  /**
   * Whether the kernel of the MMD was saturated: the latents are too far apart, for its width, to
   * be told from each other, so that the term has hardly a gradient.
   */
  public boolean kernelSaturated() {
    return kernelOverlap < LEAST_OVERLAP;
  }
}
