package org.desisky.core.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Moving numbers between Java and arrays. Arrays are always allocated by the engine, which aligns
 * them alike in every run: where numbers lie decides which vector instructions touch them, and so
 * the last bits of a result.
 */
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

  /**
   * Whether an array with its axes in another order is the same memory seen otherwise, as where
   * arrays have strides, and not a copy. Found out by changing a number and looking for it.
   */
  public static boolean transposesWithoutCopy(NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray array = scope.zeros(new Shape(2, 2));
      NDArray transposed = array.transpose();
      copy(FloatBuffer.wrap(new float[] {0, 1, 0, 0}), array);
      return transposed.toFloatArray()[2] == 1;
    }
  }

  /**
   * A new float32 array with the values that {@code source} has from its position on.
   *
   * @param manager the owner of the new array
   * @param source at least as many values as the shape holds; its position moves past them
   */
  public static NDArray create(NDManager manager, FloatBuffer source, Shape shape) {
    NDArray array = manager.create(shape, DataType.FLOAT32);
    copy(source, array);
    return array;
  }

  /** Overwrites a float32 array with the values that {@code source} has from its position on. */
  public static void copy(FloatBuffer source, NDArray array) {
    int size = Math.toIntExact(array.size());
    FloatBuffer values = source.slice(source.position(), size);
    source.position(source.position() + size);
    if (isShared(array)) {
      floats(array).put(values);
    } else {
      array.set(values);
    }
  }

  /** A copy of the elements of a float32 array, in their order. */
  public static float[] numbers(NDArray array) {
    float[] numbers = new float[Math.toIntExact(array.size())];
    floats(array).get(numbers);
    return numbers;
  }

  /** The array's elements: its own memory where the engine shares it, else a copy. */
  public static FloatBuffer floats(NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    return bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
