package org.desisky.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Npz;

/**
 * A part of a catalogue's file: an HDU of a FITS file, or an array of a NumPy archive.
 *
 * @param name EXTNAME, PRIMARY for a first HDU without one, empty for another; or the array's name
 * @param type such as {@code image, float32} or {@code binary table, 25 columns}
 * @param shape such as {@code 9176 x 7781} (rows × channels), or {@code 9176 rows}; empty where
 *     there are no data
 * @param unit of an image, as the file spells it; empty where there is none
 */
public record CatalogPart(String name, String type, String shape, String unit) {

  /** The parts of a file, in its order; {@link CatalogSummary#read} has the errors. */
  static List<CatalogPart> of(SkyCatalogReader.Kind kind, InputFile in) {
    return kind == SkyCatalogReader.Kind.NPZ
        ? arrays(in.named())
        : FitsHdus.all(in).stream().map(CatalogPart::of).toList();
  }

  private static List<CatalogPart> arrays(Path file) {
    try (Npz npz = Npz.open(file)) {
      return npz.names().stream().map(name -> array(npz, name)).toList();
    }
  }

  private static CatalogPart array(Npz npz, String name) {
    try {
      return new CatalogPart(name, "array, " + npz.type(name), text(npz.shape(name)), "");
    } catch (BadFileException e) { // one that no spectra are read from may be of any type
      return new CatalogPart(name, "array of a type that is not read here", "", "");
    }
  }

  /** What is in compressed tiles is told as what it is once unpacked. */
  private static CatalogPart of(FitsHdu hdu) {
    String unit = hdu.header().getStringValue("BUNIT", "").strip();
    return new CatalogPart(hdu.name(), type(hdu), shape(hdu), unit);
  }

  private static String shape(FitsHdu hdu) {
    if (!isTable(hdu)) {
      return text(reversed(hdu.imageAxes()));
    }
    long rows = hdu.sizeOr(hdu.isTiledTable() ? "ZNAXIS2" : "NAXIS2", 0);
    return rows + (rows == 1 ? " row" : " rows");
  }

  private static String type(FitsHdu hdu) {
    if (isTable(hdu)) {
      long columns = hdu.size("TFIELDS");
      return "binary table, " + columns + (columns == 1 ? " column" : " columns");
    }
    if (!hdu.isImage()) {
      return hdu.kind();
    }
    if (hdu.imageAxes().length == 0) {
      return "header only";
    }
    int bits = hdu.imageBitpix();
    return "image, " + (bits < 0 ? "float" + -bits : (bits == 8 ? "uint" : "int") + bits);
  }

  private static boolean isTable(FitsHdu hdu) {
    return hdu.kind().equals("BINTABLE") && !hdu.isTiledImage();
  }

  private static long[] reversed(long[] axes) {
    long[] reversed = new long[axes.length];
    Arrays.setAll(reversed, i -> axes[axes.length - 1 - i]);
    return reversed;
  }

  private static String text(long[] shape) {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(" x "));
  }
}
