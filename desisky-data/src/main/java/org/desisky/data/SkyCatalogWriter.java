package org.desisky.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.util.FitsOutputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;

/**
 * Writes catalogues in the layout of the DESI catalogue, for {@link SkyCatalog#read}, the Python
 * package, TOPCAT and astropy.
 */
public final class SkyCatalogWriter {
  /** {@link SkyCatalog#FLUX_UNIT} as the FITS standard spells it: what BUNIT says. */
  public static final String BUNIT = "10**-17 erg/(s cm2 Angstrom arcsec2)";

  /** The square of {@link #BUNIT}, of errors. */
  public static final String SQUARED_BUNIT = "10**-34 erg2/(s2 cm4 Angstrom2 arcsec4)";

  /** Characters of text in a HISTORY card. */
  private static final int CARD_TEXT = 70;

  private static final int CHUNK_BYTES = 1 << 18;

  private SkyCatalogWriter() {}

  /** As {@link #write(SkyCatalog, Path, List)}, with no history. */
  public static void write(SkyCatalog catalog, Path file) {
    write(catalog, file, List.of());
  }

  /**
   * Writes a FITS file: an empty primary HDU, then the images WAVELENGTH (float64, Å) and FLUX
   * (float32, a spectrum a row, with its unit where that is known) and the binary table METADATA.
   * The file appears whole or not at all, and replaces what was there.
   *
   * <p>FITS has printable ASCII alone: other characters of units, texts, descriptions and history
   * become question marks, and a warning names the columns.
   *
   * @param history what made these data, a line each: HISTORY cards of the primary header, as many
   *     as the line needs
   * @throws BadCatalogException if there are no spectra, their wavelengths are not known, or a
   *     column's name is not printable ASCII
   * @throws org.desisky.core.DesiskyException if the file cannot be written
   */
  public static void write(SkyCatalog catalog, Path file, List<String> history) {
    if (catalog.rows() == 0) {
      throw new BadCatalogException("there are no spectra to write to " + file);
    }
    if (!catalog.hasWavelength()) {
      throw new BadCatalogException(
          "a FITS catalogue needs wavelengths, and those of these spectra are not known");
    }
    WavelengthGrid grid = WavelengthGrid.of(catalog.wavelength());
    List<FloatMatrix> flux = List.of(catalog.flux());
    write(grid, flux.iterator(), catalog.fluxUnit(), catalog.observations(), file, history);
  }

  /**
   * As {@link #write(SkyCatalog, Path, List)}, for spectra that come in batches and are never
   * together in memory.
   *
   * @param flux the spectra, as many together as there are observations
   * @param fluxUnit as {@link SkyCatalog#fluxUnit()}
   * @throws BadCatalogException if a column's name is not printable ASCII
   * @throws org.desisky.core.DesiskyException if the file cannot be written, or whatever the
   *     batches throw; the old file is then untouched
   * @throws IllegalArgumentException if the spectra are fewer or more than the observations, or of
   *     another number of channels than the grid
   */
  public static void write(
      WavelengthGrid grid,
      Iterator<FloatMatrix> flux,
      String fluxUnit,
      ObservationTable observations,
      Path file,
      List<String> history) {
    FitsTableWriter table = new FitsTableWriter(observations, file);
    AtomicFiles.write(
        file,
        out -> {
          writeHeader(primary(history), out);
          writeWavelength(grid.wavelength(), out);
          writeFlux(flux, fluxUnit, observations.rows(), grid.channels(), out);
          table.write(out);
        });
  }

  private static Header primary(List<String> history) throws FitsException {
    Header header = new Header();
    header.addValue("SIMPLE", true, "conforms to the FITS standard");
    header.addValue("BITPIX", 8, "no data here");
    header.addValue("NAXIS", 0, "no data here");
    header.addValue("EXTEND", true, "data follow in extensions");
    for (String line : history) {
      for (String text : historyCards(line)) {
        header.insertHistory(text);
      }
    }
    return header;
  }

  /**
   * The texts of the HISTORY cards that a line of history takes, one at the least, each of up to 70
   * characters. Those other than printable ASCII become question marks.
   */
  public static List<String> historyCards(String line) {
    return Splitter.fixedLength(CARD_TEXT).splitToList(FitsTableWriter.ascii(line));
  }

  private static Header image(String name, String unit, int bitpix, int... axes)
      throws FitsException {
    Header header = new Header();
    header.addValue("XTENSION", "IMAGE", "an image");
    header.addValue("BITPIX", bitpix, "bits of a number; negative: floating point");
    header.addValue("NAXIS", axes.length, "dimensions");
    for (int i = 0; i < axes.length; i++) {
      header.addValue("NAXIS" + (i + 1), axes[i], i == 0 ? "channels" : "spectra");
    }
    header.addValue("PCOUNT", 0, "no further data");
    header.addValue("GCOUNT", 1, "one group");
    header.addValue("EXTNAME", name, "name of this HDU");
    if (!unit.isEmpty()) {
      header.addValue("BUNIT", FitsTableWriter.ascii(unit), "unit of the numbers");
    }
    return header;
  }

  private static void writeWavelength(double[] wavelength, OutputStream out) throws IOException {
    writeHeader(image(FitsCatalog.WAVELENGTH, "Angstrom", -64, wavelength.length), out);
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * wavelength.length);
    bytes.asDoubleBuffer().put(wavelength);
    out.write(bytes.array());
    pad(bytes.capacity(), out);
  }

  private static void writeFlux(
      Iterator<FloatMatrix> batches, String unit, int rows, int channels, OutputStream out)
      throws IOException {
    writeHeader(image(FitsCatalog.FLUX, unit, -32, channels, rows), out);
    int written = 0;
    while (batches.hasNext()) {
      FloatMatrix batch = batches.next();
      checkArgument(batch.columns() == channels, "%s is not of %s channels", batch, channels);
      written += batch.rows();
      checkArgument(written <= rows, "more than %s spectra", rows);
      writeRows(batch, out);
    }
    checkArgument(written == rows, "%s spectra of %s", written, rows);
    pad((long) Float.BYTES * channels * rows, out);
  }

  private static void writeRows(FloatMatrix flux, OutputStream out) throws IOException {
    int rowBytes = Float.BYTES * flux.columns();
    int rowsAtOnce = Math.max(1, CHUNK_BYTES / rowBytes);
    ByteBuffer chunk = ByteBuffer.allocate(rowBytes * rowsAtOnce);
    for (int first = 0; first < flux.rows(); first += rowsAtOnce) {
      int count = Math.min(rowsAtOnce, flux.rows() - first);
      flux.copyRows(first, count, chunk.asFloatBuffer());
      out.write(chunk.array(), 0, rowBytes * count);
    }
  }

  /** Not to the file at once: where that fails, the library's error tells neither it nor why. */
  static void writeHeader(Header header, OutputStream out) throws IOException {
    ByteArrayOutputStream cards = new ByteArrayOutputStream();
    FitsOutputStream fits = new FitsOutputStream(cards);
    header.write(fits);
    fits.flush();
    cards.writeTo(out);
  }

  /** Fills the last block after so many bytes of data. */
  static void pad(long written, OutputStream out) throws IOException {
    int over = (int) (written % FitsHdus.BLOCK);
    if (over > 0) {
      out.write(new byte[FitsHdus.BLOCK - over]);
    }
  }
}
