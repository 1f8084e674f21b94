package org.desisky.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nom.tam.fits.HeaderCard;
import org.desisky.core.io.BadFileException;

/**
 * A column of a FITS binary table, as the header describes it.
 *
 * @param type the letter of TFORM
 * @param repeat how many elements a row has; for text, its bytes
 * @param offset bytes from the start of a row
 * @param scale TSCAL
 * @param zero TZERO
 * @param description TCOMM, empty if there is none
 * @param nullValue TNULL as stored; null if there is none, and where TNULL has no meaning
 * @param isArray whether a row holds several texts
 * @param heapType for variable length, the letter of what lies in the heap; else a blank
 */
record FitsColumn(
    String name,
    String unit,
    String description,
    char type,
    long repeat,
    long offset,
    double scale,
    double zero,
    Long nullValue,
    boolean isArray,
    char heapType) {
  private static final Pattern FORM = Pattern.compile("(\\d{0,9})([LXBIJKAEDCMPQ])(.?).*");

  /** The types that TNULL is defined for (FITS standard 4.0, section 7.3.2). */
  private static final String INTEGERS = "BIJK";

  /** An axis of size 1 at the end of TDIM. */
  private static final Pattern LAST_AXIS = Pattern.compile("(,\\s*1\\s*)+\\)");

  private static final long UNSIGNED_SHORT = 1L << 15;
  private static final long UNSIGNED_INT = 1L << 31;
  private static final double UNSIGNED_LONG = 0x1p63;

  /**
   * Reads the header cards of a column.
   *
   * @param number from 1
   * @param formKey TFORM, or ZFORM where that is the form of what was compressed
   * @throws BadFileException if its form is missing or unknown
   */
  static FitsColumn of(FitsHdu hdu, int number, String formKey, long offset) {
    String name = hdu.header().getStringValue("TTYPE" + number, "").strip();
    String form = hdu.header().getStringValue(formKey + number, "").strip();
    Matcher match = FORM.matcher(form);
    if (!match.matches()) {
      throw hdu.error("has a column of unknown form: " + formKey + number + " = '" + form + "'");
    }
    char type = match.group(2).charAt(0);
    String dimensions = hdu.header().getStringValue("TDIM" + number, "");
    return new FitsColumn(
        name.isEmpty() ? "COLUMN" + number : name,
        hdu.header().getStringValue("TUNIT" + number, "").strip(),
        hdu.header().getStringValue("TCOMM" + number, "").strip(),
        type,
        match.group(1).isEmpty() ? 1 : Long.parseLong(match.group(1)),
        offset,
        hdu.header().getDoubleValue("TSCAL" + number, 1),
        hdu.header().getDoubleValue("TZERO" + number, 0),
        INTEGERS.indexOf(type) < 0 ? null : nullValue(hdu, "TNULL" + number),
        LAST_AXIS.matcher(dimensions).replaceFirst(")").contains(","),
        match.group(3).isEmpty() ? ' ' : match.group(3).charAt(0));
  }

  /** A card without a value says nothing. */
  private static Long nullValue(FitsHdu hdu, String key) {
    HeaderCard card = hdu.header().getCard(key);
    boolean says = card != null && card.getValue() != null && !card.getValue().isBlank();
    return says ? (Long) hdu.integer(key) : null;
  }

  /** Bytes of one element; for variable length, of one in the heap. */
  int elementBytes() {
    return elementBytes(type == 'P' || type == 'Q' ? heapType : type);
  }

  private static int elementBytes(char letter) {
    return switch (letter) {
      case 'I' -> 2;
      case 'J', 'E' -> 4;
      case 'K', 'D', 'C', 'P' -> 8;
      case 'M', 'Q' -> 16;
      default -> 1;
    };
  }

  /** Bytes in each row. */
  long width() {
    return type == 'X' ? (repeat + 7) / 8 : repeat * elementBytes(type);
  }

  /** Whether a row has one number, logical or text. */
  boolean isScalar() {
    return type == 'A' ? repeat > 0 && !isArray : repeat == 1 && "LBIJKED".indexOf(type) >= 0;
  }

  /** Whether its numbers are whole, but maybe for an offset. */
  boolean isInteger() {
    return INTEGERS.indexOf(type) >= 0 && scale == 1;
  }

  /** Room for the values of so many rows. */
  Values allocate(int rows) {
    return switch (type) {
      case 'A' -> {
        String[] texts = new String[rows];
        yield new Values(this, (row, block, at) -> texts[row] = text(block, at), () -> texts);
      }
      case 'L' -> {
        boolean[] flags = new boolean[rows];
        yield new Values(this, (row, block, at) -> flags[row] = block.get(at) == 'T', () -> flags);
      }
      case 'E' -> {
        float[] floats = new float[rows];
        yield new Values(
            this,
            (row, block, at) -> floats[row] = block.getFloat(at),
            () -> isScaled() ? scaled(rows, row -> floats[row]) : floats);
      }
      case 'D' -> {
        double[] doubles = new double[rows];
        yield new Values(
            this,
            (row, block, at) -> doubles[row] = block.getDouble(at),
            () -> isScaled() ? scaled(rows, row -> doubles[row]) : doubles);
      }
      default -> {
        long[] integers = new long[rows];
        yield new Values(
            this, (row, block, at) -> integers[row] = integer(block, at), () -> typed(integers));
      }
    };
  }

  private boolean isScaled() {
    return scale != 1 || zero != 0;
  }

  private double[] scaled(int rows, IntToDoubleFunction raw) {
    double[] scaled = new double[rows];
    Arrays.setAll(scaled, row -> zero + scale * raw.applyAsDouble(row));
    return scaled;
  }

  /** Text ends at the first NUL, and blanks at its end do not count. */
  private String text(ByteBuffer block, int at) {
    byte[] bytes = new byte[(int) repeat];
    block.get(at, bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).stripTrailing();
  }

  private long integer(ByteBuffer block, int at) {
    return switch (type) {
      case 'B' -> block.get(at) & 0xFF;
      case 'I' -> block.getShort(at);
      case 'J' -> block.getInt(at);
      default -> block.getLong(at);
    };
  }

  /**
   * Integers as {@code int[]} or {@code long[]} where nothing is lost (unsigned ones are stored
   * with an offset), else as {@code double[]} with NaN for null. Unsigned 64-bit ones are below 2⁶³
   * in practice.
   */
  private Object typed(long[] raw) {
    if (type == 'K' && scale == 1 && zero == UNSIGNED_LONG) {
      boolean isSmall = !hasNull(raw) && Arrays.stream(raw).allMatch(value -> value < 0);
      return isSmall
          ? Arrays.stream(raw).map(value -> value ^ Long.MIN_VALUE).toArray()
          : doubles(raw);
    }
    boolean isWhole =
        scale == 1
            && zero == Math.rint(zero)
            && Math.abs(zero) <= UNSIGNED_INT
            && (type != 'K' || zero == 0);
    if (!isWhole || hasNull(raw)) {
      return doubles(raw);
    }
    long added = (long) zero;
    boolean isLong =
        type == 'K' || (added != 0 && (type == 'J' || Math.abs(zero) > UNSIGNED_SHORT));
    if (isLong) {
      return Arrays.stream(raw).map(value -> value + added).toArray();
    }
    return Arrays.stream(raw).mapToInt(value -> (int) (value + added)).toArray();
  }

  private double[] doubles(long[] raw) {
    FitsScale meant =
        new FitsScale(scale, zero, nullValue != null, nullValue == null ? 0 : nullValue);
    return Arrays.stream(raw).mapToDouble(meant::of).toArray();
  }

  private boolean hasNull(long[] raw) {
    return nullValue != null && Arrays.stream(raw).anyMatch(value -> value == nullValue);
  }

  /** Takes the value of a row, which begins at a byte of a block. */
  private interface Cell {
    void take(int row, ByteBuffer block, int at);
  }

  /** The values of a column, to be filled block by block. */
  static final class Values {
    private final FitsColumn column;
    private final Cell cell;
    private final Supplier<Object> array;

    private Values(FitsColumn column, Cell cell, Supplier<Object> array) {
      this.column = column;
      this.cell = cell;
      this.array = array;
    }

    /**
     * Takes rows of a block.
     *
     * @param block rows of {@code rowBytes} each, from the start of the buffer
     * @param first the row in the table of the first row in the block
     */
    void put(ByteBuffer block, int rowBytes, int first, int count) {
      for (int i = 0; i < count; i++) {
        cell.take(first + i, block, i * rowBytes + (int) column.offset);
      }
    }

    Column toColumn() {
      return new Column(column.name, column.unit, array.get(), column.description);
    }
  }
}
