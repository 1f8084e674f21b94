package org.desisky.data.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.stream.DoubleStream;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EphemerisTest {

  // Computed with astropy 8.0.2: AltAz at 111.6 W, 31.964 N, 2097 m, no refraction; get_sun,
  // get_body.
  @ParameterizedTest
  @CsvSource({
    "59220.25, 120, 30, 59.294, 84.178, -67.467, -18.821, 78.195, 166.285, 0.5184",
    "59360.45, 250, -5, 33.910, 237.025, -17.752, 17.060, 17.933, 162.549, 1.0000",
    "59500.15, 330, 20, 77.005, 154.418, -34.344, 23.884, 59.618, 131.800, 0.5021",
    "59730.40, 280, 60, 61.936, 358.742, -27.544, -29.506, 93.519, 94.039, 0.0082"
  })
  void agreesWithAstropy(
      double mjd,
      double ra,
      double dec,
      double altitude,
      double azimuth,
      double sunAltitude,
      double moonAltitude,
      double moonSeparation,
      double sunSeparation,
      double moonFraction) {
    Geometry place = Ephemeris.at(mjd).geometry(Direction.of(ra, dec));
    assertThat(place.altitude()).isCloseTo(altitude, within(0.02));
    assertThat(place.azimuth()).isCloseTo(azimuth, within(0.05));
    assertThat(place.sunAltitude()).isCloseTo(sunAltitude, within(0.02));
    assertThat(place.moonAltitude()).isCloseTo(moonAltitude, within(0.04));
    assertThat(place.moonSeparation()).isCloseTo(moonSeparation, within(0.04));
    assertThat(place.sunSeparation()).isCloseTo(sunSeparation, within(0.02));
    assertThat(place.moonFraction()).isCloseTo(moonFraction, within(0.001));
  }

  @Test
  void theMoonOf26May2021IsInTheUmbraForAQuarterOfAnHour() {
    // NASA's eclipse catalogue: partial 9:45 to 12:52, total 11:11 to 11:26 UT.
    double day = LocalDate.of(2021, 5, 26).toEpochDay() + 40587;
    assertThat(SunMoon.at(day + 9.5 / 24).umbralFraction()).isZero();
    assertThat(SunMoon.at(day + 10.5 / 24).umbralFraction()).isBetween(0.3, 0.8);
    assertThat(SunMoon.at(day + 11.31 / 24).umbralFraction()).isGreaterThan(0.99);
    assertThat(SunMoon.at(day + 13.2 / 24).umbralFraction()).isZero();
  }

  @Test
  void galacticAndEclipticPolesAreWhereTheyBelong() {
    assertThat(Coordinates.galacticLatitude(Direction.of(266.405, -28.936)))
        .isCloseTo(0, within(0.01));
    assertThat(Coordinates.eclipticLatitude(Direction.of(270, 66.5607)))
        .isCloseTo(90, within(0.01));
    assertThat(Coordinates.eclipticLatitude(Direction.of(90, 23.4393))).isCloseTo(0, within(0.01));
  }

  @Test
  void airmassIsOneAtTheZenithAndAboutTwoAtThirtyDegrees() {
    assertThat(KittPeak.airmass(90)).isCloseTo(1, within(0.001));
    assertThat(KittPeak.airmass(30)).isCloseTo(1.994, within(0.005));
  }

  @Test
  void aNightIsDarkBetweenDuskAndDawn() {
    Night night = Night.of(59200, Noise.of(1));
    assertThat(night.date()).isEqualTo(20201217);
    assertThat(DoubleStream.of(night.dusk(), night.dawn()).map(m -> Ephemeris.at(m).sunAltitude()))
        .allSatisfy(altitude -> assertThat(altitude).isCloseTo(-10, within(0.01)));
    assertThat((night.dawn() - night.dusk()) * 24).isBetween(12.0, 12.9);
  }
}
