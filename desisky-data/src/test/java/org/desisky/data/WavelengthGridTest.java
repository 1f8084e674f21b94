package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WavelengthGridTest {
  @Test
  void desisGridIsKeptAsItsStepAndFoundAgainToTheBit() {
    Map<String, Object> map = WavelengthGrid.desi().toMap();
    assertThat(map)
        .containsEntry("first", 3600.0)
        .containsEntry("last", 9824.0)
        .containsEntry("step", 0.8)
        .containsEntry("channels", 7781)
        .containsEntry("unit", "Angstrom");
    assertThat(WavelengthGrid.fromMap(map)).isEqualTo(WavelengthGrid.desi());
  }

  @Test
  void anUnevenGridIsKeptWhole() {
    WavelengthGrid grid = WavelengthGrid.of(new double[] {1, 2, 4.5});
    assertThat(grid.toMap()).doesNotContainKey("step");
    assertThat(WavelengthGrid.fromMap(grid.toMap())).isEqualTo(grid);
    assertThat(grid.edges()).containsExactly(0.5, 1.5, 3.25, 5.75);
  }

  /** The step of which is no round number, and small beside the wavelengths. */
  @Test
  void aGridOfNarrowChannelsIsFoundAgain() {
    double[] narrow = new double[20_000];
    Arrays.setAll(narrow, i -> 6000 + 0.00123456789 * i);
    WavelengthGrid grid = WavelengthGrid.of(narrow);
    assertThat(grid.matches(WavelengthGrid.fromMap(grid.toMap()))).isTrue();
  }

  @Test
  void roundingIsTheSameGridAndAShiftIsNot() {
    double[] rounded = WavelengthGrid.desi().wavelength();
    double[] shifted = rounded.clone();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) rounded[i];
      shifted[i] += 0.01;
    }
    assertThat(WavelengthGrid.desi().matches(WavelengthGrid.of(rounded))).isTrue();
    assertThat(WavelengthGrid.desi().matches(WavelengthGrid.of(shifted))).isFalse();
    assertThat(WavelengthGrid.desi().matches(WavelengthGrid.of(new double[] {1, 2}))).isFalse();
  }

  @Test
  void whatIsNoGridIsRefused() {
    assertThatThrownBy(() -> WavelengthGrid.of(new double[] {1}))
        .isInstanceOf(BadCatalogException.class);
    assertThatThrownBy(() -> WavelengthGrid.of(new double[] {1, 1}))
        .isInstanceOf(BadCatalogException.class);
    assertThatThrownBy(
            () ->
                WavelengthGrid.fromMap(
                    Map.of("unit", "Angstrom", "channels", 1e12, "first", 1, "step", 1)))
        .hasMessageContaining("not credible");
    assertThatThrownBy(() -> WavelengthGrid.fromMap(Map.of("unit", "Angstrom", "channels", "x")))
        .hasMessageContaining("channels");
  }
}
