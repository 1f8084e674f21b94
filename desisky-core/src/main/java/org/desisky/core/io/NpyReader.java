package org.desisky.core.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.desisky.core.Unsigned;

/** Reads the data of a NumPy array, in C order whatever the file's, as floats or doubles. */
public final class NpyReader {
  private static final int CHUNK = 1 << 16;

  private NpyReader() {}

  /** Takes the elements in the file's order, converted to {@code double}, in chunks. */
  private interface Sink {
    void accept(ByteBuffer chunk, int first, int count) throws IOException;
  }

  /**
   * Reads the elements that follow a header, converted to float32.
   *
   * @param available how many bytes the source holds at most; nothing larger is allocated
   * @throws IOException if the data end early or their type is not a number
   */
  public static float[] floats(NpyHeader header, InputStream in, long available)
      throws IOException {
    Element element = element(header);
    float[] values = new float[count(header, available)];
    boolean direct = header.kind() == 'f' && header.elementBytes() == 4;
    stream(
        header,
        in,
        (chunk, first, count) -> {
          if (direct) {
            chunk.asFloatBuffer().get(values, first, count);
          } else {
            for (int i = 0; i < count; i++) {
              values[first + i] = (float) element.get(chunk, i);
            }
          }
        });
    if (!transposes(header)) {
      return values;
    }
    float[] ordered = new float[values.length];
    int[] position = cOrder(header);
    for (int i = 0; i < values.length; i++) {
      ordered[position[i]] = values[i];
    }
    return ordered;
  }

  /** As {@link #floats}, converted to float64. */
  public static double[] doubles(NpyHeader header, InputStream in, long available)
      throws IOException {
    Element element = element(header);
    double[] values = new double[count(header, available)];
    stream(
        header,
        in,
        (chunk, first, count) -> {
          for (int i = 0; i < count; i++) {
            values[first + i] = element.get(chunk, i);
          }
        });
    if (!transposes(header)) {
      return values;
    }
    double[] ordered = new double[values.length];
    int[] position = cOrder(header);
    for (int i = 0; i < values.length; i++) {
      ordered[position[i]] = values[i];
    }
    return ordered;
  }

  private static void stream(NpyHeader header, InputStream in, Sink sink) throws IOException {
    int size = header.elementBytes();
    int total = Math.toIntExact(header.elements());
    byte[] bytes = new byte[CHUNK];
    ByteBuffer chunk = ByteBuffer.wrap(bytes).order(header.byteOrder());
    int perChunk = CHUNK / size;
    for (int first = 0; first < total; first += perChunk) {
      int count = Math.min(perChunk, total - first);
      int read = in.readNBytes(bytes, 0, count * size);
      if (read < count * size) {
        throw new EOFException(
            "the data end early: " + (first + read / size) + " of " + total + " elements");
      }
      sink.accept(chunk, first, count);
    }
  }

  private static int count(NpyHeader header, long available) throws IOException {
    long elements = header.elements();
    if (elements > available / header.elementBytes()) {
      throw new EOFException(
          "an array of shape " + header.shapeText() + " needs more bytes than the file has");
    }
    if (elements > Integer.MAX_VALUE - 8) {
      throw new IOException("an array of shape " + header.shapeText() + " is too large to read");
    }
    return (int) elements;
  }

  /** Reads one element of a chunk. */
  private interface Element {
    double get(ByteBuffer chunk, int index);
  }

  /**
   * Makes sure that the elements are numbers.
   *
   * @throws IOException if not
   */
  public static void requireNumbers(NpyHeader header) throws IOException {
    element(header);
  }

  private static Element element(NpyHeader header) throws IOException {
    String type = header.kind() + Integer.toString(header.elementBytes());
    return switch (type) {
      case "f2" -> (chunk, i) -> float16(chunk.getShort(2 * i));
      case "f4" -> (chunk, i) -> chunk.getFloat(4 * i);
      case "f8" -> (chunk, i) -> chunk.getDouble(8 * i);
      case "i1" -> (chunk, i) -> chunk.get(i);
      case "i2" -> (chunk, i) -> chunk.getShort(2 * i);
      case "i4" -> (chunk, i) -> chunk.getInt(4 * i);
      case "i8" -> (chunk, i) -> chunk.getLong(8 * i);
      case "u1", "b1" -> (chunk, i) -> chunk.get(i) & 0xFF;
      case "u2" -> (chunk, i) -> chunk.getShort(2 * i) & 0xFFFF;
      case "u4" -> (chunk, i) -> chunk.getInt(4 * i) & 0xFFFFFFFFL;
      case "u8" -> (chunk, i) -> Unsigned.toDouble(chunk.getLong(8 * i));
      default ->
          throw new IOException(
              "element type '" + header.descr() + "' is not a number this reader knows");
    };
  }

  /** A number of half precision (IEEE 754 binary16): a sign, five bits of exponent, ten others. */
  private static float float16(short bits) {
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    float size;
    if (exponent == 0x1F) {
      size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      size = Math.scalb((float) fraction, -24);
    } else {
      size = Math.scalb((float) (0x400 + fraction), exponent - 25);
    }
    return bits < 0 ? -size : size;
  }

  private static boolean transposes(NpyHeader header) {
    return header.fortranOrder() && header.shape().length > 1;
  }

  /** For each element of a Fortran-ordered array, where it goes in C order. */
  private static int[] cOrder(NpyHeader header) throws IOException {
    long[] shape = header.shape();
    int[] stride = new int[shape.length];
    int product = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      stride[axis] = product;
      product *= (int) shape[axis];
    }
    int[] position = new int[product];
    int[] index = new int[shape.length];
    for (int i = 0, target = 0; i < product; i++) {
      position[i] = target;
      for (int axis = 0; axis < shape.length; axis++) {
        target += stride[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        target -= stride[axis] * index[axis];
        index[axis] = 0;
      }
    }
    return position;
  }
}
