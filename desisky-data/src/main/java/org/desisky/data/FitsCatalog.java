package org.desisky.data;

import org.desisky.core.io.BadFileException;

/**
 * The DESI catalogue's layout in FITS: HDUs WAVELENGTH, FLUX and METADATA.
 *
 * @param fluxUnit as {@link SkyCatalog#fluxUnit()}
 * @param hasDoubles whether the flux is float64 in the file
 * @param flux reads the spectra
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, only handed on
record FitsCatalog(
    double[] wavelength,
    String fluxUnit,
    ObservationTable observations,
    int rows,
    int channels,
    boolean hasDoubles,
    FluxSource flux) {
  static final String WAVELENGTH = "WAVELENGTH";
  static final String FLUX = "FLUX";
  static final String METADATA = "METADATA";

  /** The longest Java array, to be on the safe side. */
  static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  /**
   * Reads all but the spectra. All sizes are checked against each other and against the file before
   * anything is allocated.
   */
  static FitsCatalog of(InputFile in) {
    FitsHdus hdus = FitsHdus.of(in, WAVELENGTH, FLUX, METADATA);
    FitsHdu wavelengthHdu = hdus.get(WAVELENGTH);
    FitsHdu fluxHdu = hdus.get(FLUX);

    long[] fluxAxes = imageAxes(fluxHdu, 2);
    long channels = fluxAxes[0];
    long rows = fluxAxes[1];
    checkSizes(in, "HDU FLUX", rows, channels);
    long wavelengths = imageAxes(wavelengthHdu, 1)[0];
    if (wavelengths != channels) {
      throw wavelengthHdu.error(
          "has " + wavelengths + " numbers for the " + channels + " channels of FLUX");
    }
    FitsTable table = FitsTable.of(hdus.get(METADATA));
    if (table.rows() != rows) {
      throw hdus.get(METADATA)
          .error("has " + table.rows() + " rows for the " + rows + " spectra of FLUX");
    }
    FitsUnits.checkWavelength(wavelengthHdu);
    String unit = FitsUnits.ofFlux(fluxHdu);
    FitsPixels pixels = FitsPixels.of(fluxHdu);
    double[] wavelength = FitsPixels.of(wavelengthHdu).doubles((int) channels);
    try {
      SkyCatalog.checkWavelength(wavelength);
    } catch (BadCatalogException e) {
      throw wavelengthHdu.error("is wrong: " + e.getMessage(), e);
    }
    int width = (int) channels;
    ObservationTable observations = table.read();
    return new FitsCatalog(
        wavelength,
        unit.isEmpty() ? SkyCatalog.fluxUnit(observations) : unit,
        observations,
        (int) rows,
        width,
        fluxHdu.imageBitpix() == -64,
        (first, count, target, at) ->
            pixels.floats((long) first * width, count * width, target, at));
  }

  /**
   * Makes sure that there are spectra, of enough channels, and that they can be counted.
   *
   * @param part what holds them, to begin the message with
   */
  static void checkSizes(InputFile file, String part, long rows, long channels) {
    String problem = null;
    if (rows < 1) {
      problem = " holds no spectra";
    } else if (channels < 2) {
      problem = " has spectra of " + channels + " channel(s); at least 2 are needed";
    } else if (rows > MAX_ARRAY || channels > MAX_ARRAY) {
      problem = " holds " + rows + " x " + channels + " numbers, more than can be read; split it";
    }
    if (problem != null) {
      throw new BadFileException(file.named(), part + problem);
    }
  }

  /** The axes of an image of so many dimensions; further ones of size 1 do not count. */
  private static long[] imageAxes(FitsHdu hdu, int dimensions) {
    if (!hdu.isImage()) {
      throw hdu.error("must be an image, but is a " + hdu.kind());
    }
    long[] axes = hdu.imageAxes();
    int count = axes.length;
    while (count > dimensions && axes[count - 1] == 1) {
      count--;
    }
    if (count != dimensions) {
      throw hdu.error("must have " + dimensions + " dimension(s), but has " + axes.length);
    }
    return axes;
  }
}
