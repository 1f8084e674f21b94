package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from a catalogue agrees with what the Python package reads. */
class GoldenCatalogTest {
  private final SkyCatalog sorted = SkyCatalog.read(Golden.file("vac_sorted.fits"));
  private final SkyCatalog unsorted = SkyCatalog.read(Golden.file("vac_unsorted.fits"));

  @Test
  void theGridIsTheSame() {
    assertThat(sorted.wavelength()).hasSize(400).startsWith(3600.0).endsWith(9824.0);
    assertThat(sorted.rows()).isEqualTo(40);
    assertThat(sorted.channels()).isEqualTo(400);
  }

  @Test
  void everyColumnHasTheSameNameTypeAndValues() throws IOException {
    JsonNode expected = Golden.json("data_expected.json").get("raw_load");
    List<String> names = new ArrayList<>();
    expected.get("columns").forEach(name -> names.add(name.asText()));
    assertThat(sorted.observations().names()).isEqualTo(names);
    for (Column column : sorted.observations().columns()) {
      JsonNode values = expected.get("rows").get(column.name());
      String type = expected.get("dtypes").get(column.name()).asText();
      assertThat(typeOf(column)).as(column.name()).isEqualTo(type);
      if (column.isNumeric()) {
        assertThat(column.doubles()).as(column.name()).isEqualTo(Golden.doubles(values));
      } else {
        for (int row = 0; row < column.rows(); row++) {
          assertThat(textAt(column, row)).as(column.name()).isEqualTo(values.get(row).asText());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sorted", "unsorted"})
  void aRowKeepsItsSpectrumWhateverTheOrder(String order) {
    SkyCatalog catalog = order.equals("sorted") ? sorted : unsorted;
    Map<Integer, float[]> byExposure = new HashMap<>();
    int[] expid = (int[]) sorted.observations().column("EXPID").values();
    for (int row = 0; row < expid.length; row++) {
      byExposure.put(expid[row], sorted.flux().row(row));
    }
    int[] found = (int[]) catalog.observations().column("EXPID").values();
    assertThat(byExposure).hasSize(40);
    for (int row = 0; row < found.length; row++) {
      assertThat(catalog.flux().row(row)).isEqualTo(byExposure.get(found[row]));
    }
  }

  @Test
  void theUnsortedFileIsNotSorted() {
    assertThat(unsorted.observations().doubles("MJD"))
        .isNotEqualTo(sorted.observations().doubles("MJD"));
  }

  @Test
  void theSameNightsAreLeftOut() throws IOException {
    JsonNode expected = Golden.json("data_expected.json").get("quality_filter");
    assertThat(KnownBadNights.rowsToKeep(sorted.observations()).orElseThrow())
        .isEqualTo(Golden.rows(expected.get("good_mask")))
        .hasSize(40 - expected.get("removed").asInt());
  }

  @ParameterizedTest
  @EnumSource
  void theSubsetsAreTheSame(SkySubset subset) throws IOException {
    JsonNode all = Golden.json("data_expected.json");
    String name = subset.name().toLowerCase(Locale.ROOT);

    JsonNode whole = all.get("sorted_exclude_known_bad_False").get("subsets").get(name);
    assertThat(subset.rows(sorted.observations()))
        .isEqualTo(Golden.ints(whole.get("flux_file_row")));

    int[] kept = KnownBadNights.rowsToKeep(sorted.observations()).orElseThrow();
    JsonNode part = all.get("sorted_exclude_known_bad_True").get("subsets").get(name);
    assertThat(subset.rows(sorted.select(kept).observations()))
        .isEqualTo(Golden.ints(part.get("index_in_loaded")));
  }

  @ParameterizedTest
  @EnumSource
  void theSubsetsOfAnUnsortedFileHoldTheSameExposures(SkySubset subset) {
    assertThat(exposures(unsorted, subset)).containsExactlyInAnyOrder(exposures(sorted, subset));
  }

  @Test
  void rowsWithBadFluxAreFound() {
    int[] bad = sorted.nonFiniteRows();
    assertThat(bad).isNotEmpty();
    for (int row = 0; row < sorted.rows(); row++) {
      int current = row;
      assertThat(sorted.flux().isFinite(row))
          .isNotEqualTo(Arrays.stream(bad).anyMatch(r -> r == current));
    }
    assertThat(sorted.without(bad).nonFiniteRows()).isEmpty();
    assertThat(sorted.without(bad).rows()).isEqualTo(40 - bad.length);
  }

  private static int[] exposures(SkyCatalog catalog, SkySubset subset) {
    int[] rows = subset.rows(catalog.observations());
    return (int[]) catalog.select(rows).observations().column("EXPID").values();
  }

  private static String typeOf(Column column) {
    Object values = column.values();
    if (values instanceof int[]) {
      return "int32";
    }
    if (values instanceof float[]) {
      return "float32";
    }
    if (values instanceof double[]) {
      return "float64";
    }
    return values instanceof boolean[] ? "bool" : "str";
  }

  private static String textAt(Column column, int row) {
    return column.values() instanceof boolean[] flags
        ? Boolean.toString(flags[row])
        : ((String[]) column.values())[row];
  }
}
