package org.desisky.data;

import java.nio.file.Path;
import java.util.Locale;
import nom.tam.fits.Header;
import org.desisky.core.io.BadFileException;

/**
 * A header and data unit of a FITS file: its header, and where its data lie.
 *
 * @param file where to read the data
 * @param named the path to put into messages
 * @param number from 0, the primary
 * @param header its cards
 * @param dataOffset bytes from the start of the file to the data
 * @param fileSize bytes of the file
 */
record FitsHdu(Path file, Path named, int number, Header header, long dataOffset, long fileSize) {
  private static final int MAX_AXES = 999;

  /** EXTNAME in upper case; without it, PRIMARY for the first and else empty. */
  String name() {
    String name = header.getStringValue("EXTNAME", number == 0 ? "PRIMARY" : "");
    return name.strip().toUpperCase(Locale.ROOT);
  }

  /** The name, or else the number. */
  String label() {
    return name().isEmpty() ? "HDU " + number : "HDU " + name();
  }

  BadFileException error(String problem) {
    return new BadFileException(named, label() + " " + problem);
  }

  /** IMAGE, BINTABLE, or whatever it is. */
  String kind() {
    return number == 0 ? "IMAGE" : header.getStringValue("XTENSION", "?").strip();
  }

  boolean isImage() {
    return kind().equals("IMAGE");
  }

  boolean flag(String key) {
    return header.getBooleanValue(key, false);
  }

  /** A whole number that must be there. */
  long integer(String key) {
    long value = header.getLongValue(key, Long.MIN_VALUE);
    if (value == Long.MIN_VALUE) {
      throw error("lacks the header card " + key + ", or it is not a whole number");
    }
    return value;
  }

  /** A size, 0 or more, that must be there. */
  long size(String key) {
    long value = integer(key);
    if (value < 0) {
      throw error("has a header card " + key + " = " + value + ", which cannot be a size");
    }
    return value;
  }

  /** NAXIS1, NAXIS2, …: the first varies fastest. */
  long[] axes() {
    long count = size("NAXIS");
    if (count > MAX_AXES) {
      throw error("has a header card NAXIS = " + count + ", which is not credible");
    }
    long[] axes = new long[(int) count];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = size("NAXIS" + (i + 1));
    }
    return axes;
  }

  /** Bytes of one number, by BITPIX. */
  int bytesPerPixel() {
    long bits = integer("BITPIX");
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64 && bits != -32 && bits != -64) {
      throw error("has a header card BITPIX = " + bits + ", which FITS does not know");
    }
    return (int) Math.abs(bits) / 8;
  }

  /** Bytes of the data, padding not counted. */
  long dataSize() {
    long[] axes = axes();
    if (axes.length == 0) {
      return 0;
    }
    try {
      long pixels = 1;
      for (long axis : axes) {
        pixels = Math.multiplyExact(pixels, axis);
      }
      pixels = Math.addExact(pixels, sizeOr("PCOUNT", 0));
      pixels = Math.multiplyExact(pixels, sizeOr("GCOUNT", 1));
      return Math.multiplyExact(pixels, (long) bytesPerPixel());
    } catch (ArithmeticException e) {
      throw new BadFileException(named, label() + " has sizes that are not credible", e);
    }
  }

  private long sizeOr(String key, long otherwise) {
    return header.containsKey(key) ? size(key) : otherwise;
  }
}
