package org.desisky.training.scaling;

import java.util.Locale;
import org.desisky.core.DesiskyException;
import org.desisky.core.EvenRows;
import org.desisky.core.FloatMatrix;

/** In what unit spectra can be learnt from. */
public final class FluxUnit {
  /** Numbers whose root mean square is less are in another unit: in float32, squares vanish. */
  private static final double LEAST_SIZE = 1e-6;

  private static final int ROWS_LOOKED_AT = 1024;

  private FluxUnit() {}

  /**
   * Makes sure that spectra are not so faint that nothing would be learnt. Spectra that are all the
   * same number are not judged, nor such as are not finite.
   *
   * @param rows the rows to learn from, of which up to 1024 are looked at, evenly taken
   * @throws DesiskyException if they are
   */
  public static void check(FloatMatrix spectra, int[] rows) {
    int[] chosen = EvenRows.among(rows, ROWS_LOOKED_AT);
    float first = spectra.get(chosen[0], 0);
    double squares = 0;
    boolean differ = false;
    for (int row : chosen) {
      for (float value : spectra.row(row)) {
        squares += (double) value * value;
        differ |= value != first;
      }
    }
    double size = Math.sqrt(squares / chosen.length / spectra.columns());
    if (differ && size < LEAST_SIZE) {
      throw new DesiskyException(
          String.format(
              Locale.ROOT,
              "the flux is of the size of %.1e, too small to learn from: its unit should be 1e-17"
                  + " erg/s/cm2/A/arcsec2, as that of DESI's sky spectra is; multiply what is in"
                  + " erg/s/cm2/A/arcsec2 by 1e17",
              size));
    }
  }
}
