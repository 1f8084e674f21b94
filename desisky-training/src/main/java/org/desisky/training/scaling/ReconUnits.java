package org.desisky.training.scaling;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.vae.Standardisation;

/** In which unit the reconstruction term of the loss is. */
public enum ReconUnits {
  /** Flux: a channel counts by its error, whatever its noise. */
  FLUX,
  /**
   * The noise of each channel: what principal components leave of it, root mean square over the
   * training rows: 32 of them, or one for each 20 channels or rows where these are few. An error
   * that is as large as the noise counts 1 in every channel.
   */
  NOISE;

  private static final int COMPONENTS = 32;
  private static final int COLUMNS_EACH = 20;
  private static final double LEAST_SHARE = 1e-3;

  /** Its name where users read and write it: {@code flux} or {@code noise}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What differences in the units trained in are multiplied by to be in this unit: nothing, if no
   * factor is needed; one number for all channels; or one for each.
   *
   * @param scaling the units trained in; empty for flux
   * @param rows the rows that are learned from
   */
  public float[] factors(Optional<Standardisation> scaling, FloatMatrix spectra, int[] rows) {
    if (this == FLUX && scaling.isEmpty()) {
      return new float[0];
    }
    double[] scale = new double[spectra.columns()];
    Arrays.fill(scale, 1);
    if (scaling.isPresent()) {
      scale = scaling.get().scale();
    }
    if (this == NOISE) {
      double[] noise = noise(spectra, rows);
      for (int c = 0; c < scale.length; c++) {
        scale[c] /= noise[c];
      }
    }
    double first = scale[0];
    if (Arrays.stream(scale).allMatch(factor -> factor == first)) {
      return new float[] {(float) first};
    }
    float[] factors = new float[scale.length];
    for (int c = 0; c < factors.length; c++) {
      factors[c] = (float) scale[c];
    }
    return factors;
  }

  /** Of each channel, at least a thousandth of that of all: some channels may have none. */
  static double[] noise(FloatMatrix spectra, int[] rows) {
    int most = Math.min(COMPONENTS, Math.min(spectra.columns(), rows.length) / COLUMNS_EACH);
    PrincipalComponents components = PrincipalComponents.fit(spectra, rows, Math.max(1, most));
    double[] squares = new double[spectra.columns()];
    int atOnce = 256;
    for (int first = 0; first < rows.length; first += atOnce) {
      int[] some = Arrays.copyOfRange(rows, first, Math.min(rows.length, first + atOnce));
      FloatMatrix flux = spectra.select(some);
      FloatMatrix again = components.reconstruct(flux);
      IntStream.range(0, squares.length)
          .parallel()
          .forEach(
              c -> {
                for (int row = 0; row < some.length; row++) {
                  double difference = flux.get(row, c) - (double) again.get(row, c);
                  squares[c] += difference * difference;
                }
              });
    }
    double all = Math.sqrt(Arrays.stream(squares).sum() / squares.length / rows.length);
    double[] noise = new double[squares.length];
    for (int c = 0; c < noise.length; c++) {
      double own = Math.sqrt(squares[c] / rows.length);
      noise[c] = all == 0 ? 1 : Math.max(own, LEAST_SHARE * all);
    }
    return noise;
  }
}
