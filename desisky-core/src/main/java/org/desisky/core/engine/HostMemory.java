package org.desisky.core.engine;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Access to an array's own memory from Java, on engines and devices that allow it. */
public final class HostMemory {
  private HostMemory() {}

  /**
   * Whether writing to the array's buffer changes the array. Some engines hand out a copy; this is
   * found out by writing one number and reading it back, never by an engine's name.
   *
   * @param array a float32 array of at least one element; left as it was
   */
  public static boolean isShared(NDArray array) {
    if (array.getDevice().isGpu()) {
      return false;
    }
    FloatBuffer first = floats(array);
    if (!first.isDirect()) {
      return false;
    }
    float before = first.get(0);
    float marker = before == 1f ? 2f : 1f;
    first.put(0, marker);
    boolean shared = floats(array).get(0) == marker;
    first.put(0, before);
    return shared;
  }

  /** The array's elements: its own memory where the engine shares it, else a copy. */
  public static FloatBuffer floats(NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    return bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
