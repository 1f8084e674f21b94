package org.desisky.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes observations as the FITS binary table METADATA. */
final class FitsTableWriter {
  private static final int BLOCK_BYTES = 1 << 18;

  private static final Logger log = LoggerFactory.getLogger(FitsTableWriter.class);

  private final ObservationTable table;
  private final List<Field> fields = new ArrayList<>();
  private final int rowBytes;

  /** Puts one row's value at the buffer's position. */
  private interface Cell {
    void put(int row, ByteBuffer target);
  }

  private record Field(Column column, String form, int width, Cell cell) {}

  /**
   * Looks at all columns, so that a bad one is found before anything is written. FITS has printable
   * ASCII alone: other characters of units, texts and descriptions become question marks, of which
   * the log tells.
   *
   * @param file what will be written, to be told
   * @throws BadCatalogException if a name is not printable ASCII
   */
  FitsTableWriter(ObservationTable table, Path file) {
    this.table = table;
    int width = 0;
    List<String> changed = new ArrayList<>();
    for (Column column : table.columns()) {
      if (!ascii(column.name()).equals(column.name())) {
        throw new BadCatalogException(
            "the column name '"
                + column.name()
                + "' is not printable ASCII, which FITS asks for; give it another");
      }
      Column written = ascii(column);
      if (!written.equals(column)) {
        changed.add(column.name());
      }
      Field field = field(written);
      fields.add(field);
      width += field.width;
    }
    rowBytes = width;
    if (!changed.isEmpty()) {
      log.warn(
          "{}: FITS has printable ASCII alone; other characters of units, texts and descriptions are"
              + " written as ?, in the columns {}",
          file,
          changed);
    }
  }

  private static Column ascii(Column column) {
    Object values =
        column.values() instanceof String[] texts
            ? Stream.of(texts).map(FitsTableWriter::ascii).toArray(String[]::new)
            : column.values();
    return new Column(column.name(), ascii(column.unit()), values, ascii(column.description()));
  }

  /** With question marks for what is not printable ASCII. */
  static String ascii(String text) {
    return text.replaceAll("[^ -~]", "?");
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
