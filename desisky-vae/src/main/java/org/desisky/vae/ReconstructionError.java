package org.desisky.vae;

import java.nio.FloatBuffer;
import org.desisky.core.FloatMatrix;

/** How far reconstructions are from spectra. */
public final class ReconstructionError {
  private ReconstructionError() {}

  /**
   * For each spectrum the mean over channels of (flux − reconstruction)², in flux units squared,
   * summed in float64; NaN where a number is.
   *
   * @param reconstruction of the same sizes as the spectra
   * @throws IllegalArgumentException if it is not
   */
  public static double[] of(FloatMatrix spectra, FloatMatrix reconstruction) {
    if (spectra.rows() != reconstruction.rows() || spectra.columns() != reconstruction.columns()) {
      throw new IllegalArgumentException(reconstruction + " does not reconstruct " + spectra);
    }
    double[] error = new double[spectra.rows()];
    for (int row = 0; row < error.length; row++) {
      FloatBuffer flux = spectra.view(row, 1);
      FloatBuffer again = reconstruction.view(row, 1);
      double sum = 0;
      for (int c = 0; c < spectra.columns(); c++) {
        double difference = (double) flux.get(c) - again.get(c);
        sum += difference * difference;
      }
      error[row] = sum / spectra.columns();
    }
    return error;
  }
}
