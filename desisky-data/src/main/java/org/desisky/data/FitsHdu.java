package org.desisky.data;

import java.io.IOException;
import java.util.Locale;
import nom.tam.fits.Header;
import nom.tam.fits.HeaderCard;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;

/**
 * A header and data unit of a FITS file: its header, and where its data lie.
 *
 * @param file where to read the data
 * @param number from 0, the primary
 * @param header its cards
 * @param dataOffset bytes from the start of the file to the data
 */
record FitsHdu(InputFile file, int number, Header header, long dataOffset) {
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
    return error(problem, null);
  }

  BadFileException error(String problem, Throwable cause) {
    return new BadFileException(file.named(), label() + " " + problem, cause);
  }

  BadFileException unreadable(IOException cause) {
    return error("cannot be read: " + AtomicFiles.reason(cause), cause);
  }

  /** IMAGE, BINTABLE, or whatever it is. */
  String kind() {
    return number == 0 ? "IMAGE" : header.getStringValue("XTENSION", "?").strip();
  }

  boolean isImage() {
    return kind().equals("IMAGE") || isTiledImage();
  }

  /** Whether it is an image in compressed tiles, which FITS keeps as rows of a binary table. */
  boolean isTiledImage() {
    return flag("ZIMAGE");
  }

  /** Whether it is a binary table in compressed tiles. */
  boolean isTiledTable() {
    return flag("ZTABLE");
  }

  boolean flag(String key) {
    return header.getBooleanValue(key, false);
  }

  /** A whole number that must be there. */
  long integer(String key) {
    HeaderCard card = header.getCard(key);
    Long value = card == null ? null : card.getValue(Long.class, null);
    if (value == null) {
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
    return axes("NAXIS");
  }

  /** The axes of an image, whether it is stored as it is or in compressed tiles. */
  long[] imageAxes() {
    return axes(isTiledImage() ? "ZNAXIS" : "NAXIS");
  }

  /** Bits of a number of such an image, negative for floating point. */
  int imageBitpix() {
    return bitpix(isTiledImage() ? "ZBITPIX" : "BITPIX");
  }

  private long[] axes(String key) {
    long count = size(key);
    if (count > MAX_AXES) {
      throw error("has a header card " + key + " = " + count + ", which is not credible");
    }
    long[] axes = new long[(int) count];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = size(key + (i + 1));
    }
    return axes;
  }

  /** Bytes of one number, by BITPIX. */
  int bytesPerPixel() {
    return Math.abs(bitpix("BITPIX")) / 8;
  }

  /** BITPIX or ZBITPIX: bits of a number, negative for floating point. */
  int bitpix(String key) {
    long bits = integer(key);
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64 && bits != -32 && bits != -64) {
      throw error("has a header card " + key + " = " + bits + ", which FITS does not know");
    }
    return (int) bits;
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
      throw error("has sizes that are not credible", e);
    }
  }

  /** A size that may be missing. */
  long sizeOr(String key, long otherwise) {
    return header.containsKey(key) ? size(key) : otherwise;
  }
}
