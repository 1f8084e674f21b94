package org.desisky.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The numbers of a FITS image in compressed tiles, as {@code fpack} and astropy write them (FITS
 * standard 4.0, section 10.1). Whole rows are read; tiles are unpacked side by side. Where a tile
 * spans several rows, the last band of tiles that was read in part is kept for the next call.
 */
final class FitsTiledImage implements FitsPixels {
  private static final int MAX_TILE = Integer.MAX_VALUE / Double.BYTES - 8;

  private final FitsHdu hdu;
  private final FitsTiles tiles;
  private final int bitpix;
  private final int width;
  private final long height;
  private final int tileWidth;
  private final int tileHeight;
  private final int across;
  private final FitsScale scale;
  private final TileCodec codec;
  private final TileQuantization quantization;
  private final Optional<FitsColumn> compressed;
  private final Optional<FitsColumn> gzipped;
  private final Optional<FitsColumn> uncompressed;
  private volatile Band last = new Band(-1, new float[0]);

  /** The numbers of a row of tiles. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Band(int number, float[] values) {}

  /** Takes in the header; {@link FitsHdu#imageAxes} must have one or two sizes above 1. */
  FitsTiledImage(FitsHdu hdu) {
    this.hdu = hdu;
    tiles = new FitsTiles(hdu);
    bitpix = hdu.imageBitpix();
    long[] axes = hdu.imageAxes();
    height = axes.length > 1 ? axes[1] : 1;
    long widest = Math.min(axes[0], hdu.sizeOr("ZTILE1", axes[0]));
    long highest = Math.min(height, hdu.sizeOr("ZTILE2", 1));
    if (widest < 1 || highest < 1 || widest > MAX_TILE / highest) {
      throw hdu.error(
          "has tiles of " + widest + " x " + highest + " numbers, which cannot be read");
    }
    long columns = (axes[0] + widest - 1) / widest;
    long bands = (height + highest - 1) / highest;
    if (axes[0] > MAX_TILE || bands > Integer.MAX_VALUE / columns) {
      throw hdu.error("has sizes that are not credible");
    }
    width = (int) axes[0];
    tileWidth = (int) widest;
    tileHeight = (int) highest;
    across = (int) columns;
    tiles.check(columns * bands, Math.multiplyExact(height, (long) width) * Math.abs(bitpix) / 8);
    scale = FitsScale.of(hdu, bitpix > 0);
    codec = codec();
    quantization = TileQuantization.of(hdu);
    compressed = tiles.column("COMPRESSED_DATA");
    gzipped = tiles.column("GZIP_COMPRESSED_DATA");
    uncompressed = tiles.column("UNCOMPRESSED_DATA");
    boolean isScaled = tiles.column("ZSCALE").isPresent() || hdu.header().containsKey("ZSCALE");
    if (bitpix < 0 && codec.isRice() && !isScaled) {
      throw hdu.error(
          "has floating-point numbers packed by RICE_1 without a scale, which keeps whole numbers"
              + " alone: what wrote it cut them; write it again with GZIP_2, or quantised");
    }
    if (tiles.column("NULL_PIXEL_MASK").isPresent()) {
      throw hdu.error("has masks of its missing numbers; unpack the file with funpack first");
    }
  }

  private TileCodec codec() {
    String name = hdu.header().getStringValue("ZCMPTYPE", "").strip().toUpperCase(Locale.ROOT);
    if (!TileCodec.knows(name)) {
      throw hdu.error(
          "is compressed by '" + name + "', which is not read; unpack the file with funpack first");
    }
    long block = 32;
    long bytes = 4;
    for (int i = 1; hdu.header().containsKey("ZNAME" + i); i++) {
      String parameter = hdu.header().getStringValue("ZNAME" + i, "").strip();
      if (parameter.equals("BLOCKSIZE")) {
        block = hdu.integer("ZVAL" + i);
      } else if (parameter.equals("BYTEPIX")) {
        bytes = hdu.integer("ZVAL" + i);
      }
    }
    if ((block != 16 && block != 32) || (bytes != 1 && bytes != 2 && bytes != 4)) {
      throw hdu.error("is compressed with BLOCKSIZE " + block + " and BYTEPIX " + bytes);
    }
    return new TileCodec(name, (int) block, (int) bytes);
  }

  @Override
  public void floats(long first, int count, float[] target, int at) {
    int from = (int) (first / width);
    int to = from + count / width;
    if (from == to) {
      return;
    }
    int firstBand = from / tileHeight;
    int lastBand = (to - 1) / tileHeight;
    try {
      IntStream.rangeClosed(firstBand, lastBand)
          .parallel()
          .forEach(
              band -> {
                int top = band * tileHeight;
                int bottom = bottom(band);
                if (top >= from && bottom <= to) {
                  unpack(band, target, at + (top - from) * width);
                } else {
                  float[] values = band(band, band == lastBand);
                  int begin = Math.max(top, from);
                  int size = (Math.min(bottom, to) - begin) * width;
                  int put = at + (begin - from) * width;
                  System.arraycopy(values, (begin - top) * width, target, put, size);
                }
              });
    } catch (UncheckedIOException e) {
      throw hdu.unreadable(e.getCause());
    }
  }

  @Override
  public double[] doubles(int count) {
    double[] values = new double[count];
    try {
      for (int column = 0; column < across && column * tileWidth < count; column++) {
        double[] tile = tile(column, 1);
        System.arraycopy(tile, 0, values, column * tileWidth, tile.length);
      }
    } catch (UncheckedIOException e) {
      throw hdu.unreadable(e.getCause());
    }
    return values;
  }

  private int bottom(int band) {
    return (int) Math.min(height, (long) (band + 1) * tileHeight);
  }

  private float[] band(int number, boolean keep) {
    Band known = last;
    if (known.number == number) {
      return known.values;
    }
    int rows = bottom(number) - number * tileHeight;
    if (rows > (Integer.MAX_VALUE - 8) / width) {
      throw hdu.error("has tiles of " + tileHeight + " rows, too many to be read in parts");
    }
    float[] values = new float[rows * width];
    unpack(number, values, 0);
    if (keep) {
      last = new Band(number, values);
    }
    return values;
  }

  private void unpack(int band, float[] target, int at) {
    int rows = bottom(band) - band * tileHeight;
    for (int column = 0; column < across; column++) {
      double[] values = tile(band * across + column, rows);
      int columns = values.length / rows;
      for (int row = 0; row < rows; row++) {
        int put = at + row * width + column * tileWidth;
        for (int i = 0; i < columns; i++) {
          target[put + i] = (float) values[row * columns + i];
        }
      }
    }
  }

  /** The numbers of a tile, scaled: as many rows as said, of its own width. */
  private double[] tile(int number, int rows) {
    int left = number % across * tileWidth;
    int count = rows * (Math.min(width, left + tileWidth) - left);
    try {
      return tile(number, tiles.row(number), count);
    } catch (IOException e) {
      String what = "cannot unpack tile " + number + ": " + e.getMessage();
      throw new UncheckedIOException(new IOException(what, e));
    }
  }

  private double[] tile(int number, ByteBuffer row, int count) throws IOException {
    byte[] packed = bytes(row, compressed, number);
    if (packed.length > 0) {
      TileCodec.Numbers numbers = codec.unpack(packed, count);
      Optional<Double> step = bitpix < 0 ? value(row, "ZSCALE") : Optional.empty();
      if (step.isEmpty()) {
        return plain(numbers, count);
      }
      Optional<FitsColumn> blank = tiles.column("ZBLANK");
      TileQuantization how =
          blank.isPresent()
              ? quantization.withBlank((long) tiles.number(row, blank.get()))
              : quantization;
      double[] values =
          how.undo(numbers, count, number, step.get(), value(row, "ZZERO").orElse(0.0));
      for (int i = 0; i < count; i++) {
        values[i] = scale.of(values[i]);
      }
      return values;
    }
    packed = bytes(row, gzipped, number);
    if (packed.length > 0) {
      return plain(TileCodec.gzip().unpack(packed, count), count);
    }
    return plain(TileCodec.stored().unpack(bytes(row, uncompressed, number), count), count);
  }

  private double[] plain(TileCodec.Numbers numbers, int count) throws IOException {
    if (bitpix < 0 && 8 * numbers.width() != -bitpix) {
      throw new IOException(numbers.width() + " bytes a number do not fit ZBITPIX = " + bitpix);
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = bitpix < 0 ? scale.of(numbers.real(i)) : scale.of(numbers.integer(i));
    }
    return values;
  }

  private byte[] bytes(ByteBuffer row, Optional<FitsColumn> column, int tile) throws IOException {
    return column.isPresent() ? tiles.cell(row, column.get(), tile) : new byte[0];
  }

  /** From the column of this name, or else the card. */
  private Optional<Double> value(ByteBuffer row, String name) {
    Optional<FitsColumn> column = tiles.column(name);
    if (column.isPresent()) {
      return Optional.of(tiles.number(row, column.get()));
    }
    return hdu.header().containsKey(name)
        ? Optional.of(hdu.header().getDoubleValue(name, 1))
        : Optional.empty();
  }
}
