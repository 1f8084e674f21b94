package org.desisky.core.noise;

import java.math.BigInteger;

/**
 * The part of NumPy's {@code default_rng(seed)} that decides which rows the Python program trains
 * on: {@code SeedSequence}, the bit generator PCG64 (O'Neill, "PCG", HMC-CS-2014-0905; XSL-RR
 * 128/64) and {@code Generator.permutation}. Bit for bit the same as NumPy 1.17 to 2.x.
 */
public final class NumpyRandom {
  private static final BigInteger MASK_128 = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
  private static final BigInteger MULTIPLIER =
      new BigInteger("2360ED051FC65DA44385DF649FCCF645", 16);
  private static final int POOL_SIZE = 4;
  private static final int INIT_A = 0x43b0d7e5;
  private static final int MULT_A = 0x931e8875;
  private static final int INIT_B = 0x8b51f9dd;
  private static final int MULT_B = 0x58f38ded;
  private static final int MIX_L = 0xca01f9dd;
  private static final int MIX_R = 0x4973f715;

  private final BigInteger increment;
  private BigInteger state;
  private boolean hasSpare;
  private int spare;

  /**
   * As {@code numpy.random.default_rng(seed)}.
   *
   * @throws IllegalArgumentException if the seed is negative, as in NumPy
   */
  public NumpyRandom(long seed) {
    if (seed < 0) {
      throw new IllegalArgumentException("the seed must not be negative, but is " + seed);
    }
    long[] words = seedWords(seed);
    BigInteger initialState = join(words[0], words[1]);
    increment = join(words[2], words[3]).shiftLeft(1).or(BigInteger.ONE).and(MASK_128);
    state = BigInteger.ZERO;
    step();
    state = state.add(initialState).and(MASK_128);
    step();
  }

  /** As {@code permutation(n)}: the numbers 0 to n−1 in random order. */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = bounded(i);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  /** Uniform from 0 to {@code max}, both included: NumPy's {@code random_interval}. */
  private int bounded(int max) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int value = nextInt() & mask;
    while (value > max) {
      value = nextInt() & mask;
    }
    return value;
  }

  private int nextInt() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    long next = nextLong();
    hasSpare = true;
    spare = (int) (next >>> 32);
    return (int) next;
  }

  private long nextLong() {
    step();
    long high = state.shiftRight(64).longValue();
    return Long.rotateRight(high ^ state.longValue(), (int) (high >>> 58));
  }

  private void step() {
    state = state.multiply(MULTIPLIER).add(increment).and(MASK_128);
  }

  /** {@code SeedSequence(seed).generate_state(4, uint64)}. */
  private static long[] seedWords(long seed) {
    int[] entropy = {(int) seed, (int) (seed >>> 32)};
    int[] pool = new int[POOL_SIZE];
    int[] hash = {INIT_A};
    for (int i = 0; i < POOL_SIZE; i++) {
      pool[i] = hashMix(i < entropy.length ? entropy[i] : 0, hash);
    }
    for (int source = 0; source < POOL_SIZE; source++) {
      for (int target = 0; target < POOL_SIZE; target++) {
        if (source != target) {
          pool[target] = combine(pool[target], hashMix(pool[source], hash));
        }
      }
    }
    int[] out = new int[8];
    int constant = INIT_B;
    for (int i = 0; i < out.length; i++) {
      int value = pool[i % POOL_SIZE] ^ constant;
      constant *= MULT_B;
      value *= constant;
      out[i] = value ^ (value >>> 16);
    }
    long[] words = new long[4];
    for (int i = 0; i < words.length; i++) {
      words[i] = unsigned(out[2 * i]) | (unsigned(out[2 * i + 1]) << 32);
    }
    return words;
  }

  private static int hashMix(int value, int[] hash) {
    value ^= hash[0];
    hash[0] *= MULT_A;
    value *= hash[0];
    return value ^ (value >>> 16);
  }

  private static int combine(int x, int y) {
    int result = MIX_L * x - MIX_R * y;
    return result ^ (result >>> 16);
  }

  private static long unsigned(int value) {
    return value & 0xFFFFFFFFL;
  }

  private static BigInteger join(long high, long low) {
    return new BigInteger(Long.toUnsignedString(high))
        .shiftLeft(64)
        .or(new BigInteger(Long.toUnsignedString(low)));
  }
}
