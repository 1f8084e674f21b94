package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExposuresTest {
  @Test
  void wholeNumbersAreToldToTheLastDigit() {
    assertThat(of(new long[] {7, (1L << 53) + 1}).at(1)).hasValue((1L << 53) + 1);
    assertThat(of(new int[] {7, 8}).at(1)).hasValue(8);
    assertThat(of(new double[] {7, 90_000}).at(1)).hasValue(90_000);
  }

  @Test
  void whatIsNoNumberIsNotKnown() {
    double[] values = {Double.NaN, Double.POSITIVE_INFINITY, 1e300, 7.9};
    for (int row = 0; row < values.length; row++) {
      assertThat(of(values).at(row)).isEmpty();
    }
    assertThat(of(new String[] {"7"}).at(0)).isEmpty();
    assertThat(Exposures.of(ObservationTable.empty(1)).at(0)).isEmpty();
  }

  private static Exposures of(Object values) {
    Column column = new Column("EXPID", "", values);
    return Exposures.of(ObservationTable.of(column.rows(), List.of(column)));
  }
}
