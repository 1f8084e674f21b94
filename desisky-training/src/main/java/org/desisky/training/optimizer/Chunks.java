package org.desisky.training.optimizer;

import ai.djl.ndarray.NDArray;
import com.google.common.base.Throwables;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.HostMemory;
import org.desisky.training.state.StateBlocks;

/**
 * An array's own memory in chunks of 16384 numbers, worked on by all cores. A chunk is copied to a
 * small heap array and back, because the JIT compiler vectorises loops over heap arrays but not
 * over direct buffers; the copies stay in a near cache.
 */
final class Chunks {
  static final int SIZE = 16384;

  /** What is copied and changed at a time: few enough to lie in the nearest cache meanwhile. */
  private static final int AT_ONCE = 1024;

  /** Rooms not in use. Threads of the common pool lose what is thread-local after each task. */
  private static final Deque<Room> SPARE = new ArrayDeque<>();

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

  /** Two arrays of the size of a chunk, whose content nobody needs; from {@link #borrow}. */
  private static final class Room implements AutoCloseable {
    private final float[] first = new float[SIZE];
    private final float[] second = new float[SIZE];

    static Room borrow() {
      synchronized (SPARE) {
        return SPARE.isEmpty() ? new Room() : SPARE.pop();
      }
    }

    @Override
    public void close() {
      synchronized (SPARE) {
        SPARE.push(this);
      }
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

  /**
   * Changes numbers {@code from} to {@code to} of {@code weight} by those of {@code gradient}; both
   * are chunk {@code index} of their arrays.
   */
  interface Rule {
    void apply(int index, float[] weight, float[] gradient, int from, int to);
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
      try (Room room = Room.borrow()) {
        for (int from = 0; from < n; from += AT_ONCE) {
          int to = Math.min(n, from + AT_ONCE);
          weights.memory.get(start + from, room.first, from, to - from);
          gradients.memory.get(start + from, room.second, from, to - from);
          rule.apply(chunk, room.first, room.second, from, to);
          weights.memory.put(start + from, room.first, from, to - from);
        }
      }
    }
  }

  /** Makes updates, all in one go. */
  static void make(List<Update> updates) {
    forAll(
        updates.stream().map(update -> update.weights).toList(),
        (array, chunk) -> updates.get(array).make(chunk));
  }

  /** Something done with a chunk of an array. */
  private interface ChunkWork {
    void with(int array, int chunk);
  }

  /** Works on all chunks in one go, so that cores wait for each other only once. */
  private static void forAll(List<Chunks> arrays, ChunkWork work) {
    int[] ends = new int[arrays.size()];
    int chunks = 0;
    for (int i = 0; i < ends.length; i++) {
      chunks += arrays.get(i).count();
      ends[i] = chunks;
    }
    onAllCores(
        chunks,
        number -> {
          int found = Arrays.binarySearch(ends, number + 1);
          int i = found >= 0 ? found : -found - 1;
          work.with(i, i == 0 ? number : number - ends[i - 1]);
        });
  }

  /**
   * Does work for each number below {@code count}. What fails is thrown when no other core works
   * any more, as a parallel stream does not wait: the memory may then be freed.
   *
   * @throws DesiskyException of a checked exception, which a rule may throw undeclared
   */
  static void onAllCores(int count, IntConsumer work) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    IntStream.range(0, count)
        .parallel()
        .filter(number -> failure.get() == null)
        .forEach(
            number -> {
              try {
                work.accept(number);
              } catch (Throwable e) {
                failure.compareAndSet(null, e);
              }
            });
    if (failure.get() != null) {
      Throwables.throwIfUnchecked(failure.get());
      if (failure.get() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new DesiskyException("the optimizer failed: " + failure.get(), failure.get());
    }
  }

  private int count() {
    return count(length);
  }

  /** Sets all numbers to zero. */
  static void clear(NDArray array) {
    Chunks chunks = of(array);
    for (int start = 0; start < chunks.length; start += SIZE) {
      chunks.memory.put(start, ZEROS, 0, Math.min(SIZE, chunks.length - start));
    }
  }

  /** Is shown a copy of a chunk's {@code n} numbers, to be changed freely; has room to work in. */
  interface Visitor {
    void see(int array, int chunk, float[] values, int n, float[] room);
  }

  /** Shows all chunks of arrays, in one go, on all cores. */
  static void visit(List<Chunks> arrays, Visitor visitor) {
    forAll(
        arrays,
        (array, chunk) -> {
          Chunks chunks = arrays.get(array);
          int start = chunk * SIZE;
          int n = Math.min(SIZE, chunks.length - start);
          try (Room room = Room.borrow()) {
            chunks.memory.get(start, room.first, 0, n);
            visitor.see(array, chunk, room.first, n, room.second);
          }
        });
  }

  /**
   * A function of the first {@code n} of some numbers, a copy, to be changed freely, with room to
   * work in.
   */
  interface Sum {
    double of(float[] values, int n, float[] room);
  }

  /** Adds up a function of each chunk, in the same order whatever the number of threads. */
  static double sum(List<Chunks> arrays, Sum function) {
    double[][] sums = new double[arrays.size()][];
    Arrays.setAll(sums, array -> new double[arrays.get(array).count()]);
    visit(
        arrays,
        (array, chunk, values, n, room) -> sums[array][chunk] = function.of(values, n, room));
    return Arrays.stream(sums).flatMapToDouble(Arrays::stream).sum();
  }
}
