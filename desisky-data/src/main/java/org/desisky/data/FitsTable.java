package org.desisky.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.desisky.core.io.BadFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A FITS binary table whose columns hold one value a row. */
final class FitsTable {
  private static final Logger log = LoggerFactory.getLogger(FitsTable.class);
  private static final int MAX_FIELDS = 999;
  private static final int MAX_ROW_BYTES = 1 << 28;
  private static final int BLOCK_BYTES = 1 << 20;

  /** Up to here float64 holds every whole number. */
  private static final double MOST_EXACT = 0x1p53;

  private final FitsHdu hdu;
  private final long rows;
  private final long rowBytes;
  private final List<FitsColumn> columns = new ArrayList<>();

  /** Where rows come from, some at once. */
  interface Rows {
    /** How many {@link #read} gives at once. */
    int atOnce();

    /**
     * Fills a block.
     *
     * @param first a multiple of {@link #atOnce}
     */
    void read(int first, int count, ByteBuffer block) throws IOException;
  }

  private FitsTable(FitsHdu hdu, long[] axes, String form) {
    this.hdu = hdu;
    if (!hdu.kind().equals("BINTABLE")) {
      throw hdu.error("must be a binary table, but is a " + hdu.kind());
    }
    if (axes.length != 2 || hdu.integer("BITPIX") != 8) {
      throw hdu.error("is no binary table: it must have 2 dimensions of bytes");
    }
    rowBytes = axes[0];
    rows = axes[1];
    long fields = hdu.size("TFIELDS");
    if (fields > MAX_FIELDS) {
      throw hdu.error("has a header card TFIELDS = " + fields + ", which is not credible");
    }
    long offset = 0;
    for (int i = 1; i <= fields; i++) {
      FitsColumn column = FitsColumn.of(hdu, i, form, offset);
      columns.add(column);
      offset += column.width();
    }
    if (rowBytes > MAX_ROW_BYTES) {
      throw hdu.error("has rows of " + rowBytes + " bytes, which is not credible");
    }
    if (offset > rowBytes) {
      throw hdu.error("has columns of " + offset + " bytes in rows of " + rowBytes);
    }
  }

  /**
   * Takes in the header of a table, which may be in compressed tiles.
   *
   * @throws BadFileException if it is no binary table, or its columns are wider than its rows
   */
  static FitsTable of(FitsHdu hdu) {
    if (hdu.isTiledImage()) {
      throw hdu.error("must be a binary table, but is a compressed image");
    }
    return hdu.isTiledTable()
        ? new FitsTable(hdu, new long[] {hdu.size("ZNAXIS1"), hdu.size("ZNAXIS2")}, "ZFORM")
        : asStored(hdu);
  }

  /** As {@link #of}, but tiles are the rows where there are any. */
  static FitsTable asStored(FitsHdu hdu) {
    return new FitsTable(hdu, hdu.axes(), "TFORM");
  }

  /** How many rows, by the header. */
  long rows() {
    return rows;
  }

  List<FitsColumn> columns() {
    return List.copyOf(columns);
  }

  /**
   * Reads the columns that hold one value a row; of the others the log tells, and of integers that
   * float64 does not hold. {@link KnownColumns} get their names.
   *
   * @throws BadFileException if there are too many rows or two columns of a name
   */
  ObservationTable read() {
    List<FitsColumn> kept = columns.stream().filter(FitsColumn::isScalar).toList();
    Set<String> names = new HashSet<>();
    for (FitsColumn column : kept) {
      if (!names.add(column.name())) {
        throw hdu.error("has two columns named " + column.name());
      }
    }
    tellOfLeftOut();
    Rows source =
        hdu.isTiledTable() ? new FitsTiledTable(hdu, columns, rows, rowBytes) : new StoredRows();
    int n = Math.toIntExact(rows);
    List<FitsColumn.Values> values = kept.stream().map(column -> column.allocate(n)).toList();
    if (!kept.isEmpty()) {
      fill(values, n, source);
    }
    List<Column> read = values.stream().map(FitsColumn.Values::toColumn).toList();
    tellOfRounded(kept, read);
    return ObservationTable.of(n, KnownColumns.spelt(read));
  }

  private void fill(List<FitsColumn.Values> values, int n, Rows source) {
    int width = (int) rowBytes;
    int atOnce = source.atOnce();
    ByteBuffer block = ByteBuffer.allocate(Math.min(n, atOnce) * width);
    try {
      for (int first = 0; first < n; first += atOnce) {
        int count = Math.min(atOnce, n - first);
        source.read(first, count, block.clear().limit(count * width));
        for (FitsColumn.Values column : values) {
          column.put(block, width, first, count);
        }
      }
    } catch (IOException e) {
      throw hdu.unreadable(e);
    }
  }

  /** Rows as they are in the file. */
  private final class StoredRows implements Rows {
    @Override
    public int atOnce() {
      return (int) Math.max(1, BLOCK_BYTES / rowBytes);
    }

    @Override
    public void read(int first, int count, ByteBuffer block) throws IOException {
      hdu.file().read(block, hdu.dataOffset() + first * rowBytes);
    }
  }

  private void tellOfLeftOut() {
    List<String> bits = names(column -> column.type() == 'X' || column.repeat() == 0);
    if (!bits.isEmpty()) {
      log.debug("{}: {}: left out, bits or empty: {}", hdu.file().named(), hdu.label(), bits);
    }
    List<String> others =
        names(column -> !column.isScalar() && column.type() != 'X' && column.repeat() > 0);
    if (!others.isEmpty()) {
      log.warn(
          "{}: {} has columns that do not hold one number, logical or text a row; left out: {}",
          hdu.file().named(),
          hdu.label(),
          others);
    }
  }

  /** Numbers such as those of targets would be others, and nothing would show it. */
  private void tellOfRounded(List<FitsColumn> described, List<Column> read) {
    for (int i = 0; i < read.size(); i++) {
      if (described.get(i).isInteger() && read.get(i).values() instanceof double[] numbers) {
        long large = DoubleStream.of(numbers).filter(x -> Math.abs(x) >= MOST_EXACT).count();
        if (large > 0) {
          log.warn(
              "{}: {}: column {} has integers that are read as float64, for its nulls or its offset;"
                  + " {} of them are 2^53 or more and may differ in their last digits",
              hdu.file().named(),
              hdu.label(),
              read.get(i).name(),
              large);
        }
      }
    }
  }

  private List<String> names(Predicate<FitsColumn> wanted) {
    return columns.stream().filter(wanted).map(FitsColumn::name).toList();
  }
}
