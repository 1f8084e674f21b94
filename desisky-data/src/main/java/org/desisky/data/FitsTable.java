package org.desisky.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.slf4j.LoggerFactory;

/** A FITS binary table whose columns hold one value a row. */
final class FitsTable {
  private static final int MAX_FIELDS = 999;
  private static final int MAX_ROW_BYTES = 1 << 28;
  private static final int BLOCK_BYTES = 1 << 20;

  private final FitsHdu hdu;
  private final long rows;
  private final long rowBytes;
  private final List<FitsColumn> columns = new ArrayList<>();

  /**
   * Takes in the header.
   *
   * @throws BadFileException if it is no binary table, or its columns are wider than its rows
   */
  FitsTable(FitsHdu hdu) {
    this.hdu = hdu;
    if (!hdu.kind().equals("BINTABLE")) {
      throw hdu.error("must be a binary table, but is a " + hdu.kind());
    }
    long[] axes = hdu.axes();
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
      FitsColumn column = FitsColumn.of(hdu, i, offset);
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

  /** How many rows, by the header. */
  long rows() {
    return rows;
  }

  /**
   * Reads the columns that hold one value a row; of the others a warning tells.
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
    warnOfLeftOut();
    int n = Math.toIntExact(rows);
    List<FitsColumn.Values> values = kept.stream().map(column -> column.allocate(n)).toList();
    if (!kept.isEmpty()) {
      fill(values, n);
    }
    return ObservationTable.of(n, values.stream().map(FitsColumn.Values::toColumn).toList());
  }

  private void fill(List<FitsColumn.Values> values, int n) {
    int width = Math.toIntExact(rowBytes);
    int rowsAtOnce = Math.max(1, BLOCK_BYTES / width);
    ByteBuffer block = ByteBuffer.allocate(Math.min(n, rowsAtOnce) * width);
    try (FileChannel channel = FileChannel.open(hdu.file())) {
      for (int first = 0; first < n; first += rowsAtOnce) {
        int count = Math.min(rowsAtOnce, n - first);
        block.clear().limit(count * width);
        long position = hdu.dataOffset() + (long) first * width;
        while (block.hasRemaining()) {
          if (channel.read(block, position + block.position()) < 0) {
            throw new EOFException("the file ends early");
          }
        }
        for (FitsColumn.Values column : values) {
          column.put(block, width, first, count);
        }
      }
    } catch (IOException e) {
      throw new BadFileException(
          hdu.named(), hdu.label() + " cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  private void warnOfLeftOut() {
    List<String> leftOut =
        columns.stream().filter(c -> !c.isScalar()).map(FitsColumn::name).toList();
    if (!leftOut.isEmpty()) {
      LoggerFactory.getLogger(FitsTable.class)
          .warn(
              "{}: {} has columns that do not hold one number, logical or text a row; left out: {}",
              hdu.named(),
              hdu.label(),
              leftOut);
    }
  }
}
