package org.desisky.vae.anomaly;

import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.vae.SkyVae;

/**
 * Spectra and what a model makes of them.
 *
 * @param flux the spectra, (N, D)
 * @param latents the means of their latents, (N, d)
 * @param reconstruction decoded from these, (N, D)
 */
record ModelledSpectra(FloatMatrix flux, FloatMatrix latents, FloatMatrix reconstruction) {
  static ModelledSpectra of(SkyVae vae, FloatMatrix flux) {
    FloatMatrix latents = vae.encode(flux).mean();
    return new ModelledSpectra(flux, latents, vae.decode(latents));
  }

  int rows() {
    return flux.rows();
  }

  /** Whether the model makes finite numbers of a spectrum, which it does of none that is not so. */
  boolean isFinite(int row) {
    return latents.isFinite(row) && reconstruction.isFinite(row);
  }

  /** Those of which the model makes finite numbers, in their order. */
  ModelledSpectra finite() {
    int[] finite = IntStream.range(0, rows()).filter(this::isFinite).toArray();
    return finite.length == rows()
        ? this
        : new ModelledSpectra(
            flux.select(finite), latents.select(finite), reconstruction.select(finite));
  }

  /** Spectra less reconstructions, (N, D). */
  FloatMatrix residuals() {
    int columns = flux.columns();
    float[] values = new float[rows() * columns];
    IntStream.range(0, rows())
        .parallel()
        .forEach(
            row -> {
              for (int i = 0; i < columns; i++) {
                values[row * columns + i] = flux.get(row, i) - reconstruction.get(row, i);
              }
            });
    return FloatMatrix.of(values, rows(), columns);
  }

  /** Takes a spectrum with what the model makes of it. */
  interface RowAction {
    void accept(int row, float[] flux, float[] reconstruction, float[] latents);
  }

  /** Does something with each, in any order and on all cores. */
  void eachRow(RowAction action) {
    IntStream.range(0, rows())
        .parallel()
        .forEach(
            row -> action.accept(row, flux.row(row), reconstruction.row(row), latents.row(row)));
  }
}
