package org.desisky.core.io;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Writes NumPy arrays, little-endian and in C order, byte for byte as NumPy does. */
public final class NpyWriter {
  private static final int CHUNK = 1 << 14;

  private NpyWriter() {}

  /**
   * A float32 array of the shape given.
   *
   * @throws IllegalArgumentException if the numbers are not as many as it holds
   */
  public static void floats(OutputStream out, float[] values, long... shape) throws IOException {
    floats(out, FloatBuffer.wrap(values), shape);
  }

  /**
   * A float32 array of the shape given, of the numbers that a buffer has left, whose position moves
   * past them.
   *
   * @throws IllegalArgumentException if they are not as many as the shape holds
   */
  public static void floats(OutputStream out, FloatBuffer values, long... shape)
      throws IOException {
    out.write(header("<f4", values.remaining(), shape));
    ByteBuffer chunk = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      int count = Math.min(CHUNK, values.remaining());
      chunk.asFloatBuffer().put(values.slice(values.position(), count));
      values.position(values.position() + count);
      out.write(chunk.array(), 0, 4 * count);
    }
  }

  /**
   * A float64 array of the shape given.
   *
   * @throws IllegalArgumentException if the numbers are not as many as it holds
   */
  public static void doubles(OutputStream out, double[] values, long... shape) throws IOException {
    out.write(header("<f8", values.length, shape));
    ByteBuffer chunk = ByteBuffer.allocate(8 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int first = 0; first < values.length; first += CHUNK) {
      int count = Math.min(CHUNK, values.length - first);
      chunk.asDoubleBuffer().put(values, first, count);
      out.write(chunk.array(), 0, 8 * count);
    }
  }

  private static byte[] header(String type, int numbers, long... shape) throws IOException {
    NpyHeader header = NpyHeader.of(type, shape);
    checkArgument(
        header.elements() == numbers, "%s numbers do not make %s", numbers, header.shapeText());
    return header.toBytes();
  }

  /** A single int64, of shape (). */
  public static void scalar(OutputStream out, long value) throws IOException {
    out.write(NpyHeader.of("<i8").toBytes());
    out.write(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
