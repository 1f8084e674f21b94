package org.desisky.inference;

import org.desisky.core.FloatMatrix;
import org.desisky.vae.Latents;
import org.desisky.vae.ReconstructionError;

/** Some spectra and what a model makes of them; row <em>i</em> of everything belongs together. */
public final class InferenceBatch {
  private final int[] rows;
  private final FloatMatrix flux;
  private final Latents distributions;
  private final FloatMatrix latents;
  private final FloatMatrix reconstructed;

  InferenceBatch(
      int[] rows,
      FloatMatrix flux,
      Latents distributions,
      FloatMatrix latents,
      FloatMatrix reconstructed) {
    this.rows = rows;
    this.flux = flux;
    this.distributions = distributions;
    this.latents = latents;
    this.reconstructed = reconstructed;
  }

  /** The rows of the catalogue, from 0. */
  public int[] rows() {
    return rows.clone();
  }

  /** How many spectra. */
  public int size() {
    return rows.length;
  }

  /** The spectra as the model was given them, on its wavelengths; (N, D). */
  public FloatMatrix flux() {
    return flux;
  }

  /** The encoder's normal distributions, twice (N, d). */
  public Latents distributions() {
    return distributions;
  }

  /** The means of the distributions, or what was drawn from them; (N, d). */
  public FloatMatrix latents() {
    return latents;
  }

  /** The spectra decoded from {@link #latents()}, in the unit of the flux; (N, D). */
  public FloatMatrix reconstructed() {
    return reconstructed;
  }

  /** For each spectrum the mean over channels of (flux − reconstructed)². */
  public double[] reconstructionError() {
    return ReconstructionError.of(flux, reconstructed);
  }

  /** Whether a spectrum has a NaN or an infinity, and so NaN for every result. */
  public boolean isBad(int i) {
    return !flux.isFinite(i);
  }
}
