package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.state.StateBlocks;

/**
 * An array's own memory in chunks of 16384 numbers, worked on by all cores. A chunk is copied to a
 * small heap array and back, because the JIT compiler vectorises loops over heap arrays but not
 * over direct buffers; the copies stay in a near cache.
 */
final class Chunks {
  static final int SIZE = 16384;

  /** Rooms not in use. Threads of the common pool lose what is thread-local after each task. */
  private static final ConcurrentLinkedDeque<Room> SPARE = new ConcurrentLinkedDeque<>();

  private static final float[] ZEROS = new float[SIZE];

  private final FloatBuffer memory;
  private final int length;

  private Chunks(FloatBuffer memory) {
    this.memory = memory;
    this.length = memory.limit();
  }

  /** The memory of an array that shares it with Java; of another, a copy, good to read from. */
  static Chunks of(NDArray array) {
    return new Chunks(HostMemory.floats(array));
  }

  private static final class Room {
    private final float[] first = new float[SIZE];
    private final float[] second = new float[SIZE];
  }

  /** Something done with two arrays of the size of a chunk, whose content it finds is of no use. */
  interface Work {
    void with(float[] first, float[] second);
  }

  /** Does it with arrays that are used again. */
  static void inRoom(Work work) {
    Room spare = SPARE.pollFirst();
    Room room = spare == null ? new Room() : spare;
    try {
      work.with(room.first, room.second);
    } finally {
      SPARE.addFirst(room);
    }
  }

  /** How many chunks a number of elements makes. */
  static int count(int elements) {
    return (elements + SIZE - 1) / SIZE;
  }

  /** State for each element of an array, all zero: a heap array a chunk. */
  static float[][] state(NDArray array) {
    int elements = Math.toIntExact(array.size());
    float[][] state = new float[count(elements)][];
    for (int c = 0; c < state.length; c++) {
      state[c] = new float[Math.min(SIZE, elements - c * SIZE)];
    }
    return state;
  }

  /** State of the values given. */
  static float[][] state(float[] values) {
    float[][] state = new float[count(values.length)][];
    for (int c = 0; c < state.length; c++) {
      int start = c * SIZE;
      state[c] = Arrays.copyOfRange(values, start, Math.min(values.length, start + SIZE));
    }
    return state;
  }

  /** Copies state to a block. */
  static void save(float[][] state, String name, StateBlocks blocks) {
    int elements = (state.length - 1) * SIZE + state[state.length - 1].length;
    float[] block = blocks.room(name, elements);
    IntStream.range(0, state.length)
        .parallel()
        .forEach(c -> System.arraycopy(state[c], 0, block, c * SIZE, state[c].length));
  }

  /** Changes {@code weight} by {@code gradient}; both are chunk {@code index} of their arrays. */
  interface Rule {
    void apply(int index, float[] weight, float[] gradient, int length);
  }

  /** A rule that is to be applied to weights by their gradients. */
  static final class Update {
    private final Chunks weights;
    private final Chunks gradients;
    private final Rule rule;

    Update(NDArray weight, NDArray gradient, Rule rule) {
      weights = of(weight);
      gradients = of(gradient);
      this.rule = rule;
    }

    private void make(int chunk) {
      int start = chunk * SIZE;
      int n = Math.min(SIZE, weights.length - start);
      inRoom(
          (w, g) -> {
            weights.memory.get(start, w, 0, n);
            gradients.memory.get(start, g, 0, n);
            rule.apply(chunk, w, g, n);
            weights.memory.put(start, w, 0, n);
          });
    }
  }

  /** Makes updates, all in one go, so that cores wait for each other only once. */
  static void make(List<Update> updates) {
    int[] ends = new int[updates.size()];
    int chunks = 0;
    for (int i = 0; i < ends.length; i++) {
      chunks += count(updates.get(i).weights.length);
      ends[i] = chunks;
    }
    IntStream.range(0, chunks)
        .parallel()
        .forEach(
            chunk -> {
              int found = Arrays.binarySearch(ends, chunk + 1);
              int i = found >= 0 ? found : -found - 1;
              updates.get(i).make(i == 0 ? chunk : chunk - ends[i - 1]);
            });
  }

  /** Sets all numbers to zero. */
  static void clear(NDArray array) {
    Chunks chunks = of(array);
    for (int start = 0; start < chunks.length; start += SIZE) {
      chunks.memory.put(start, ZEROS, 0, Math.min(SIZE, chunks.length - start));
    }
  }

  /** A function of the first {@code n} of some numbers. */
  interface Sum {
    double of(float[] values, int n);
  }

  /** Adds up a function of each chunk, in the same order whatever the number of threads. */
  double sum(Sum function) {
    double[] sums = new double[count(length)];
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(
            chunk -> {
              int start = chunk * SIZE;
              int n = Math.min(SIZE, length - start);
              inRoom(
                  (values, unused) -> {
                    memory.get(start, values, 0, n);
                    sums[chunk] = function.of(values, n);
                  });
            });
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    return total;
  }
}
