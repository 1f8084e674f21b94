package org.desisky.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/** Puts FITS files together card by card, right or wrong, as a test needs them. */
final class FitsBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A file that begins with an empty primary HDU. */
  static FitsBytes file() {
    return new FitsBytes().hdu(new byte[0], "SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 0");
  }

  /** The three parts of a catalogue of 2 spectra x 3 channels, with one column. */
  static FitsBytes catalog() {
    return file().wavelength(4000, 4001, 4002).flux().metadata();
  }

  /** Adds an HDU: its cards, END, and its data, each padded. */
  FitsBytes hdu(byte[] data, String... cards) {
    StringBuilder header = new StringBuilder();
    for (String card : cards) {
      header.append(String.format("%-80s", card));
    }
    header.append(String.format("%-80s", "END"));
    out.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    pad(' ');
    out.writeBytes(data);
    pad(0);
    return this;
  }

  FitsBytes image(String name, int bitpix, byte[] data, int... axes) {
    String[] cards = new String[4 + axes.length];
    cards[0] = "XTENSION= 'IMAGE   '";
    cards[1] = "BITPIX  = " + bitpix;
    cards[2] = "NAXIS   = " + axes.length;
    for (int i = 0; i < axes.length; i++) {
      cards[3 + i] = "NAXIS" + (i + 1) + "  = " + axes[i];
    }
    cards[cards.length - 1] = "EXTNAME = '" + name + "'";
    return hdu(data, cards);
  }

  FitsBytes wavelength(double... values) {
    return image(
        "WAVELENGTH",
        -64,
        bytes(8 * values.length, b -> b.asDoubleBuffer().put(values)),
        values.length);
  }

  FitsBytes flux() {
    return image(
        "FLUX", -32, bytes(24, b -> b.asFloatBuffer().put(new float[] {1, 2, 3, 4, 5, 6})), 3, 2);
  }

  FitsBytes metadata() {
    return table(2, bytes(8, b -> b.putInt(7).putInt(8)), 4, "TTYPE1  = 'EXPID'", "TFORM1  = 'J'");
  }

  FitsBytes table(int rows, byte[] data, int rowBytes, String... columnCards) {
    long fields = Arrays.stream(columnCards).filter(c -> c.startsWith("TFORM")).count();
    String[] cards = {
      "XTENSION= 'BINTABLE'",
      "BITPIX  = 8",
      "NAXIS   = 2",
      "NAXIS1  = " + rowBytes,
      "NAXIS2  = " + rows,
      "PCOUNT  = 0",
      "GCOUNT  = 1",
      "TFIELDS = " + fields,
      "EXTNAME = 'METADATA'"
    };
    String[] all = Arrays.copyOf(cards, cards.length + columnCards.length);
    System.arraycopy(columnCards, 0, all, cards.length, columnCards.length);
    return hdu(data, all);
  }

  static byte[] bytes(int size, Consumer<ByteBuffer> content) {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    content.accept(buffer);
    return buffer.array();
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  /** Writes the file. */
  Path in(Path folder) throws IOException {
    return Files.write(folder.resolve("catalog.fits"), toBytes());
  }

  private void pad(int with) {
    while (out.size() % 2880 != 0) {
      out.write(with);
    }
  }
}
