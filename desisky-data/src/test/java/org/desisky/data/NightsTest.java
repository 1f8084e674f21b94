package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NightsTest {
  /** MJD 59370.0 is 2021-06-05 00:00 UTC, 17:00 of the 4th at Kitt Peak. */
  @ParameterizedTest
  @CsvSource({
    "59370.0, 20210604",
    "59370.4, 20210604",
    "59370.79, 20210604",
    "59370.80, 20210605",
    "59369.79, 20210603",
    "59369.80, 20210604",
    "59580.5, 20211231",
    "40587.0, 19691231",
  })
  void aNightBeginsAtNoonAtKittPeak(double mjd, double night) {
    assertThat(Nights.of(mjd)).isEqualTo(night);
    assertThat(KnownBadNights.nightOf(mjd)).isEqualTo(night);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1e300, 1e18})
  void anAbsurdTimeHasNoNight(double mjd) {
    assertThat(Nights.of(mjd)).isNaN();
  }

  @Test
  void theColumnCountsBeforeTheTime() {
    ObservationTable table =
        ObservationTable.of(
            3,
            List.of(
                new Column("NIGHT", "", new double[] {20220101, Double.NaN, Double.NaN}),
                new Column("MJD", "d", new double[] {59370.2, 59370.2, Double.NaN})));
    assertThat(Nights.of(table).orElseThrow()).containsExactly(20220101, 20210604, Double.NaN);
    assertThat(table.doubles("NIGHT")[1]).isNaN();
  }

  @Test
  void withoutEitherColumnThereAreNone() {
    assertThat(Nights.of(ObservationTable.empty(3))).isEmpty();
  }
}
