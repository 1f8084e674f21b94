package org.desisky.cli;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.desisky.data.BadCatalogException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Rows by number, as in {@code 0-99,200}: counted from 0, both ends of a range included.
 *
 * @param text as it was written
 */
record RowRanges(String text, List<Range> ranges) {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  /** From a row to a row, both included. */
  record Range(int first, int last) {}

  /**
   * The rows, ascending, each once.
   *
   * @param count how many rows there are
   * @throws BadCatalogException if one of them is not there
   */
  int[] rows(int count) {
    BitSet rows = new BitSet();
    for (Range range : ranges) {
      if (range.last() >= count) {
        throw new BadCatalogException(
            "row " + range.last() + " is not there: the rows are 0 to " + (count - 1));
      }
      rows.set(range.first(), range.last() + 1);
    }
    return rows.stream().toArray();
  }

  /** Reads them. */
  static final class Converter implements ITypeConverter<RowRanges> {
    @Override
    public RowRanges convert(String text) {
      List<Range> ranges = new ArrayList<>();
      for (String part : Splitter.on(',').trimResults().split(text)) {
        Matcher match = RANGE.matcher(part);
        if (!match.matches()) {
          throw new TypeConversionException(
              "'" + part + "' is neither a row nor a range of rows; write for example 0-99,200");
        }
        int first = Integer.parseInt(match.group(1));
        int last = match.group(2) == null ? first : Integer.parseInt(match.group(2));
        if (last < first) {
          throw new TypeConversionException("the range " + part + " ends before it begins");
        }
        ranges.add(new Range(first, last));
      }
      return new RowRanges(text, List.copyOf(ranges));
    }
  }
}
