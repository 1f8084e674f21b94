package org.desisky.data;

import java.nio.file.Path;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;

/** The DESI catalogue's layout in FITS: HDUs WAVELENGTH, FLUX and METADATA. */
final class FitsCatalog {
  static final String WAVELENGTH = "WAVELENGTH";
  static final String FLUX = "FLUX";
  static final String METADATA = "METADATA";

  /** The longest Java array, to be on the safe side. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private FitsCatalog() {}

  /**
   * Reads a catalogue. All sizes are checked against each other and against the file before
   * anything is allocated.
   *
   * @param named the path to put into messages
   */
  static SkyCatalog read(Path file, Path named) {
    FitsHdus hdus = FitsHdus.of(file, named, WAVELENGTH, FLUX, METADATA);
    FitsHdu wavelengthHdu = hdus.get(WAVELENGTH);
    FitsHdu fluxHdu = hdus.get(FLUX);
    FitsHdu metadataHdu = hdus.get(METADATA);

    long[] fluxAxes = imageAxes(fluxHdu, 2);
    long channels = fluxAxes[0];
    long rows = fluxAxes[1];
    checkSizes(named, "HDU FLUX", rows, channels);
    long wavelengths = imageAxes(wavelengthHdu, 1)[0];
    if (wavelengths != channels) {
      throw new BadFileException(
          named,
          "HDU WAVELENGTH has "
              + wavelengths
              + " numbers for the "
              + channels
              + " channels of FLUX");
    }
    FitsTable table = new FitsTable(metadataHdu);
    if (table.rows() != rows) {
      throw new BadFileException(
          named, "HDU METADATA has " + table.rows() + " rows for the " + rows + " spectra of FLUX");
    }
    double[] wavelength = new FitsImage(wavelengthHdu).doubles((int) channels);
    ObservationTable observations = table.read();
    float[] flux = new FitsImage(fluxHdu).floats((int) (rows * channels));
    try {
      return SkyCatalog.of(
          wavelength, FloatMatrix.of(flux, (int) rows, (int) channels), observations);
    } catch (BadCatalogException e) {
      throw new BadFileException(named, "HDU WAVELENGTH: " + e.getMessage(), e);
    }
  }

  /**
   * Makes sure that there are spectra, of enough channels, and that they fit into an array.
   *
   * @param part what holds them, to begin the message with
   */
  static void checkSizes(Path file, String part, long rows, long channels) {
    if (rows < 1) {
      throw new BadFileException(file, part + " holds no spectra");
    }
    if (channels < 2) {
      throw new BadFileException(
          file, part + " has spectra of " + channels + " channel(s); at least 2 are needed");
    }
    if (rows > MAX_ARRAY / channels) {
      throw new BadFileException(
          file,
          part
              + " holds "
              + rows
              + " x "
              + channels
              + " numbers, more than the "
              + MAX_ARRAY
              + " that can be read at once; split the file");
    }
  }

  private static long[] imageAxes(FitsHdu hdu, int dimensions) {
    if (hdu.flag("ZIMAGE")) {
      throw hdu.error("is a compressed image; unpack the file with funpack first");
    }
    if (!hdu.isImage()) {
      throw hdu.error("must be an image, but is a " + hdu.kind());
    }
    long[] axes = hdu.axes();
    if (axes.length != dimensions) {
      throw hdu.error("must have " + dimensions + " dimension(s), but has " + axes.length);
    }
    return axes;
  }
}
