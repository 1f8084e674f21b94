package org.desisky.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * The numbers of a FITS image that is stored as it is, straight from the file into one array: parts
 * of the file are read and turned to this machine's byte order side by side.
 */
final class FitsImage implements FitsPixels {
  /** Numbers read at once: so few that they stay in the processor's cache until converted. */
  private static final int CHUNK = 1 << 16;

  /** Buffers of a chunk, not in use: as many as there were readings at one time. */
  private final Queue<ByteBuffer> spare = new ConcurrentLinkedQueue<>();

  private final FitsHdu hdu;
  private final int bitpix;
  private final int bytes;
  private final FitsScale scale;

  FitsImage(FitsHdu hdu) {
    this.hdu = hdu;
    bitpix = hdu.bitpix("BITPIX");
    bytes = hdu.bytesPerPixel();
    scale = FitsScale.of(hdu, bitpix > 0);
  }

  /** Takes the numbers of a chunk, of which the first is the {@code first} of those wanted. */
  private interface Sink {
    void put(ByteBuffer chunk, int first, int count);
  }

  @Override
  public void floats(long first, int count, float[] target, int at) {
    if (bitpix == -32 && scale.isIdentity()) {
      read(first, count, (chunk, i, n) -> chunk.asFloatBuffer().get(target, at + i, n));
    } else {
      read(
          first,
          count,
          (chunk, start, n) -> {
            for (int i = 0; i < n; i++) {
              target[at + start + i] = (float) value(chunk, i);
            }
          });
    }
  }

  @Override
  public double[] doubles(int count) {
    double[] values = new double[count];
    read(
        0,
        count,
        (chunk, start, n) -> {
          for (int i = 0; i < n; i++) {
            values[start + i] = value(chunk, i);
          }
        });
    return values;
  }

  private double value(ByteBuffer chunk, int i) {
    return switch (bitpix) {
      case -32 -> scale.of(chunk.getFloat(4 * i));
      case -64 -> scale.of(chunk.getDouble(8 * i));
      case 8 -> scale.of(chunk.get(i) & 0xFFL);
      case 16 -> scale.of((long) chunk.getShort(2 * i));
      case 32 -> scale.of((long) chunk.getInt(4 * i));
      default -> scale.of(chunk.getLong(8 * i));
    };
  }

  private void read(long first, int count, Sink sink) {
    int chunks = (int) (((long) count + CHUNK - 1) / CHUNK);
    int workers = Math.min(chunks, Runtime.getRuntime().availableProcessors());
    try {
      IntStream.range(0, workers)
          .parallel()
          .forEach(
              worker -> {
                ByteBuffer buffer = borrow();
                for (int chunk = worker; chunk < chunks; chunk += workers) {
                  int start = chunk * CHUNK;
                  int n = Math.min(CHUNK, count - start);
                  fill(buffer.clear().limit(n * bytes), first + start);
                  sink.put(buffer.flip(), start, n);
                }
                spare.add(buffer);
              });
    } catch (UncheckedIOException e) {
      throw hdu.unreadable(e.getCause());
    }
  }

  private ByteBuffer borrow() {
    ByteBuffer buffer = spare.poll();
    return buffer == null ? ByteBuffer.allocateDirect(CHUNK * bytes) : buffer;
  }

  private void fill(ByteBuffer buffer, long first) {
    try {
      hdu.file().read(buffer, hdu.dataOffset() + first * bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
