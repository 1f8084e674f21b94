package org.desisky.vae.anomaly;

/**
 * How odd one spectrum is.
 *
 * @param row which, as the matrix of spectra or their catalogue counts
 * @param score the surprise of its oddest trait: −ln of how rarely spectra of the reference reach
 *     it; infinite for a spectrum that is not finite, that no sky has, or of which the model makes
 *     nothing finite
 * @param pValue the probability that a spectrum as those that calibrated the detector scores as
 *     high
 * @param flagged whether the score is above the threshold
 * @param trait what is odd: the oddest that has a place, if that alone is reason to flag it, else
 *     the oddest
 * @param reason what is odd, in words, with the size in robust standard deviations where it has one
 * @param firstChannel where the fault begins, channels counted from 0
 * @param lastChannel where it ends
 */
public record AnomalyScore(
    int row,
    double score,
    double pValue,
    boolean flagged,
    Trait trait,
    String reason,
    int firstChannel,
    int lastChannel) {
  /** The same of another row. */
  public AnomalyScore withRow(int other) {
    return new AnomalyScore(
        other, score, pValue, flagged, trait, reason, firstChannel, lastChannel);
  }
}
