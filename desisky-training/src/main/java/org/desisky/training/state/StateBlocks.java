package org.desisky.training.state;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.desisky.core.engine.HostMemory;

/**
 * The numbers of a state by their names: blocks of float32, such as {@code
 * weights/common_fc.layers[0].weight}, and whole counts. Whatever a run must remember from step to
 * step is one block or count more. Memory of blocks is used again, so that taking a copy of a run
 * after every epoch allocates nothing once warm.
 */
public final class StateBlocks {
  private static final int CHUNK = 1 << 18;

  private final Map<String, float[]> blocks = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();

  /**
   * Room for a block, to be filled: the array that has the name already, if it is as long, else a
   * new one.
   */
  public float[] room(String name, int length) {
    float[] block = blocks.get(name);
    if (block == null || block.length != length) {
      block = new float[length];
      blocks.put(name, block);
    }
    return block;
  }

  /** Copies numbers to the block of a name, on all cores. */
  public void copy(String name, FloatBuffer numbers) {
    int length = numbers.remaining();
    int first = numbers.position();
    float[] block = room(name, length);
    IntStream.range(0, (length + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(
            chunk -> {
              int start = chunk * CHUNK;
              numbers.get(first + start, block, start, Math.min(CHUNK, length - start));
            });
  }

  /** Copies the numbers of a float32 array to the block of a name. */
  public void copy(String name, NDArray array) {
    if (array.getDevice().isGpu()) {
      HostMemory.read(array, room(name, Math.toIntExact(array.size())), 0);
    } else {
      copy(name, HostMemory.floats(array));
    }
  }

  /** Sets a block to an array, which is kept and not to be changed. */
  public void put(String name, float[] block) {
    blocks.put(name, block);
  }

  /**
   * A block, not to be changed.
   *
   * @param length how long it must be
   * @throws NoSuchElementException if there is none of that name and length, saying what there is
   */
  public float[] get(String name, int length) {
    float[] block = blocks.get(name);
    if (block == null) {
      throw new NoSuchElementException("there is no block '" + name + "'");
    }
    if (block.length != length) {
      throw new NoSuchElementException(
          "the block '" + name + "' has " + block.length + " numbers, not " + length);
    }
    return block;
  }

  /** Sets a count. */
  public void count(String name, long value) {
    counts.put(name, value);
  }

  /**
   * A count.
   *
   * @throws NoSuchElementException if there is none of that name
   */
  public long count(String name) {
    Long count = counts.get(name);
    if (count == null) {
      throw new NoSuchElementException("there is no count '" + name + "'");
    }
    return count;
  }

  /** All blocks by name, in the order they were first set. */
  public Map<String, float[]> all() {
    return Collections.unmodifiableMap(blocks);
  }

  /** All counts by name, in the order they were first set. */
  public Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }
}
