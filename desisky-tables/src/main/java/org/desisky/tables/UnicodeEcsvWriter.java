package org.desisky.tables;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import uk.ac.starlink.ecsv.EcsvTableWriter;
import uk.ac.starlink.table.ColumnInfo;
import uk.ac.starlink.table.DescribedValue;
import uk.ac.starlink.table.RowSequence;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.WrapperRowSequence;
import uk.ac.starlink.table.WrapperStarTable;

/**
 * Writes ECSV with texts of any characters. STIL writes ASCII and a question mark for all else. So
 * it is given ASCII that stands for such characters, and what comes out is what astropy writes:
 * escapes in double quotes in the header, which is YAML, and UTF-8 in the rows.
 */
final class UnicodeEcsvWriter extends EcsvTableWriter {
  /** Before the hexadecimal number of a character, as in YAML but for the backslash. */
  private static final char MARK = '\u000E';

  private static final Pattern NOT_FOR_YAML = Pattern.compile("[^ -~]");
  private static final Pattern NOT_FOR_ROWS = Pattern.compile("[^\\x00-\\x7F]|" + MARK);
  private static final Pattern MARKED = Pattern.compile(MARK + "(u[0-9A-F]{4}|U[0-9A-F]{8})");

  @Override
  public void writeStarTable(StarTable table, OutputStream out) throws IOException {
    OutputStream restoring = new Restoring(out);
    super.writeStarTable(new Marked(table), restoring);
    restoring.flush();
  }

  private static String marked(Pattern characters, String text) {
    return characters
        .matcher(text)
        .replaceAll(
            found -> {
              int character = found.group().codePointAt(0);
              return MARK + String.format(character > 0xFFFF ? "U%08X" : "u%04X", character);
            });
  }

  private static Object marked(Pattern characters, Object value) {
    return value instanceof String text ? marked(characters, text) : value;
  }

  /** A table with marks in all its texts. */
  private static final class Marked extends WrapperStarTable {
    Marked(StarTable table) {
      super(table);
    }

    @Override
    public List<DescribedValue> getParameters() {
      return super.getParameters().stream()
          .map(value -> new DescribedValue(value.getInfo(), marked(NOT_FOR_YAML, value.getValue())))
          .toList();
    }

    @Override
    public ColumnInfo getColumnInfo(int column) {
      ColumnInfo info = new ColumnInfo(super.getColumnInfo(column));
      info.setName(marked(NOT_FOR_ROWS, info.getName()));
      info.setUnitString((String) marked(NOT_FOR_YAML, (Object) info.getUnitString()));
      info.setDescription((String) marked(NOT_FOR_YAML, (Object) info.getDescription()));
      return info;
    }

    @Override
    public RowSequence getRowSequence() throws IOException {
      return new WrapperRowSequence(super.getRowSequence()) {
        @Override
        public Object getCell(int column) throws IOException {
          return marked(NOT_FOR_ROWS, super.getCell(column));
        }

        @Override
        public Object[] getRow() throws IOException {
          return Arrays.stream(super.getRow()).map(cell -> marked(NOT_FOR_ROWS, cell)).toArray();
        }
      };
    }
  }

  /** Puts characters in place of marks, line by line. */
  private static final class Restoring extends FilterOutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean inHeader = true;

    Restoring(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      line.write(b);
      if (b == '\n') {
        endLine();
      }
    }

    private void endLine() throws IOException {
      String text = line.toString(StandardCharsets.US_ASCII);
      line.reset();
      inHeader &= text.startsWith("#");
      if (text.indexOf(MARK) >= 0) {
        text = inHeader ? quoted(text) : unmarked(text);
      }
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** STIL has put a value with marks between single quotes, where YAML knows no escapes. */
    private static String quoted(String line) {
      int start = line.indexOf(": '") + 2;
      int end = line.lastIndexOf('\'');
      String value = line.substring(start + 1, end).replace("''", "'");
      String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace(MARK, '\\');
      return line.substring(0, start) + '"' + escaped + '"' + line.substring(end + 1);
    }

    private static String unmarked(String line) {
      return MARKED
          .matcher(line)
          .replaceAll(
              found -> Character.toString(Integer.parseInt(found.group(1).substring(1), 16)));
    }
  }
}
