package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.desisky.core.engine.HostMemory;

/**
 * An array's own memory in chunks of 16384 numbers, worked on by all cores. A chunk is copied to a
 * small heap array and back, because the JIT compiler vectorises loops over heap arrays but not
 * over direct buffers; the copies stay in a near cache.
 */
final class Chunks {
  static final int SIZE = 16384;

  private static final ThreadLocal<float[]> FIRST = ThreadLocal.withInitial(() -> new float[SIZE]);
  private static final ThreadLocal<float[]> SECOND = ThreadLocal.withInitial(() -> new float[SIZE]);
  private static final float[] ZEROS = new float[SIZE];

  private final FloatBuffer memory;
  private final int length;

  private Chunks(FloatBuffer memory) {
    this.memory = memory;
    this.length = memory.limit();
  }

  /** The memory of an array that shares it with Java. */
  static Chunks of(NDArray array) {
    return new Chunks(HostMemory.floats(array));
  }

  /** How many chunks a number of elements makes. */
  static int count(int elements) {
    return (elements + SIZE - 1) / SIZE;
  }

  /** State for each element of an array: a heap array a chunk. */
  static float[][] state(int elements) {
    float[][] state = new float[count(elements)][];
    for (int c = 0; c < state.length; c++) {
      state[c] = new float[Math.min(SIZE, elements - c * SIZE)];
    }
    return state;
  }

  /** Changes {@code weight} by {@code gradient}; both are chunk {@code index} of their arrays. */
  interface Rule {
    void apply(int index, float[] weight, float[] gradient, int length);
  }

  /** Applies a rule to weights by their gradients. */
  static void update(NDArray weight, NDArray gradient, Rule rule) {
    Chunks weights = of(weight);
    Chunks gradients = of(gradient);
    IntStream.range(0, count(weights.length))
        .parallel()
        .forEach(
            chunk -> {
              int start = chunk * SIZE;
              int n = Math.min(SIZE, weights.length - start);
              float[] w = FIRST.get();
              float[] g = SECOND.get();
              weights.memory.get(start, w, 0, n);
              gradients.memory.get(start, g, 0, n);
              rule.apply(chunk, w, g, n);
              weights.memory.put(start, w, 0, n);
            });
  }

  /** Sets all numbers to zero. */
  static void clear(NDArray array) {
    Chunks chunks = of(array);
    for (int start = 0; start < chunks.length; start += SIZE) {
      chunks.memory.put(start, ZEROS, 0, Math.min(SIZE, chunks.length - start));
    }
  }

  /** Adds up a function of each chunk, in the same order whatever the number of threads. */
  double sum(ToDoubleFunction<float[]> function) {
    double[] sums = new double[count(length)];
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(
            chunk -> {
              int start = chunk * SIZE;
              int n = Math.min(SIZE, length - start);
              float[] values = n == SIZE ? FIRST.get() : new float[n];
              memory.get(start, values, 0, n);
              sums[chunk] = function.applyAsDouble(values);
            });
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    return total;
  }
}
