package org.desisky.training.scaling;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.EvenRows;
import org.desisky.core.FloatMatrix;

/** In what unit spectra can be learnt from, and shown to a model. */
public final class FluxUnit {
  /** Numbers whose root mean square is less are in another unit: in float32, squares vanish. */
  private static final double LEAST_SIZE = 1e-6;

  private static final int ROWS_LOOKED_AT = 1024;

  private FluxUnit() {}

  /**
   * Makes sure that spectra are not so faint that nothing would be learnt.
   *
   * @param rows the rows to learn from, of which up to 1024 are looked at, evenly taken
   * @throws DesiskyException with the words of {@link #fault}, if they are
   */
  public static void check(FloatMatrix spectra, int[] rows) {
    Optional<String> fault = fault(spectra.select(EvenRows.among(rows, ROWS_LOOKED_AT)));
    if (fault.isPresent()) {
      throw new DesiskyException(fault.get());
    }
  }

  /**
   * That spectra are so faint that they must be in another unit than a model's, in words. Spectra
   * that are all the same number are not judged, and such as are not finite are left out.
   */
  public static Optional<String> fault(FloatMatrix spectra) {
    int[] finite = IntStream.range(0, spectra.rows()).filter(spectra::isFinite).toArray();
    double squares = 0;
    boolean differ = false;
    for (int row : finite) {
      for (float value : spectra.row(row)) {
        squares += (double) value * value;
        differ |= value != spectra.get(finite[0], 0);
      }
    }
    double size = Math.sqrt(squares / finite.length / spectra.columns());
    return differ && size < LEAST_SIZE
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the flux is of the size of %.1e, too small for a model: its unit should be 1e-17"
                    + " erg/s/cm2/A/arcsec2, as that of DESI's sky spectra is; multiply what is in"
                    + " erg/s/cm2/A/arcsec2 by 1e17",
                size))
        : Optional.empty();
  }
}
