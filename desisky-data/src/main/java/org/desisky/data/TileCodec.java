package org.desisky.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import nom.tam.fits.compression.algorithm.rice.RiceCompressOption;
import nom.tam.fits.compression.algorithm.rice.RiceCompressor;
import nom.tam.fits.compression.algorithm.rice.RiceCompressor.ByteRiceCompressor;
import nom.tam.fits.compression.algorithm.rice.RiceCompressor.IntRiceCompressor;
import nom.tam.fits.compression.algorithm.rice.RiceCompressor.ShortRiceCompressor;

/**
 * Unpacks compressed tiles (FITS standard 4.0, section 10.4): GZIP_1, GZIP_2 and RICE_1.
 *
 * @param algorithm ZCMPTYPE or ZCTYPn
 * @param riceBlock numbers of a block, 16 or 32
 * @param riceBytes bytes of a number that RICE_1 packed: 1, 2 or 4
 */
record TileCodec(String algorithm, int riceBlock, int riceBytes) {
  private static final int MAX_WIDTH = 8;

  /** What it warns of is an error here. */
  private static final Logger RICE_LOG = Logger.getLogger(RiceCompressor.class.getName());

  static {
    RICE_LOG.setLevel(Level.SEVERE);
  }

  /**
   * The numbers of a tile, big-endian as anywhere in FITS.
   *
   * @param width bytes of each
   */
  record Numbers(ByteBuffer bytes, int width) {
    long integer(int i) {
      return switch (width) {
        case 1 -> bytes.get(i) & 0xFF;
        case 2 -> bytes.getShort(2 * i);
        case 4 -> bytes.getInt(4 * i);
        default -> bytes.getLong(8 * i);
      };
    }

    double real(int i) {
      return width == 4 ? bytes.getFloat(4 * i) : bytes.getDouble(8 * i);
    }
  }

  static boolean knows(String algorithm) {
    return switch (algorithm) {
      case "GZIP_1", "GZIP_2", "RICE_1", "RICE_ONE", "NOCOMPRESS" -> true;
      default -> false;
    };
  }

  boolean isRice() {
    return algorithm.startsWith("RICE");
  }

  /** That for bytes which were packed by plain gzip whatever the rest of the image is packed by. */
  static TileCodec gzip() {
    return new TileCodec("GZIP_1", 0, 0);
  }

  /** That for bytes which are stored as they are. */
  static TileCodec stored() {
    return new TileCodec("NOCOMPRESS", 0, 0);
  }

  /**
   * Unpacks a tile.
   *
   * @param count how many numbers it holds
   * @throws IOException if it is damaged, or holds another count
   */
  Numbers unpack(byte[] packed, int count) throws IOException {
    byte[] bytes =
        switch (algorithm) {
          case "GZIP_1", "GZIP_2" -> gunzip(packed, count);
          case "NOCOMPRESS" -> packed;
          default -> rice(packed, count);
        };
    int width = bytes.length / count;
    if (bytes.length % count != 0 || Integer.bitCount(width) != 1 || width > MAX_WIDTH) {
      throw new IOException(bytes.length + " bytes are not " + count + " numbers");
    }
    return new Numbers(
        ByteBuffer.wrap(algorithm.equals("GZIP_2") ? unshuffled(bytes, width) : bytes), width);
  }

  private static byte[] gunzip(byte[] packed, int count) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, (long) MAX_WIDTH * count + 1));
    }
  }

  /** GZIP_2 packs the first bytes of all numbers, then the second bytes, and so on. */
  private static byte[] unshuffled(byte[] bytes, int width) {
    int count = bytes.length / width;
    byte[] ordered = new byte[bytes.length];
    for (int part = 0; part < width; part++) {
      for (int i = 0; i < count; i++) {
        ordered[i * width + part] = bytes[part * count + i];
      }
    }
    return ordered;
  }

  private byte[] rice(byte[] packed, int count) throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(count, riceBytes)];
    ByteBuffer in = ByteBuffer.wrap(packed);
    ByteBuffer out = ByteBuffer.wrap(bytes);
    try {
      RiceCompressOption option =
          new RiceCompressOption().setBlockSize(riceBlock).setBytePix(riceBytes);
      switch (riceBytes) {
        case 1 -> new ByteRiceCompressor(option).decompress(in, out);
        case 2 -> new ShortRiceCompressor(option).decompress(in, out.asShortBuffer());
        default -> new IntRiceCompressor(option).decompress(in, out.asIntBuffer());
      }
    } catch (RuntimeException e) { // what it makes of damaged bytes
      throw new IOException("damaged by the rules of RICE_1", e);
    }
    if (in.hasRemaining()) {
      throw new IOException("damaged by the rules of RICE_1: bytes are left over");
    }
    return bytes;
  }
}
