package org.desisky.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvenRowsTest {
  @Test
  void rowsAreTakenAtEqualDistances() {
    assertThat(EvenRows.of(10, 5)).containsExactly(0, 2, 4, 6, 8);
    assertThat(EvenRows.of(10, 4)).containsExactly(0, 2, 5, 7);
    assertThat(EvenRows.among(new int[] {9, 7, 5, 3}, 2)).containsExactly(9, 5);
  }

  @Test
  void allAreTakenWhereThereAreNoMore() {
    assertThat(EvenRows.of(3, 3)).containsExactly(0, 1, 2);
    assertThat(EvenRows.of(3, 100)).containsExactly(0, 1, 2);
    assertThat(EvenRows.of(0, 5)).isEmpty();
    assertThatThrownBy(() -> EvenRows.of(3, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyRowsTimesManyDoNotOverflow() {
    int[] rows = EvenRows.of(Integer.MAX_VALUE, 5000);
    assertThat(rows).hasSize(5000).isSorted().doesNotHaveDuplicates();
    assertThat(IntStream.of(rows)).allMatch(row -> row >= 0);
  }
}
