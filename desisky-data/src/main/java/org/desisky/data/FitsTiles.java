package org.desisky.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The binary table in which FITS keeps compressed tiles: a tile a row, whose bytes are in the heap
 * behind the table (FITS standard 4.0, sections 7.3.5 and 10). Safe for use by several threads.
 */
final class FitsTiles {
  /**
   * No method packs tighter: gzip comes to 1032 to 1, Rice to 205 to 1. So a header's word for the
   * size of what is packed can be checked against the file.
   */
  private static final long MAX_RATIO = 2048;

  private final FitsHdu hdu;
  private final FitsTable table;
  private final long rowBytes;
  private final long heap;
  private final long end;

  FitsTiles(FitsHdu hdu) {
    this.hdu = hdu;
    table = FitsTable.asStored(hdu);
    rowBytes = hdu.axes()[0];
    heap = hdu.dataOffset() + hdu.sizeOr("THEAP", rowBytes * table.rows());
    end = hdu.dataOffset() + hdu.dataSize();
  }

  /**
   * Makes sure that there are as many tiles as the sizes of what they hold ask for, and that as
   * much can come out of them.
   */
  void check(long tiles, long bytes) {
    if (table.rows() != tiles) {
      throw hdu.error("has " + table.rows() + " compressed tiles where its sizes ask for " + tiles);
    }
    if (bytes / MAX_RATIO > hdu.dataSize()) {
      throw hdu.error(
          "says that "
              + hdu.dataSize()
              + " bytes hold "
              + bytes
              + " packed, which is not credible");
    }
  }

  Optional<FitsColumn> column(String name) {
    return table.columns().stream().filter(column -> column.name().equals(name)).findFirst();
  }

  FitsColumn column(int index) {
    return table.columns().get(index);
  }

  int columns() {
    return table.columns().size();
  }

  /** The row of a tile, counted from 0. */
  ByteBuffer row(int tile) throws IOException {
    ByteBuffer row = ByteBuffer.allocate((int) rowBytes);
    hdu.file().read(row, hdu.dataOffset() + tile * rowBytes);
    return row.flip();
  }

  /** A number of a row. */
  double number(ByteBuffer row, FitsColumn column) {
    int at = (int) column.offset();
    return switch (column.type()) {
      case 'D' -> row.getDouble(at);
      case 'E' -> row.getFloat(at);
      case 'I' -> row.getShort(at);
      case 'J' -> row.getInt(at);
      case 'K' -> row.getLong(at);
      default -> throw hdu.error("has no numbers in its column " + column.name());
    };
  }

  /** The bytes that a row's descriptor points to; none where it says so. */
  byte[] cell(ByteBuffer row, FitsColumn column, int tile) throws IOException {
    int at = (int) column.offset();
    long length;
    long offset;
    if (column.type() == 'Q') {
      length = row.getLong(at);
      offset = row.getLong(at + 8);
    } else if (column.type() == 'P') {
      length = row.getInt(at);
      offset = row.getInt(at + 4) & 0xFFFFFFFFL;
    } else {
      throw hdu.error("has a column " + column.name() + " that holds no compressed tiles");
    }
    int width = column.elementBytes();
    if (length < 0 || offset < 0 || offset > end - heap || length > (end - heap - offset) / width) {
      throw hdu.error("has a tile " + tile + " that lies outside its data; get the file again");
    }
    if (length > Integer.MAX_VALUE / width - 8) {
      throw hdu.error("has a tile " + tile + " too large to be unpacked at once");
    }
    byte[] bytes = new byte[(int) length * width];
    hdu.file().read(ByteBuffer.wrap(bytes), heap + offset);
    return bytes;
  }
}
