package org.desisky.data.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Column;
import org.desisky.data.Golden;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns agree with what the Python package adds, but for ECLIPSE_FRAC, which has a test. */
class SkyEnrichmentTest {
  private static final double ANGLE = 1e-5;
  private static final String[] ADDED = {
    "SKY_MAG_V_SPEC", "ECLIPSE_FRAC", "SOLFLUX", "GALLON", "GALLAT", "ECLLON", "ECLLAT"
  };

  @TempDir Path folder;

  private final SkyCatalog catalog = SkyCatalog.read(Golden.file("vac_sorted.fits"));
  private final SkyEnrichment enrichment =
      SkyEnrichment.of(SolarFlux.read(Golden.file("solarflux_synthetic.csv")));

  private static JsonNode expected(String case_) throws IOException {
    return Golden.json("data_expected.json").get(case_).get("enriched");
  }

  @Test
  void theColumnsComeAfterTheCataloguesOwn() {
    SkyCatalog enriched = enrichment.enrich(catalog);
    assertThat(enriched.flux()).isSameAs(catalog.flux());
    List<String> names = enriched.observations().names();
    int own = catalog.observations().names().size();
    assertThat(names.subList(0, own)).isEqualTo(catalog.observations().names());
    assertThat(names.subList(own, names.size())).containsExactly(ADDED);
    assertThat(catalog.observations().has("SOLFLUX")).isFalse();
    assertThat(enriched.observations().column("ECLLON").unit()).isEqualTo("deg");
    assertThat(enriched.observations().column("SOLFLUX").unit()).isEqualTo("10**4 Jy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sorted", "unsorted"})
  void theValuesAreThoseOfTheExposures(String order) throws IOException {
    SkyCatalog file = SkyCatalog.read(Golden.file("vac_" + order + ".fits"));
    ObservationTable found = enrichment.enrich(file).observations();
    JsonNode known = expected("sorted_exclude_known_bad_False");
    double[] numbers = Golden.doubles(known.get("EXPID"));
    double[] expid = found.doubles("EXPID");
    double[] latitude = Golden.doubles(known.get("ECLLAT"));
    double[] galactic = Golden.doubles(known.get("GALLAT"));
    for (int row = 0; row < expid.length; row++) {
      int at = Arrays.stream(numbers).boxed().toList().indexOf(expid[row]);
      assertThat(found.doubles("SOLFLUX")[row])
          .isEqualTo(Double.valueOf(Golden.doubles(known.get("SOLFLUX"))[at]));
      assertSame(found, "SKY_MAG_V_SPEC", row, known, at, 1e-6);
      assertSame(found, "GALLAT", row, known, at, ANGLE);
      assertSame(found, "ECLLAT", row, known, at, ANGLE);
      assertSame(found, "GALLON", row, known, at, onCircle(galactic[at]));
      assertSame(found, "ECLLON", row, known, at, onCircle(latitude[at]));
    }
  }

  /** The same distance on the sky is a larger angle in longitude near a pole. */
  private static double onCircle(double latitude) {
    return ANGLE / Math.cos(Math.toRadians(latitude));
  }

  private static void assertSame(
      ObservationTable found, String column, int row, JsonNode known, int at, double tolerance) {
    double value = Golden.doubles(known.get(column))[at];
    double got = found.doubles(column)[row];
    if (Double.isFinite(value)) {
      assertThat(got).as(column).isCloseTo(value, within(tolerance));
    } else {
      assertThat(got).as(column).isEqualTo(Double.valueOf(value));
    }
  }

  @Test
  void knownBadNightsCanBeLeftOutBefore() throws IOException {
    JsonNode known = expected("sorted_exclude_known_bad_True");
    SkyCatalog good =
        catalog.select(
            org.desisky.data.KnownBadNights.rowsToKeep(catalog.observations()).orElseThrow());
    assertThat(enrichment.enrich(good).observations().doubles("SOLFLUX"))
        .isEqualTo(Golden.doubles(known.get("SOLFLUX")));
  }

  @Test
  void sunAndMoonStandWhereTheyDoInAstropy() throws IOException {
    JsonNode detail = Golden.json("data_expected.json").get("eclipse_detail");
    double[] sun = Golden.doubles(detail.get("sun_alt_deg"));
    double[] moon = Golden.doubles(detail.get("moon_alt_deg"));
    double[] mjd = catalog.observations().doubles("MJD");
    for (int row = 0; row < mjd.length; row++) {
      Horizon horizon = Horizon.at(mjd[row], SunMoonPosition.at(mjd[row]));
      assertThat(horizon.sunAltitude()).isCloseTo(sun[row], within(0.01));
      assertThat(horizon.moonAltitude()).isCloseTo(moon[row], within(0.01));
    }
  }

  /**
   * Each in the umbra, by LunarEclipse: deep night; the Sun at −16; the Moon at 10 degrees before
   * dawn with the Sun at −13; the Moon below the horizon; an ordinary night; unknown.
   */
  @Test
  void anEclipseCountsWhereItDimsTheNight() {
    double[] mjd = {59715.20, 59715.1527, 59360.4715, 59715.11, 59200.25, Double.NaN};
    SkyCatalog some =
        SkyCatalog.of(
            new double[0],
            FloatMatrix.of(new float[mjd.length], mjd.length, 1),
            ObservationTable.of(mjd.length, List.of(new Column("MJD", "d", mjd))));
    ObservationTable found = enrichment.enrich(some).observations();
    assertThat(found.names()).containsExactly("MJD", "ECLIPSE_FRAC", "SOLFLUX");
    for (int row = 0; row < 4; row++) {
      assertThat(LunarEclipse.umbralFraction(mjd[row])).as("row %s", row).isPositive();
    }
    assertThat(found.doubles("ECLIPSE_FRAC")).isEqualTo(new double[] {1, 0, 0, 0, 0, Double.NaN});
  }

  @Test
  void withoutATableOfSolarFluxTheColumnIsAbsent() {
    ObservationTable found =
        SkyEnrichment.ofFile(folder.resolve("none.csv")).enrich(catalog).observations();
    assertThat(found.has("SOLFLUX")).isFalse();
    assertThat(found.has("ECLIPSE_FRAC")).isTrue();
  }

  @Test
  void aSpoiltTableOfSolarFluxIsAnErrorWhenItIsNeeded() throws IOException {
    Path table = Files.writeString(folder.resolve("flux.csv"), "<html>");
    SkyEnrichment bad = SkyEnrichment.ofFile(table);
    assertThatThrownBy(() -> bad.enrich(catalog))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("flux.csv");
  }

  @Test
  void whatIsMissingLeavesOutWhatNeedsItAndNoMore() {
    SkyCatalog bare =
        SkyCatalog.of(catalog.wavelength(), catalog.flux(), ObservationTable.empty(catalog.rows()));
    assertThat(enrichment.enrich(bare).observations().names()).containsExactly("SKY_MAG_V_SPEC");
    SkyCatalog blue =
        SkyCatalog.of(
            new double[] {3600, 4700, 5800}, FloatMatrix.row(1, 1, 1), ObservationTable.empty(1));
    assertThat(enrichment.enrich(blue).observations().names()).isEmpty();
  }

  @Test
  void aColumnThatCannotBeComputedStaysAsItWas() {
    Column old = new Column("SOLFLUX", "", new int[] {70});
    SkyCatalog some =
        SkyCatalog.of(new double[0], FloatMatrix.row(1f), ObservationTable.of(1, List.of(old)));
    assertThat(enrichment.enrich(some).observations().columns()).containsExactly(old);
  }

  @Test
  void textInPlaceOfNumbersIsRefused() {
    SkyCatalog odd =
        SkyCatalog.of(
            new double[0],
            FloatMatrix.row(1f),
            ObservationTable.of(1, List.of(new Column("MJD", "", new String[] {"now"}))));
    assertThatThrownBy(() -> enrichment.enrich(odd))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("MJD");
  }

  @Test
  void enrichingTwiceChangesNothing() {
    SkyCatalog once = enrichment.enrich(catalog);
    assertThat(enrichment.enrich(once).observations().columns())
        .isEqualTo(once.observations().columns());
  }

  @Test
  void addedColumnsSurviveAFile() {
    Path file = folder.resolve("enriched.fits");
    SkyCatalog enriched = enrichment.enrich(catalog);
    SkyCatalogWriter.write(enriched, file);
    ObservationTable read = SkyCatalog.read(file).observations();
    for (String name : ADDED) {
      assertThat(read.column(name)).isEqualTo(enriched.observations().column(name));
    }
  }
}
