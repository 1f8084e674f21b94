package org.desisky.data.photometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.data.Golden;
import org.desisky.data.SkyCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Magnitudes to 1e-6 and airglow to 1e-9 of what the Python package measures. */
@SuppressWarnings("EnumOrdinal") // the reference has its columns in the order of the constants
class GoldenPhotometryTest {
  private static final double MAGNITUDE = 1e-6;
  private static final double AIRGLOW = 1e-9;

  // One of the spectra is flat: the package finds 1e-15 in it, which is rounding.
  private static final double ROUNDING = 1e-12;

  private final JsonNode expected = Golden.json("spectral_expected.json");
  private final double[] wavelength = Golden.array("real_grid_wavelength.npy");
  private final FloatMatrix spectra = spectra(Golden.array("real_grid_spectra_f32.npy"));
  private final Photometry photometry = Photometry.on(wavelength);

  GoldenPhotometryTest() throws IOException {}

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64_of_float32"})
  void magnitudesOfRealGrid(String type) {
    BandValues magnitudes = photometry.magnitudes(spectra);
    assertThat(magnitudes.names()).containsExactly("V", "g", "r", "z");
    assertMagnitudes(magnitudes, expected.get(type).get("broadband_V_g_r_z"));
    double[] vAlone = Golden.doubles(expected.get(type).get("compute_vband_magnitudes"));
    assertThat(photometry.magnitudes(spectra, SkyBand.V)).isEqualTo(magnitudes.of("V"));
    assertThat(magnitudes.of("V")).containsExactly(vAlone, within(MAGNITUDE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64_of_float32"})
  void airglowOfRealGrid(String type) {
    JsonNode all = expected.get(type);
    BandValues airglow = photometry.airglow(spectra);
    List<String> names = Stream.of(Golden.texts(all.get("airglow_column_order"))).toList();
    assertThat(airglow.names()).isEqualTo(names);
    assertAirglow(airglow, all.get("airglow"));
  }

  @Test
  void aNanMeetsTheBandsThatHoldItAndNoOther() {
    float[] spoilt = spectra.row(0);
    JsonNode nan = expected.get("nan_at_channel_2471");
    spoilt[2471] = Float.NaN;
    FloatMatrix one = FloatMatrix.row(spoilt);
    assertAirglow(photometry.airglow(one), nan.get("airglow"));
    assertMagnitudes(photometry.magnitudes(one), nan.get("broadband"));

    float[] red = spectra.row(0);
    red[7700] = Float.NaN; // 9760 Å, beyond V
    BandValues magnitudes = photometry.magnitudes(FloatMatrix.row(red));
    assertThat(magnitudes.of("V"))
        .isEqualTo(photometry.magnitudes(spectra.select(new int[] {0})).of("V"));
    assertThat(magnitudes.of("z")).containsExactly(Double.NaN);
  }

  @Test
  void aNegativeSpectrumHasNoMagnitudeAndAnEmptyOneIsInfinitelyFaint() {
    float[] negative = spectra.row(0);
    for (int i = 0; i < negative.length; i++) {
      negative[i] = -negative[i];
    }
    assertMagnitudes(
        photometry.magnitudes(FloatMatrix.row(negative)),
        expected.get("negative_spectrum_broadband"));
    assertMagnitudes(
        photometry.magnitudes(FloatMatrix.row(new float[wavelength.length])),
        expected.get("zero_spectrum_broadband"));
  }

  @Test
  void aCoarseGridHasOnlyTheBandsItResolves() {
    SkyCatalog coarse = SkyCatalog.read(Golden.file("vac_sorted.fits"));
    BandValues airglow =
        Photometry.on(coarse.wavelength()).airglow(coarse.flux().select(new int[] {0, 1}));
    assertAirglow(airglow, expected.get("coarse_400_grid_airglow_rows_0_1"));
  }

  @Test
  void vOfACoarseGridWhereTheFilterHasPointsOfItsOwn() throws IOException {
    SkyCatalog coarse = SkyCatalog.read(Golden.file("vac_sorted.fits"));
    double[] known =
        Golden.doubles(
            Golden.json("data_expected.json")
                .get("sorted_exclude_known_bad_False")
                .get("enriched")
                .get("SKY_MAG_V_SPEC"));
    double[] found = Photometry.on(coarse.wavelength()).magnitudes(coarse.flux(), SkyBand.V);
    assertThat(found).containsExactly(known, within(MAGNITUDE));
    assertThat(Arrays.stream(found).filter(Double::isNaN).count()).isBetween(1L, 10L);
  }

  private static void assertMagnitudes(BandValues found, JsonNode rows) {
    for (int row = 0; row < rows.size(); row++) {
      double[] known = Golden.doubles(rows.get(row));
      for (int i = 0; i < known.length; i++) {
        double magnitude = found.of(found.names().get(i))[row];
        if (Double.isFinite(known[i])) {
          assertThat(magnitude).isCloseTo(known[i], within(MAGNITUDE));
        } else {
          assertThat(magnitude).isEqualTo(Double.valueOf(known[i]));
        }
      }
    }
    assertThat(found.rows()).isEqualTo(rows.size());
  }

  private static void assertAirglow(BandValues found, JsonNode lines) {
    assertThat(found.names()).hasSize(lines.size());
    for (Map.Entry<String, JsonNode> line : lines.properties()) {
      double[] known = Golden.doubles(line.getValue());
      double[] intensity = found.of(line.getKey());
      assertThat(intensity).hasSameSizeAs(known);
      for (int row = 0; row < known.length; row++) {
        if (Double.isNaN(known[row])) {
          assertThat(intensity[row]).as(line.getKey()).isNaN();
        } else {
          assertThat(intensity[row])
              .as(line.getKey())
              .isCloseTo(known[row], within(AIRGLOW * Math.abs(known[row]) + ROUNDING));
        }
      }
    }
  }

  private FloatMatrix spectra(double[] values) {
    float[] flux = new float[values.length];
    for (int i = 0; i < flux.length; i++) {
      flux[i] = (float) values[i];
    }
    return FloatMatrix.of(flux, flux.length / wavelength.length, wavelength.length);
  }
}
