package org.desisky.data.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.photometry.Photometry;
import org.desisky.data.photometry.SkyBand;
import org.junit.jupiter.api.Test;

class SkySimulatorTest {
  private static final int ROWS = 600;
  private static final SkyCatalog CATALOG = SkySimulator.simulate(ROWS, 7);
  private static final ObservationTable TABLE = CATALOG.observations();

  @Test
  void theSameSeedGivesTheSameCatalogueOnAnyNumberOfThreads() {
    SkyCatalog one = SkySimulator.simulate(60, 3, 1);
    SkyCatalog two = SkySimulator.simulate(60, 3, 2);
    assertThat(two.flux()).isEqualTo(one.flux());
    assertThat(two.observations().columns()).isEqualTo(one.observations().columns());
  }

  @Test
  void anotherSeedGivesAnother() {
    SkyCatalog one = SkySimulator.simulate(20, 3);
    SkyCatalog other = SkySimulator.simulate(20, 4);
    assertThat(other.flux()).isNotEqualTo(one.flux());
    assertThat(other.observations().columns()).isNotEqualTo(one.observations().columns());
  }

  @Test
  void hasTheCataloguesChannelsAndColumns() {
    assertThat(CATALOG.channels()).isEqualTo(7781);
    assertThat(CATALOG.wavelength()[0]).isEqualTo(3600);
    assertThat(CATALOG.wavelength()[7780]).isCloseTo(9824, within(1e-9));
    assertThat(TABLE.names())
        .containsExactly(
            "NIGHT",
            "EXPID",
            "TILEID",
            "TILERA",
            "TILEDEC",
            "MJD",
            "EXPTIME",
            "AIRMASS",
            "EBV",
            "SEEING_ETC",
            "TRANSPARENCY_GFA",
            "SEEING_GFA",
            "SKY_MAG_G_SPEC",
            "SKY_MAG_R_SPEC",
            "SKY_MAG_Z_SPEC",
            "MOONFRAC",
            "MOONALT",
            "MOONSEP",
            "SUNALT",
            "SUNSEP",
            "OBSALT",
            "OBSAZ");
  }

  @Test
  void everyNumberIsFiniteAndOnlyTheLastChannelIsEmpty() {
    for (int row = 0; row < ROWS; row++) {
      assertThat(CATALOG.flux().isFinite(row)).isTrue();
      assertThat(CATALOG.flux().get(row, 7780)).isZero();
    }
    float[] flux = CATALOG.flux().toArray();
    assertThat(
            IntStream.range(0, flux.length).filter(i -> i % 7781 != 7780 && flux[i] <= 0).count())
        .isZero();
    for (String name : TABLE.names()) {
      assertThat(Arrays.stream(TABLE.doubles(name)).allMatch(Double::isFinite)).as(name).isTrue();
    }
  }

  @Test
  void conditionsHaveTheirShares() {
    assertThat(count(dark())).isEqualTo(330);
    assertThat(count(moon())).isEqualTo(120);
    assertThat(count(twilight())).isEqualTo(69);
    double[] night = TABLE.doubles("NIGHT");
    assertThat(count(r -> night[r] >= 20210604 && night[r] <= 20210612)).isEqualTo(12);
    double[] transparency = TABLE.doubles("TRANSPARENCY_GFA");
    assertThat(count(r -> transparency[r] == 0)).isBetween(60, 130);
  }

  @Test
  void rowsAreInTheOrderOfTime() {
    assertThat(TABLE.doubles("MJD")).isSorted();
    double[] numbers = TABLE.doubles("EXPID");
    assertThat(IntStream.range(1, ROWS).allMatch(i -> numbers[i] > numbers[i - 1])).isTrue();
  }

  @Test
  void observationsAgreeWithTheirTimeAndTile() {
    for (int row = 0; row < ROWS; row += 7) {
      double mjd = TABLE.doubles("MJD")[row];
      LocalDate date = LocalDate.ofEpochDay((long) StrictMath.floor(mjd - 7.0 / 24 - 0.5) - 40587);
      assertThat(TABLE.doubles("NIGHT")[row])
          .isEqualTo(Double.parseDouble(date.format(DateTimeFormatter.BASIC_ISO_DATE)));
      Geometry place =
          Ephemeris.at(mjd)
              .geometry(Direction.of(TABLE.doubles("TILERA")[row], TABLE.doubles("TILEDEC")[row]));
      assertThat(TABLE.doubles("OBSALT")[row]).isCloseTo(place.altitude(), within(1e-6));
      assertThat(TABLE.doubles("MOONSEP")[row]).isCloseTo(place.moonSeparation(), within(1e-6));
      assertThat(TABLE.doubles("SUNSEP")[row]).isCloseTo(place.sunSeparation(), within(1e-6));
      assertThat(TABLE.doubles("AIRMASS")[row]).isBetween(1.0, 1.9);
    }
  }

  @Test
  void skiesAreAsBrightAsTheyShouldBe() {
    assertThat(median(SkyBand.V, dark())).isBetween(21.2, 21.8);
    assertThat(median(SkyBand.G, dark())).isBetween(22.0, 22.5);
    assertThat(median(SkyBand.R, dark())).isBetween(20.9, 21.4);
    assertThat(median(SkyBand.Z, dark())).isBetween(18.7, 19.6);
    assertThat(median(SkyBand.V, moon())).isBetween(18.9, 19.9);
    assertThat(TABLE.doubles("SKY_MAG_R_SPEC")).isEqualTo(magnitudes(SkyBand.R));
  }

  @Test
  void airglowGroupsVaryApart() {
    int[] rows = IntStream.range(0, ROWS).filter(dark()).toArray();
    double[] green = band(rows, 5574, 5585);
    double[] red = band(rows, 6297, 6305);
    double[] sodium = band(rows, 5885, 5902);
    double[] hydroxyl = band(rows, 8250, 8570);
    double[] oxygen = band(rows, 8640, 8685);
    assertThat(correlation(green, red)).isBetween(-0.5, 0.5);
    assertThat(correlation(green, sodium)).isBetween(-0.5, 0.5);
    assertThat(correlation(green, hydroxyl)).isBetween(-0.5, 0.5);
    assertThat(correlation(red, sodium)).isBetween(-0.5, 0.5);
    assertThat(correlation(red, hydroxyl)).isBetween(-0.5, 0.5);
    assertThat(correlation(oxygen, hydroxyl)).isBetween(0.2, 0.8);
  }

  @Test
  void eightPrincipalComponentsHoldNearlyAllTheVariance() {
    double share = PrincipalComponents.share(CATALOG.flux(), 8);
    assertThat(share).isBetween(0.99, 0.9999);
  }

  @Test
  void oddSizes() {
    assertThat(SkySimulator.simulate(0, 1).rows()).isZero();
    assertThatNoException().isThrownBy(() -> SkySimulator.simulate(1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> SkySimulator.simulate(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> SkySimulator.simulate(1, 1, 0));
  }

  private static IntPredicate dark() {
    double[] sun = TABLE.doubles("SUNALT");
    double[] moon = TABLE.doubles("MOONALT");
    return r -> sun[r] < -20 && moon[r] < -5;
  }

  private static IntPredicate twilight() {
    double[] sun = TABLE.doubles("SUNALT");
    double[] moon = TABLE.doubles("MOONALT");
    return r -> sun[r] > -20 && moon[r] <= -5;
  }

  private static IntPredicate moon() {
    double[] sun = TABLE.doubles("SUNALT");
    double[] moon = TABLE.doubles("MOONALT");
    double[] lit = TABLE.doubles("MOONFRAC");
    double[] separation = TABLE.doubles("MOONSEP");
    return r -> sun[r] < -20 && moon[r] > 5 && lit[r] > 0.5 && separation[r] <= 90;
  }

  private static int count(IntPredicate which) {
    return (int) IntStream.range(0, ROWS).filter(which).count();
  }

  private static double[] magnitudes(SkyBand band) {
    return Photometry.on(CATALOG.wavelength()).magnitudes(CATALOG.flux(), band);
  }

  private static double median(SkyBand band, IntPredicate which) {
    double[] magnitudes = magnitudes(band);
    double[] sorted =
        IntStream.range(0, ROWS).filter(which).mapToDouble(r -> magnitudes[r]).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  // Logarithm of the flux in a band above the median of its channels.
  private static double[] band(int[] rows, double from, double to) {
    int first = (int) ((from - 3600) / 0.8);
    int last = (int) ((to - 3600) / 0.8);
    return Arrays.stream(rows)
        .mapToDouble(
            r -> {
              double[] part =
                  IntStream.range(first, last).mapToDouble(c -> CATALOG.flux().get(r, c)).toArray();
              double low = Arrays.stream(part).min().orElseThrow();
              return StrictMath.log(Arrays.stream(part).map(f -> f - low).sum());
            })
        .toArray();
  }

  private static double correlation(double[] a, double[] b) {
    double ma = Arrays.stream(a).average().orElseThrow();
    double mb = Arrays.stream(b).average().orElseThrow();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - ma) * (b[i] - mb);
      aa += (a[i] - ma) * (a[i] - ma);
      bb += (b[i] - mb) * (b[i] - mb);
    }
    return ab / StrictMath.sqrt(aa * bb);
  }
}
