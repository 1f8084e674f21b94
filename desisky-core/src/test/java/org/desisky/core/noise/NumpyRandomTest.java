package org.desisky.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/**
 * Expected values are those of {@code numpy.random.default_rng(seed).permutation(n)}, NumPy 2.4.
 */
class NumpyRandomTest {
  @Test
  void permutesAsNumpyDoes() {
    assertThat(new NumpyRandom(42).permutation(10)).containsExactly(5, 6, 0, 7, 3, 2, 4, 9, 1, 8);
    assertThat(new NumpyRandom(42).permutation(9)).containsExactly(3, 0, 7, 2, 4, 6, 1, 5, 8);
  }

  @Test
  void seedsBeyond32BitsAreNumpysToo() {
    assertThat(new NumpyRandom(1L << 40).permutation(8)).containsExactly(PERMUTED_BIG);
    assertThat(new NumpyRandom(0).permutation(8)).containsExactly(PERMUTED_ZERO);
  }

  private static final int[] PERMUTED_BIG = {3, 7, 0, 6, 4, 2, 5, 1};
  private static final int[] PERMUTED_ZERO = {2, 4, 3, 6, 5, 0, 1, 7};

  @Test
  void negativeSeedsAreRefusedAsInNumpy() {
    assertThatIllegalArgumentException().isThrownBy(() -> new NumpyRandom(-1));
  }
}
