package org.desisky.data.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.function.DoublePredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contact times (UT) and umbral magnitudes are those of Espenak's predictions for NASA/GSFC,
 * who enlarges the shadow as Danjon did. His Moon is that of another theory and his UT1 differs
 * from UTC by up to 0.2 s.
 */
class LunarEclipseTest {
  private static final double SECOND = 1 / 86400.0;
  private static final double SEARCH_STEP = 60 * SECOND;

  @ParameterizedTest
  @CsvSource({
    "2021-05-26T09:44:57, 2021-05-26T12:52:22, 2021-05-26T11:18:40, 1.0095",
    "2021-11-19T07:18:41, 2021-11-19T10:47:04, 2021-11-19T09:02:53, 0.9742",
    "2022-05-16T02:27:53, 2022-05-16T05:55:07, 2022-05-16T04:11:28, 1.4137",
  })
  void partialPhaseAndMagnitude(String begin, String end, String greatest, double magnitude) {
    double middle = mjd(greatest);
    DoublePredicate inUmbra = mjd -> LunarEclipse.umbralFraction(mjd) > 0;
    assertThat(edge(inUmbra, middle, -1)).isCloseTo(mjd(begin), within(30 * SECOND));
    assertThat(edge(inUmbra, middle, 1)).isCloseTo(mjd(end), within(30 * SECOND));
    assertThat(LunarEclipse.umbralMagnitude(middle)).isCloseTo(magnitude, within(0.003));
    double before = LunarEclipse.umbralMagnitude(middle - 300 * SECOND);
    double after = LunarEclipse.umbralMagnitude(middle + 300 * SECOND);
    assertThat(LunarEclipse.umbralMagnitude(middle)).isGreaterThan(Math.max(before, after));
  }

  /** The first is hardly total: 0.001 in magnitude moves its contacts by half a minute. */
  @ParameterizedTest
  @CsvSource({
    "2021-05-26T11:11:25, 2021-05-26T11:25:55, 60",
    "2022-05-16T03:29:03, 2022-05-16T04:53:56, 30",
  })
  void totality(String begin, String end, double seconds) {
    double middle = (mjd(begin) + mjd(end)) / 2;
    DoublePredicate total = mjd -> LunarEclipse.umbralFraction(mjd) == 1;
    assertThat(edge(total, middle, -1)).isCloseTo(mjd(begin), within(seconds * SECOND));
    assertThat(edge(total, middle, 1)).isCloseTo(mjd(end), within(seconds * SECOND));
  }

  @Test
  void aPartialEclipseRisesAndFallsAndIsNeverTotal() {
    double middle = mjd("2021-11-19T09:02:53");
    double last = 0;
    for (double t = middle - 105 * 60 * SECOND; t <= middle; t += SEARCH_STEP) {
      double fraction = LunarEclipse.umbralFraction(t);
      assertThat(fraction).isGreaterThanOrEqualTo(last);
      last = fraction;
    }
    // A magnitude of 0.974 leaves a sliver of under one per cent of the disc.
    assertThat(last).isBetween(0.985, 0.999);
    for (double t = middle + SEARCH_STEP; t < middle + 106 * 60 * SECOND; t += SEARCH_STEP) {
      double fraction = LunarEclipse.umbralFraction(t);
      assertThat(fraction).isLessThanOrEqualTo(last);
      last = fraction;
    }
    assertThat(last).isZero();
  }

  /** 2020-11-30 was penumbral; the others are an ordinary full moon and a new moon. */
  @ParameterizedTest
  @ValueSource(strings = {"2020-11-30T09:42:53", "2021-06-24T18:40:00", "2021-06-10T10:53:00"})
  void elsewhereTheMoonIsClear(String time) {
    assertThat(LunarEclipse.umbralFraction(mjd(time))).isZero();
    assertThat(LunarEclipse.umbralMagnitude(mjd(time))).isNegative();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 41316.99, 88069.01, -1e9})
  void noPositionsAreKnownForFarAwayTimes(double mjd) {
    assertThat(LunarEclipse.umbralFraction(mjd)).isNaN();
    assertThat(LunarEclipse.umbralMagnitude(mjd)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(doubles = {41317, 88069, 65000.3})
  void theFirstAndLastTimesHavePositions(double mjd) {
    assertThat(LunarEclipse.umbralFraction(mjd)).isBetween(0.0, 1.0);
  }

  @Property(tries = 200)
  void theCoveredPartFallsWithSeparation(
      @ForAll @DoubleRange(max = 4) double separation,
      @ForAll @DoubleRange(max = 0.1) double more,
      @ForAll @DoubleRange(min = 1.1, max = 3) double cover) {
    double near = LunarEclipse.covered(separation, cover, 1);
    assertThat(near).isBetween(0.0, 1.0);
    assertThat(LunarEclipse.covered(separation + more, cover, 1)).isLessThanOrEqualTo(near + 1e-12);
  }

  @Test
  void halfTheDiscIsCoveredByAStraightEdgeThroughItsCentre() {
    assertThat(LunarEclipse.covered(1e6, 1e6, 1)).isCloseTo(0.5, within(1e-6));
    // Two equal circles a radius apart share 2 pi / 3 - sqrt(3) / 2 of their area pi.
    assertThat(LunarEclipse.covered(1, 1, 1))
        .isCloseTo(2 / 3.0 - Math.sqrt(3) / 2 / Math.PI, within(1e-12));
  }

  /** From inside, towards the past or the future, to where a condition ends. */
  private static double edge(DoublePredicate condition, double inside, int direction) {
    assertThat(condition.test(inside)).isTrue();
    double in = inside;
    while (condition.test(in + direction * SEARCH_STEP)) {
      in += direction * SEARCH_STEP;
    }
    double out = in + direction * SEARCH_STEP;
    while (Math.abs(out - in) > SECOND / 2) {
      double middle = (in + out) / 2;
      if (condition.test(middle)) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return in;
  }

  private static double mjd(String utc) {
    LocalDateTime start = LocalDateTime.parse("1858-11-17T00:00:00");
    return ChronoUnit.SECONDS.between(start, LocalDateTime.parse(utc)) * SECOND;
  }
}
