package org.desisky.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UnsignedTest {
  @Test
  void eachNumberBecomesTheNearestThereIs() {
    long half = 1L << 10; // between two numbers of float64, from 2⁶³ on
    LongStream.of(0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1)
        .flatMap(
            bits ->
                LongStream.of(0, 1, half - 1, half, half + 1, 3 * half).map(more -> bits + more))
        .forEach(
            bits ->
                assertThat(Unsigned.toDouble(bits))
                    .as(Long.toUnsignedString(bits))
                    .isEqualTo(new BigInteger(Long.toUnsignedString(bits)).doubleValue()));
  }
}
