package org.desisky.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;

/**
 * The numbers of a FITS image, straight from the file into one array: parts of the file are read
 * and turned to this machine's byte order side by side. BSCALE, BZERO and BLANK are applied.
 */
final class FitsImage {
  /** Numbers read at once: so few that they stay in the processor's cache until converted. */
  private static final int CHUNK = 1 << 16;

  private final FitsHdu hdu;
  private final int bitpix;
  private final double scale;
  private final double zero;
  private final boolean hasBlank;
  private final long blank;

  FitsImage(FitsHdu hdu) {
    this.hdu = hdu;
    bitpix = (int) hdu.integer("BITPIX");
    scale = hdu.header().getDoubleValue("BSCALE", 1);
    zero = hdu.header().getDoubleValue("BZERO", 0);
    hasBlank = bitpix > 0 && hdu.header().containsKey("BLANK");
    blank = hasBlank ? hdu.integer("BLANK") : 0;
  }

  /** Puts the numbers of a chunk into an array, from {@code first} on. */
  private interface Sink {
    void put(ByteBuffer chunk, int first, int count);
  }

  /** The first {@code count} numbers as float32. */
  float[] floats(int count) {
    float[] values = allocate(count);
    if (bitpix == -32 && scale == 1 && zero == 0) {
      read(count, (chunk, first, n) -> chunk.asFloatBuffer().get(values, first, n));
    } else {
      read(
          count,
          (chunk, first, n) -> {
            for (int i = 0; i < n; i++) {
              values[first + i] = (float) value(chunk, i);
            }
          });
    }
    return values;
  }

  /** The first {@code count} numbers as float64. */
  double[] doubles(int count) {
    double[] values = new double[count];
    read(
        count,
        (chunk, first, n) -> {
          for (int i = 0; i < n; i++) {
            values[first + i] = value(chunk, i);
          }
        });
    return values;
  }

  private float[] allocate(int count) {
    try {
      return new float[count];
    } catch (OutOfMemoryError e) {
      throw new DesiskyException(
          hdu.named()
              + ": "
              + hdu.label()
              + " needs "
              + ((4L * count) >> 20)
              + " MiB of memory, more than Java has left; start it with a larger -Xmx",
          e);
    }
  }

  private double value(ByteBuffer chunk, int i) {
    if (bitpix < 0) {
      return zero + scale * (bitpix == -32 ? chunk.getFloat(4 * i) : chunk.getDouble(8 * i));
    }
    long raw =
        switch (bitpix) {
          case 8 -> chunk.get(i) & 0xFF;
          case 16 -> chunk.getShort(2 * i);
          case 32 -> chunk.getInt(4 * i);
          default -> chunk.getLong(8 * i);
        };
    return hasBlank && raw == blank ? Double.NaN : zero + scale * raw;
  }

  private void read(int count, Sink sink) {
    int chunks = (int) (((long) count + CHUNK - 1) / CHUNK);
    int workers = Math.min(chunks, Runtime.getRuntime().availableProcessors());
    try (FileChannel channel = FileChannel.open(hdu.file())) {
      IntStream.range(0, workers)
          .parallel()
          .forEach(
              worker -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK * hdu.bytesPerPixel());
                for (int chunk = worker; chunk < chunks; chunk += workers) {
                  int first = chunk * CHUNK;
                  int n = Math.min(CHUNK, count - first);
                  fill(buffer, channel, first, n);
                  sink.put(buffer, first, n);
                }
              });
    } catch (IOException | UncheckedIOException e) {
      throw new BadFileException(
          hdu.named(), hdu.label() + " cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  private void fill(ByteBuffer buffer, FileChannel channel, int first, int count) {
    long position = hdu.dataOffset() + (long) first * hdu.bytesPerPixel();
    buffer.clear().limit(count * hdu.bytesPerPixel());
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, position + buffer.position()) < 0) {
          throw new EOFException("the file ends early");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    buffer.flip();
  }
}
