package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTableTest {
  private static final ObservationTable TABLE =
      ObservationTable.of(
          2, List.of(new Column("A", "", new int[2]), new Column("B", "", new int[2])));

  @Test
  void aColumnIsAddedAtTheEndOrInThePlaceOfItsName() {
    assertThat(TABLE.with(new Column("C", "", new int[2])).names()).containsExactly("A", "B", "C");
    Column other = new Column("A", "m", new int[] {5, 6});
    assertThat(TABLE.with(other).columns()).containsExactly(other, TABLE.column("B"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TABLE.with(new Column("C", "", new int[3])))
        .withMessage("column C has 3 rows, not 2");
  }

  @Test
  void aColumnHasNoNulls() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Column("PROGRAM", "", new String[] {"dark", null}))
        .withMessage("column PROGRAM has no text in row 1; an empty one is none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Column("PROGRAM", null, new int[1]))
        .withMessageContaining("column PROGRAM has no name, unit, values or description");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Column("PROGRAM", "", null))
        .withMessageContaining("column PROGRAM");
  }
}
