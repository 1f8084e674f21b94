package org.desisky.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * The rows of a FITS binary table in compressed tiles (FITS standard 4.0, section 10.3): a tile is
 * some rows, each of whose columns is packed by itself.
 */
final class FitsTiledTable implements FitsTable.Rows {
  private final FitsHdu hdu;
  private final List<FitsColumn> columns;
  private final FitsTiles tiles;
  private final int rowBytes;
  private final int rowsAtOnce;

  /**
   * Takes in the header.
   *
   * @param columns what the rows have once they are unpacked
   */
  FitsTiledTable(FitsHdu hdu, List<FitsColumn> columns, long rows, long rowBytes) {
    this.hdu = hdu;
    this.columns = columns;
    tiles = new FitsTiles(hdu);
    long perTile = Math.min(Math.max(1, rows), hdu.sizeOr("ZTILELEN", rows));
    if (perTile < 1 || perTile > (Integer.MAX_VALUE - 8) / Math.max(1, rowBytes)) {
      throw hdu.error("has tiles of " + perTile + " rows of " + rowBytes + " bytes");
    }
    if (tiles.columns() != columns.size()) {
      throw hdu.error("has " + tiles.columns() + " columns of tiles for " + columns.size());
    }
    this.rowBytes = (int) rowBytes;
    rowsAtOnce = (int) perTile;
    tiles.check((rows + perTile - 1) / perTile, rows > 0 ? Math.multiplyExact(rows, rowBytes) : 0);
  }

  @Override
  public int atOnce() {
    return rowsAtOnce;
  }

  @Override
  public void read(int first, int count, ByteBuffer block) throws IOException {
    int tile = first / rowsAtOnce;
    ByteBuffer row = tiles.row(tile);
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).isScalar()) {
        unpack(i, tile, count, tiles.cell(row, tiles.column(i), tile), block);
      }
    }
  }

  private void unpack(int number, int tile, int rows, byte[] packed, ByteBuffer block)
      throws IOException {
    FitsColumn column = columns.get(number);
    String key = "ZCTYP" + (number + 1);
    String name = hdu.header().getStringValue(key, "").strip().toUpperCase(Locale.ROOT);
    int width = column.elementBytes();
    if (!TileCodec.knows(name) || (name.startsWith("RICE") && width > 4)) {
      throw hdu.error("has a column compressed by " + key + " = '" + name + "', which is not read");
    }
    int repeat = (int) column.repeat();
    TileCodec.Numbers numbers;
    try {
      numbers = new TileCodec(name, 32, width).unpack(packed, Math.multiplyExact(rows, repeat));
    } catch (IOException | ArithmeticException e) {
      String what = "cannot unpack column " + column.name() + " of tile " + tile + ": ";
      throw new IOException(what + e.getMessage(), e);
    }
    if (numbers.width() != width) {
      throw hdu.error("has numbers of the wrong width in column " + column.name());
    }
    int bytes = width * repeat;
    for (int i = 0; i < rows; i++) {
      block.put(i * rowBytes + (int) column.offset(), numbers.bytes(), i * bytes, bytes);
    }
  }
}
