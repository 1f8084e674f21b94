package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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
  }

  /** 19 h UTC is noon; the last moment before that a double can tell is half a microsecond off. */
  @Property(tries = 300)
  void noonItselfBelongsToTheNightThatFollows(@ForAll @IntRange(min = 40000, max = 80000) int day) {
    double noon = day + 19 / 24.0;
    LocalDate date = LocalDate.ofEpochDay(day - 40587L);
    assertThat(Nights.of(noon)).isEqualTo(number(date));
    assertThat(Nights.of(Math.nextDown(noon))).isEqualTo(number(date.minusDays(1)));
  }

  private static double number(LocalDate date) {
    return Double.parseDouble(date.format(DateTimeFormatter.BASIC_ISO_DATE));
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
