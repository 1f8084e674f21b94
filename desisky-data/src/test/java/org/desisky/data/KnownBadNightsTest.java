package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class KnownBadNightsTest {
  @Test
  void bothEndsAreBad() {
    int[] night = {20210603, 20210604, 20210608, 20210612, 20210613};
    assertThat(keep(new Column("NIGHT", "", night))).containsExactly(0, 4);
  }

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
    assertThat(KnownBadNights.nightOf(mjd)).isEqualTo(night);
  }

  /** 19 h UTC is noon; the last moment before that a double can tell is half a microsecond off. */
  @Property(tries = 300)
  void noonItselfBelongsToTheNightThatFollows(@ForAll @IntRange(min = 40000, max = 80000) int day) {
    double noon = day + 19 / 24.0;
    LocalDate date = LocalDate.ofEpochDay(day - 40587L);
    assertThat(KnownBadNights.nightOf(noon)).isEqualTo(number(date));
    assertThat(KnownBadNights.nightOf(Math.nextDown(noon))).isEqualTo(number(date.minusDays(1)));
  }

  private static double number(LocalDate date) {
    return Double.parseDouble(date.format(DateTimeFormatter.BASIC_ISO_DATE));
  }

  @Test
  void timesOfBothEndsOfTheBadNights() {
    double first = 59369 + 19 / 24.0; // noon of 2021-06-04
    double last = 59378 + 19 / 24.0; // noon of 2021-06-13
    double[] mjd = {Math.nextDown(first), first, Math.nextDown(last), last};
    assertThat(keep(new Column("MJD", "d", mjd))).containsExactly(0, 3);
  }

  @Test
  void withoutNightTheTimeTells() {
    double[] mjd = {59369.5, 59370.2, 59378.5, 59378.9};
    assertThat(keep(new Column("MJD", "d", mjd))).containsExactly(0, 3);
  }

  @Test
  void aNullNightIsFoundFromTheTime() {
    double[] night = {Double.NaN, Double.NaN, 20210605};
    double[] mjd = {59370.2, Double.NaN, 59000};
    assertThat(keep(new Column("NIGHT", "", night), new Column("MJD", "d", mjd)))
        .containsExactly(1);
  }

  @Test
  void withNeitherNothingCanBeTold() {
    assertThat(KnownBadNights.rowsToKeep(ObservationTable.empty(3))).isEmpty();
  }

  @Test
  void aNightInWordsIsRefused() {
    assertThatThrownBy(() -> keep(new Column("NIGHT", "", new String[] {"June"})))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("NIGHT");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1e300, 1e18})
  void anAbsurdTimeHasNoNight(double mjd) {
    assertThat(KnownBadNights.nightOf(mjd)).isNaN();
    assertThat(keep(new Column("MJD", "d", new double[] {mjd}))).containsExactly(0);
  }

  private static int[] keep(Column... columns) {
    return KnownBadNights.rowsToKeep(ObservationTable.of(columns[0].rows(), List.of(columns)))
        .orElseThrow();
  }
}
