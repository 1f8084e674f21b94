package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownBadNightsTest {
  @Test
  void bothEndsAreBad() {
    int[] night = {20210603, 20210604, 20210608, 20210612, 20210613};
    assertThat(keep(new Column("NIGHT", "", night))).containsExactly(0, 4);
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
  void aNightMayBeATextOfDigits() {
    Column night = new Column("NIGHT", "", new String[] {"20210603", " 20210605", ""});
    assertThat(keep(night, new Column("MJD", "d", new double[] {59370, 59370, 59370})))
        .containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"June", "2021-06-05", "20210605.0"})
  void aNightInWordsIsRefused(String text) {
    assertThatThrownBy(() -> keep(new Column("NIGHT", "", new String[] {text})))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("NIGHT holds '" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1e300, 1e18})
  void anAbsurdTimeHasNoNight(double mjd) {
    assertThat(keep(new Column("MJD", "d", new double[] {mjd}))).containsExactly(0);
  }

  private static int[] keep(Column... columns) {
    return KnownBadNights.rowsToKeep(ObservationTable.of(columns[0].rows(), List.of(columns)))
        .orElseThrow();
  }
}
