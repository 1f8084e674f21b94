package org.desisky.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;

/** Writes observations as the FITS binary table METADATA. */
final class FitsTableWriter {
  private static final int BLOCK_BYTES = 1 << 18;

  private final ObservationTable table;
  private final List<Field> fields = new ArrayList<>();
  private final int rowBytes;

  /** Puts one row's value at the buffer's position. */
  private interface Cell {
    void put(int row, ByteBuffer target);
  }

  private record Field(Column column, String form, int width, Cell cell) {}

  /**
   * Looks at all columns, so that a bad one is found before anything is written.
   *
   * @throws BadCatalogException if a name, unit or text is not printable ASCII
   */
  FitsTableWriter(ObservationTable table) {
    this.table = table;
    int width = 0;
    for (Column column : table.columns()) {
      requireAscii(column.name(), "the column name");
      requireAscii(column.unit(), "the unit of column " + column.name());
      requireAscii(column.description(), "the description of column " + column.name());
      Field field = field(column);
      fields.add(field);
      width += field.width;
    }
    rowBytes = width;
  }

  private static Field field(Column column) {
    Object values = column.values();
    if (values instanceof int[] ints) {
      return new Field(column, "1J", 4, (row, target) -> target.putInt(ints[row]));
    }
    if (values instanceof long[] longs) {
      return new Field(column, "1K", 8, (row, target) -> target.putLong(longs[row]));
    }
    if (values instanceof float[] floats) {
      return new Field(column, "1E", 4, (row, target) -> target.putFloat(floats[row]));
    }
    if (values instanceof double[] doubles) {
      return new Field(column, "1D", 8, (row, target) -> target.putDouble(doubles[row]));
    }
    if (values instanceof boolean[] flags) {
      return new Field(
          column, "1L", 1, (row, target) -> target.put((byte) (flags[row] ? 'T' : 'F')));
    }
    String[] texts = (String[]) values;
    int width = Math.max(1, Stream.of(texts).mapToInt(String::length).max().orElse(1));
    for (int row = 0; row < texts.length; row++) {
      requireAscii(texts[row], "the text in column " + column.name() + ", row " + row + ",");
    }
    return new Field(
        column,
        width + "A",
        width,
        (row, target) -> {
          target.put(texts[row].getBytes(StandardCharsets.US_ASCII));
          for (int i = texts[row].length(); i < width; i++) {
            target.put((byte) ' ');
          }
        });
  }

  private static void requireAscii(String text, String what) {
    if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new BadCatalogException(
          what + " '" + text + "' is not printable ASCII, which FITS asks for");
    }
  }

  /** Writes the header and the data, padded to whole blocks. */
  void write(OutputStream out) throws IOException {
    SkyCatalogWriter.writeHeader(header(), out);
    int rowsAtOnce = Math.max(1, BLOCK_BYTES / Math.max(1, rowBytes));
    ByteBuffer block = ByteBuffer.allocate(rowsAtOnce * rowBytes);
    for (int first = 0; first < table.rows(); first += rowsAtOnce) {
      block.clear();
      for (int row = first; row < Math.min(table.rows(), first + rowsAtOnce); row++) {
        for (Field field : fields) {
          field.cell.put(row, block);
        }
      }
      out.write(block.array(), 0, block.position());
    }
    SkyCatalogWriter.pad((long) table.rows() * rowBytes, out);
  }

  private Header header() throws FitsException {
    Header header = new Header();
    header.addValue("XTENSION", "BINTABLE", "a binary table");
    header.addValue("BITPIX", 8, "bytes");
    header.addValue("NAXIS", 2, "dimensions");
    header.addValue("NAXIS1", rowBytes, "bytes of a row");
    header.addValue("NAXIS2", table.rows(), "rows");
    header.addValue("PCOUNT", 0, "no further data");
    header.addValue("GCOUNT", 1, "one group");
    header.addValue("TFIELDS", fields.size(), "columns");
    header.addValue("EXTNAME", FitsCatalog.METADATA, "name of this HDU");
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      header.addValue("TTYPE" + (i + 1), field.column.name(), "");
      header.addValue("TFORM" + (i + 1), field.form, "");
      if (!field.column.unit().isEmpty()) {
        header.addValue("TUNIT" + (i + 1), field.column.unit(), "");
      }
      if (!field.column.description().isEmpty()) {
        header.addValue("TCOMM" + (i + 1), field.column.description(), "");
      }
    }
    return header;
  }
}
