package org.desisky.core.noise;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * Random numbers by position: a key and an index give a number, with no state in between. The same
 * seed so gives the same numbers in any order, on any thread, engine and machine, and any part of a
 * sequence can be drawn again without what came before it.
 *
 * <p>The generator is the counter form of SplitMix64 (Steele, Lea and Flood, "Fast Splittable
 * Pseudorandom Number Generators", OOPSLA 2014): the mixing function applied to {@code key + index
 * * golden}. Normal numbers come from one uniform number each, by the inverse of the normal
 * distribution ({@link NormalQuantile}).
 */
public final class Noise {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1p-53;
  private static final double BELOW_ONE = Math.nextDown(1.0);

  /** So many numbers are drawn by one core; more are shared out among all. */
  private static final int CHUNK = 1 << 16;

  private final long key;

  private Noise(long key) {
    this.key = key;
  }

  /** The root of all numbers that belong to a seed. */
  public static Noise of(long seed) {
    return new Noise(mix(seed + GOLDEN));
  }

  /** An independent sequence for a purpose, by its name. */
  public Noise stream(String name) {
    long derived = key;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      derived = mix(derived ^ (b + GOLDEN));
    }
    return new Noise(mix(derived + name.length()));
  }

  /** An independent sequence for a position, such as (epoch, batch) or (row). */
  public Noise at(long... position) {
    long derived = key;
    for (long p : position) {
      derived = mix(mix(derived + GOLDEN) ^ mix(p * GOLDEN + 1));
    }
    return new Noise(derived);
  }

  /** 64 random bits. */
  public long bits(long index) {
    return mix(key + (index + 1) * GOLDEN);
  }

  /** Uniform in the open interval (0, 1): the middle of one of 2⁵³ equal cells, rounded. */
  public double uniform(long index) {
    double middle = ((bits(index) >>> 11) + 0.5) * UNIT;
    return middle < 1 ? middle : BELOW_ONE; // Math.min, which minds NaN and −0, takes twice as long
  }

  /** Standard normal. */
  public double normal(long index) {
    return NormalQuantile.of(uniform(index));
  }

  /** {@code count} standard normal numbers, from index 0 on. */
  public float[] normals(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) normal(i);
    }
    return numbers;
  }

  /**
   * {@code count} uniform numbers between {@code -bound} and {@code bound}, from index 0 on; very
   * many, such as a model's weights, are drawn on all cores.
   */
  public float[] uniforms(int count, double bound) {
    float[] numbers = new float[count];
    if (count <= CHUNK) {
      fill(numbers, 0, count, bound);
      return numbers;
    }
    IntStream.range(0, (count - 1) / CHUNK + 1)
        .parallel()
        .map(chunk -> chunk * CHUNK)
        .forEach(first -> fill(numbers, first, Math.min(count - first, CHUNK), bound));
    return numbers;
  }

  private void fill(float[] numbers, int first, int count, double bound) {
    for (int i = first; i < first + count; i++) {
      numbers[i] = (float) ((2 * uniform(i) - 1) * bound);
    }
  }

  /** The numbers 0 to n−1 in random order (Fisher and Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      // The high word of the product; its bias, below i/2⁶³, cannot be observed.
      int j = (int) Math.multiplyHigh(bits(i) >>> 1, (i + 1L) << 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
