package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowBatchesTest {
  @Test
  void theLastMayBeSmaller() {
    RowBatches batches = new RowBatches(new int[] {7, 8, 9, 10, 11}, 2);
    assertThat(batches.count()).isEqualTo(3);
    assertThat(batches.at(1)).containsExactly(9, 10);
    assertThat(batches.at(2)).containsExactly(11);
    assertThat(new RowBatches(new int[0], Integer.MAX_VALUE).count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, Integer.MAX_VALUE - 1, Integer.MAX_VALUE})
  void moreThanTheRowsIsOneBatch(int size) {
    RowBatches batches = new RowBatches(new int[] {7, 8, 9}, size);
    assertThat(batches.count()).isEqualTo(1);
    assertThat(batches.at(0)).containsExactly(7, 8, 9);
  }
}
