package org.desisky.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.function.Consumer;

/** Numbers for the page's script: base64 of their bytes, little-endian. */
final class Encoded {
  private Encoded() {}

  static String floats(float... values) {
    return of(values.length, Float.BYTES, bytes -> bytes.asFloatBuffer().put(values));
  }

  static String floats(double... values) {
    float[] singles = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      singles[i] = (float) values[i];
    }
    return floats(singles);
  }

  static String doubles(double... values) {
    return of(values.length, Double.BYTES, bytes -> bytes.asDoubleBuffer().put(values));
  }

  /** Whole numbers from 0 to 65535. */
  static String shorts(int... values) {
    return of(
        values.length,
        Short.BYTES,
        bytes -> {
          for (int value : values) {
            bytes.putShort((short) value);
          }
        });
  }

  private static String of(int count, int size, Consumer<ByteBuffer> writer) {
    byte[] bytes = new byte[Math.multiplyExact(count, size)];
    writer.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return Base64.getEncoder().encodeToString(bytes);
  }
}
