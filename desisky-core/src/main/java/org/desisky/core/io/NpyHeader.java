package org.desisky.core.io;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a NumPy {@code .npy} array: element type, order and shape. The format is NumPy's own
 * (NEP 1); versions 1, 2 and 3 are read, version 1 is written, with the very bytes NumPy writes.
 */
public final class NpyHeader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int GROWTH_DIGITS = 21;
  private static final int MAX_LENGTH = 1 << 16;
  private static final Pattern DICT =
      Pattern.compile(
          "\\s*\\{(?=.*'descr'\\s*:\\s*'(?<descr>[^']*)')"
              + "(?=.*'fortran_order'\\s*:\\s*(?<fortran>True|False))"
              + "(?=.*'shape'\\s*:\\s*\\((?<shape>[0-9,\\sL]*)\\)).*\\}\\s*",
          Pattern.DOTALL);
  private static final Pattern DESCR =
      Pattern.compile("(?<order>[<>|=])(?<kind>[a-zA-Z])(?<size>\\d{1,4})");

  private final String descr;
  private final boolean fortranOrder;
  private final long[] shape;

  private NpyHeader(String descr, boolean fortranOrder, long[] shape) {
    this.descr = descr;
    this.fortranOrder = fortranOrder;
    this.shape = shape;
  }

  /** The header of a C-ordered array, such as {@code of("<f4", 1000, 24)}. */
  public static NpyHeader of(String descr, long... shape) {
    return new NpyHeader(descr, false, shape.clone());
  }

  /**
   * Reads a header and leaves {@code in} at the first byte of the data.
   *
   * @throws IOException if the bytes are no such header, saying why
   */
  public static NpyHeader read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    byte[] start = data.readNBytes(MAGIC.length + 2);
    if (start.length == 0) {
      throw new EOFException("no data left in the file");
    }
    if (start.length < MAGIC.length + 2) {
      throw new EOFException("the file ends inside an array header");
    }
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException("not a NumPy array (it does not start with \\x93NUMPY)");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new IOException("NumPy format version " + version + " is unknown");
    }
    byte[] lengthBytes = data.readNBytes(version == 1 ? 2 : 4);
    long length = 0;
    for (int i = lengthBytes.length - 1; i >= 0; i--) {
      length = (length << 8) | (lengthBytes[i] & 0xFF);
    }
    if (length > MAX_LENGTH) {
      throw new IOException("an array header of " + length + " bytes is not credible");
    }
    byte[] dict = data.readNBytes((int) length);
    if (dict.length < length || lengthBytes.length == 0) {
      throw new EOFException("the file ends inside an array header");
    }
    return parse(
        new String(dict, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
  }

  private static NpyHeader parse(String dict) throws IOException {
    Matcher match = DICT.matcher(dict);
    if (!match.matches()) {
      throw new IOException("the array header is not understood: " + dict.strip());
    }
    String[] sizes = match.group("shape").replace("L", "").split(",");
    try {
      long[] shape =
          Arrays.stream(sizes)
              .map(String::strip)
              .filter(s -> !s.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
      return new NpyHeader(match.group("descr"), match.group("fortran").equals("True"), shape);
    } catch (NumberFormatException e) {
      throw new IOException("the array header has a size that is no number: " + dict.strip(), e);
    }
  }

  /** The header's bytes as NumPy writes them, padded so that data begin at a multiple of 64. */
  public byte[] toBytes() {
    StringBuilder dict =
        new StringBuilder("{'descr': '").append(descr).append("', 'fortran_order': ");
    dict.append(fortranOrder ? "True" : "False")
        .append(", 'shape': ")
        .append(shapeText())
        .append(", }");
    if (shape.length > 0) {
      long growing = shape[fortranOrder ? shape.length - 1 : 0];
      dict.append(" ".repeat(GROWTH_DIGITS - Long.toString(growing).length()));
    }
    int unpadded = MAGIC.length + 4 + dict.length() + 1;
    dict.append(" ".repeat(ALIGNMENT - unpadded % ALIGNMENT)).append('\n');
    byte[] bytes = new byte[MAGIC.length + 4 + dict.length()];
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[MAGIC.length] = 1;
    bytes[MAGIC.length + 2] = (byte) dict.length();
    bytes[MAGIC.length + 3] = (byte) (dict.length() >>> 8);
    byte[] text = dict.toString().getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(text, 0, bytes, MAGIC.length + 4, text.length);
    return bytes;
  }

  /** NumPy's name of the element type, such as {@code <f4}. */
  public String descr() {
    return descr;
  }

  /** Whether the first index varies fastest. */
  public boolean fortranOrder() {
    return fortranOrder;
  }

  /** The sizes; none for a single number. */
  public long[] shape() {
    return shape.clone();
  }

  /** The shape as Python writes it, such as {@code (1000, 24)}. */
  public String shapeText() {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < shape.length; i++) {
      text.append(i == 0 ? "" : ", ").append(shape[i]);
    }
    return text.append(shape.length == 1 ? ",)" : ")").toString();
  }

  /**
   * How many elements the shape makes.
   *
   * @throws IOException if that is more than a {@code long} holds
   */
  public long elements() throws IOException {
    long product = 1;
    try {
      for (long size : shape) {
        product = Math.multiplyExact(product, size);
      }
    } catch (ArithmeticException e) {
      throw new IOException("an array of shape " + shapeText() + " is not credible", e);
    }
    return product;
  }

  /**
   * Bytes of one element.
   *
   * @throws IOException if the type is not a number this reader knows
   */
  public int elementBytes() throws IOException {
    int size = Integer.parseInt(descrMatcher().group("size"));
    if (size == 0) {
      throw new IOException("element type '" + descr + "' is not a number this reader knows");
    }
    return kind() == 'U' ? size * Integer.BYTES : size; // texts are counted in characters
  }

  /** 'f', 'i', 'u' or 'b'. */
  char kind() throws IOException {
    return descrMatcher().group("kind").charAt(0);
  }

  ByteOrder byteOrder() throws IOException {
    String order = descrMatcher().group("order");
    return order.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private Matcher descrMatcher() throws IOException {
    Matcher match = DESCR.matcher(descr);
    if (!match.matches()) {
      throw new IOException("element type '" + descr + "' is not a number this reader knows");
    }
    return match;
  }
}
