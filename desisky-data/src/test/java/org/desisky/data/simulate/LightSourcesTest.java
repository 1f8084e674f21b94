package org.desisky.data.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LightSourcesTest {

  @ParameterizedTest
  @CsvSource({"0, 18.64", "30, 19.42", "60, 20.25", "90, 21.24"})
  void moonlightByPhase(double phase, double magnitude) {
    assertThat(Moonlight.magnitude(phase, 60, 45, 20)).isCloseTo(magnitude, within(0.01));
  }

  @ParameterizedTest
  @CsvSource({
    "3600, 0.59",
    "4000, 0.40",
    "4500, 0.26",
    "5000, 0.18",
    "5500, 0.14",
    "7000, 0.06",
    "9000, 0.03"
  })
  void extinctionByWavelength(double wavelength, double magnitudes) {
    assertThat(Atmosphere.extinction(wavelength, 1)).isCloseTo(magnitudes, within(0.01));
    int node = (int) ((wavelength - 3600) / 8);
    assertThat(Atmosphere.extinction(1.0)[node])
        .isCloseTo(Atmosphere.extinction(wavelength, 1), within(0.01));
  }

  @ParameterizedTest
  @CsvSource({"180, 90, 60", "90, 0, 202", "170, 0, 153", "120, 60, 60"})
  void zodiacalLightInS10(double elongation, double latitude, double s10) {
    assertThat(ZodiacalLight.zodiacal(elongation, latitude)).isCloseTo(s10, within(1.0));
  }

  @Test
  void twilightFadesSteadily() {
    assertThat(Twilight.zenithMagnitude(5)).isCloseTo(11.84, within(1e-9));
    assertThat(Twilight.zenithMagnitude(12)).isCloseTo(19.71, within(0.01));
    assertThat(Twilight.zenithMagnitude(16.5) - Twilight.zenithMagnitude(14.5))
        .isCloseTo(1.24, within(1e-9));
  }

  @Test
  void aRayleighAndAnS10HaveTheirFlux() {
    assertThat(Numbers.fluxOfRayleigh(5577)).isCloseTo(0.666, within(0.001));
    assertThat(100 * Numbers.fluxOfV(27.78)).isCloseTo(0.281, within(0.001));
    assertThat(Numbers.vacuum(5577.34)).isCloseTo(5578.89, within(0.01));
  }

  @Test
  void theVanRhijnPathIsShorterThroughHigherLayers() {
    assertThat(Airglow.path(0, 90)).isEqualTo(1);
    assertThat(Airglow.path(60, 90)).isBetween(1.9, 2.0);
    assertThat(Airglow.path(60, 270)).isLessThan(Airglow.path(60, 90));
  }

  @Test
  void theSunIsOneAt5500AndDarkInCalcium() {
    double[] sun = Arm.BLUE.blur(SolarSpectrum.onFineGrid());
    assertThat(mean(sun, 5450, 5550)).isCloseTo(1, within(0.05));
    assertThat(mean(sun, 3933, 3937)).isLessThan(0.35 * mean(sun, 4000, 4050));
    assertThat(mean(sun, 4861, 4864)).isLessThan(0.8 * mean(sun, 4880, 4910));
  }

  @Test
  void oxygenIsDeepestInTheAband() {
    double[] seen = Arm.RED.blur(Atmosphere.transmission(Atmosphere.oxygen()));
    int first = Arm.RED.first();
    double deepest = Arrays.stream(seen).min().orElseThrow();
    assertThat(deepest).isBetween(0.02, 0.5);
    assertThat(seen[(int) ((7500 - 3600) / 0.8) - first]).isCloseTo(1, within(1e-9));
    assertThat(mean(Arm.RED, seen, 7595, 7660)).isLessThan(mean(Arm.RED, seen, 6870, 6930));
  }

  @Test
  void aProfileHasUnitArea() {
    LineProfiles lines = new LineProfiles(Arm.BLUE, new double[] {4500.3, 9000});
    double[] channels = new double[Arm.BLUE.channels()];
    lines.addTo(channels, new double[] {2, 1});
    assertThat(Arrays.stream(channels).sum() * Grid.STEP).isCloseTo(2, within(1e-4));
  }

  @Test
  void shiftingMovesALineAndKeepsItsFlux() {
    LineProfiles at = new LineProfiles(Arm.RED, new double[] {6500.0, 6500.02});
    double[] line = new double[Arm.RED.channels()];
    at.addTo(line, new double[] {100, 0});
    double[] there = new double[Arm.RED.channels()];
    at.addTo(there, new double[] {0, 100});
    double[] moved = Spectrograph.shifted(line, 0.02, 0);
    // To 0.2 % of the line's height.
    for (int i = 0; i < line.length; i++) {
      assertThat(moved[i]).isCloseTo(there[i], within(0.11));
    }
    assertThat(Arrays.stream(Spectrograph.shifted(line, 0.02, 0.01)).sum())
        .isCloseTo(Arrays.stream(line).sum(), within(1e-6));
  }

  private static double mean(double[] blue, double from, double to) {
    return mean(Arm.BLUE, blue, from, to);
  }

  private static double mean(Arm arm, double[] spectrum, double from, double to) {
    return Arrays.stream(
            spectrum,
            (int) ((from - 3600) / 0.8) - arm.first(),
            (int) ((to - 3600) / 0.8) - arm.first())
        .average()
        .orElseThrow();
  }
}
