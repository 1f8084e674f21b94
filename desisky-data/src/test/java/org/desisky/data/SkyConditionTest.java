package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkyConditionTest {
  @ParameterizedTest
  @CsvSource({
    "-45, -30, 0.2, 100, DARK",
    "-20.0001, -5.0001, 0.9, 10, DARK",
    "-20, -30, 0.2, 100, OTHER",
    "-45, -5, 0.2, 100, OTHER",
    "-19.999, -5, 0.2, 100, TWILIGHT",
    "-15, -4.999, 0.2, 100, OTHER",
    "-20, -5, 0.2, 100, OTHER",
    "-45, 5.001, 0.501, 90, MOON",
    "-45, 5, 0.9, 60, OTHER",
    "-45, 40, 0.5, 60, OTHER",
    "-45, 40, 0.9, 90.001, OTHER",
    "-20, 40, 0.9, 60, OTHER",
    "-15, 40, 0.9, 60, OTHER",
    "NaN, -30, 0.2, 100, OTHER",
    "-45, NaN, 0.2, 100, OTHER",
    "-45, 40, NaN, 60, OTHER",
    "-45, 40, 0.9, NaN, OTHER",
    "-45, -30, NaN, NaN, DARK",
  })
  void theRuleIsExactAtItsBounds(
      double sunalt, double moonalt, double moonfrac, double moonsep, SkyCondition expected) {
    assertThat(SkyCondition.of(sunalt, moonalt, moonfrac, moonsep)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "-45, -30, 0.2, 100, 130, 0.9, DARK",
    "-45, -30, 0.2, 100, 130, 0, ''",
    "-45, -30, 0.2, 100, 130, NaN, ''",
    "-45, -30, 0.2, 100, NaN, 0.9, DARK",
    "-15, -5, 0.2, 100, 110, 0.9, TWILIGHT",
    "-15, -5, 0.2, 100, 110.001, 0.9, ''",
    "-15, -5, 0.2, 100, NaN, 0.9, ''",
    "-45, 40, 0.9, 90, 120, 1e-9, MOON",
    "-45, 40, 0.9, 90, 120, -1, ''",
    "-20, -30, 0.2, 100, 95, 0.9, ''",
    "-20.000001, -5.000001, 0.2, 100, 95, 4.9e-324, DARK",
    "-45, -5, 0.2, 100, 130, 0.9, ''",
    "-19.999999, -5, 0.2, 100, 95, 0.9, TWILIGHT",
    "-15, -4.999999, 0.2, 100, 95, 0.9, ''",
    "-15, -30, 0.2, 100, 95, 0, ''",
    "-20.000001, 5.000001, 0.500001, 90, 120, 0.9, MOON",
    "-20, 40, 0.9, 60, 120, 0.9, ''",
    "-45, 5, 0.9, 60, 120, 0.9, ''",
    "-45, 40, 0.5, 60, 120, 0.9, ''",
    "-45, 40, 0.9, 90.000001, 120, 0.9, ''",
    "-45, 40, 0.9, 60, 120, 0, ''",
    "-45, 40, 0.9, NaN, 120, 0.9, ''",
  })
  void aSubsetAsksForMore(
      double sunalt,
      double moonalt,
      double moonfrac,
      double moonsep,
      double sunsep,
      double transparency,
      String expected) {
    ObservationTable one =
        ObservationTable.of(
            1,
            List.of(
                column("SUNALT", sunalt),
                column("MOONALT", moonalt),
                column("MOONFRAC", moonfrac),
                column("MOONSEP", moonsep),
                column("SUNSEP", sunsep),
                column("TRANSPARENCY_GFA", transparency)));
    for (SkySubset subset : SkySubset.values()) {
      int[] rows = subset.name().equals(expected) ? new int[] {0} : new int[0];
      assertThat(subset.rows(one)).as(subset.name()).isEqualTo(rows);
      if (rows.length > 0) {
        assertThat(SkyCondition.classify(one)).containsExactly(subset.condition());
      }
    }
  }

  @Test
  void aSubsetNeedsNoColumnItsRuleDoesNotName() {
    ObservationTable dark =
        ObservationTable.of(
            1,
            List.of(column("SUNALT", -45), column("MOONALT", -30), column("TRANSPARENCY_GFA", 1)));
    assertThat(SkySubset.DARK.rows(dark)).containsExactly(0);
  }

  @Test
  void aMissingColumnIsNamed() {
    ObservationTable little = ObservationTable.of(1, List.of(column("SUNALT", -45)));
    assertThatThrownBy(() -> SkyCondition.classify(little))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("no MOONALT, MOONFRAC, MOONSEP")
        .hasMessageContaining("they have [SUNALT]");
    assertThatThrownBy(() -> SkySubset.TWILIGHT.rows(ObservationTable.empty(3)))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("the twilight subset needs")
        .hasMessageContaining("no columns at all");
  }

  private static Column column(String name, double value) {
    return new Column(name, "", new double[] {value});
  }
}
