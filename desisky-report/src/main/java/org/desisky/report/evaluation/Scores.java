package org.desisky.report.evaluation;

import org.desisky.vae.measure.PairedComparison;
import org.desisky.vae.measure.ReconstructionMeasures;

/**
 * Reconstructions of the same spectra by a model and by principal components.
 *
 * @param model those of the model, from the means of its latents
 * @param pca those of the principal components
 */
public record Scores(ReconstructionMeasures model, ReconstructionMeasures pca) {
  /** The mean squared errors of the spectra, in flux units squared: the model's come first. */
  public PairedComparison inFlux() {
    return PairedComparison.of(model.meanSquaredErrors(), pca.meanSquaredErrors());
  }

  /** The same in units of the noise. */
  public PairedComparison inNoise() {
    return PairedComparison.of(model.meanSquaredErrorsInNoise(), pca.meanSquaredErrorsInNoise());
  }
}
