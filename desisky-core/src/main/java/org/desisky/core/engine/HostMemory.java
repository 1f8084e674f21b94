package org.desisky.core.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

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
   * Whether for a manager's engine an array with its axes in another order is the same memory seen
   * otherwise, as where arrays have strides, and not a copy. Found out on the CPU, by changing a
   * number and looking for it.
   */
  public static boolean transposesWithoutCopy(NDManager manager) {
    try (NDManager scope = manager.newSubManager(Device.cpu())) {
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
    Device device = manager.getDevice();
    if (!device.isGpu()) {
      NDArray array = manager.create(shape, DataType.FLOAT32);
      copy(source, array);
      return array;
    }
    // By way of the engine's own memory, which it uses again, and not of a new buffer of Java's.
    try (NDManager near = manager.newSubManager(Device.cpu())) {
      NDArray array = create(near, source, shape).toDevice(device, true);
      array.attach(manager);
      return array;
    }
  }

  /** Overwrites a float32 array with the values that {@code source} has from its position on. */
  public static void copy(FloatBuffer source, NDArray array) {
    int size = Math.toIntExact(array.size());
    FloatBuffer values = source.slice(source.position(), size);
    source.position(source.position() + size);
    if (isShared(array)) {
      floats(array).put(values);
    } else {
      // An adapter that copies a heap buffer to one of its own may hand only that one's address to
      // native code, where it waits for the array's readers; Java then collects it meanwhile.
      FloatBuffer direct = values.isDirect() ? values : direct(size).asFloatBuffer().put(values);
      try {
        array.set(direct.rewind());
      } finally {
        Reference.reachabilityFence(direct);
      }
    }
  }

  /** A new int32 array of these numbers. */
  public static NDArray create(NDManager manager, int[] numbers) {
    IntBuffer direct = direct(numbers.length).asIntBuffer().put(numbers).rewind();
    try {
      return manager.create(direct, new Shape(numbers.length), DataType.INT32);
    } finally {
      Reference.reachabilityFence(direct);
    }
  }

  private static ByteBuffer direct(int numbers) {
    return ByteBuffer.allocateDirect(Float.BYTES * numbers).order(ByteOrder.nativeOrder());
  }

  /** A copy of the elements of a float32 array, in their order. */
  public static float[] numbers(NDArray array) {
    float[] numbers = new float[Math.toIntExact(array.size())];
    read(array, numbers, 0);
    return numbers;
  }

  /** Copies the elements of a float32 array, in their order, to a place in {@code target}. */
  public static void read(NDArray array, float[] target, int start) {
    int size = Math.toIntExact(array.size());
    if (!array.getDevice().isGpu()) {
      ownFloats(array).get(target, start, size);
      return;
    }
    // What is brought, or a manager that the engine makes for it, would live as long as the array.
    NDArray brought = array.toDevice(Device.cpu(), true);
    NDManager owner = brought.getManager();
    try {
      ownFloats(brought).get(target, start, size);
    } finally {
      brought.close();
      if (owner != array.getManager()) {
        owner.close();
      }
    }
  }

  /** The array's elements: its own memory where the engine shares it, else a copy. */
  public static FloatBuffer floats(NDArray array) {
    return array.getDevice().isGpu() ? FloatBuffer.wrap(numbers(array)) : ownFloats(array);
  }

  private static FloatBuffer ownFloats(NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    return bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
