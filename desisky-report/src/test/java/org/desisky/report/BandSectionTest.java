package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.desisky.core.engine.TestEngines;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.Skies;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

class BandSectionTest {
  private static final int CHANNELS = 40;

  @Test
  void whereThereIsNothingToCompareItSaysWhy() {
    SkyCatalog catalog = Skies.catalog(60, CHANNELS);
    double[] infrared = new double[CHANNELS];
    Arrays.setAll(infrared, c -> 20_000 + c);

    assertThat(parts(catalog, 1)).contains("it takes 2 test spectra", "and there is 1.");
    assertThat(parts(withWavelength(catalog), 20)).contains("wavelengths", "not known");
    assertThat(parts(withWavelength(catalog, infrared), 20)).contains("no band and no line");
  }

  @Test
  void ofFluxInAnotherUnitItSaysForWhatItIsTaken() {
    SkyCatalog catalog = Skies.catalog(60, CHANNELS);
    assertThat(parts(catalog, 20)).doesNotContain("as its file says");
    assertThat(parts(catalog.withFluxUnit("nJy"), 20))
        .contains("The flux is in nJy, as its file says.", "take its numbers for 1e-17 erg");
  }

  @Test
  void noDistanceIsNotTheSmallerOne() {
    assertThat(BandSection.smaller(Double.NaN, 1)).isEqualTo("PCA");
    assertThat(BandSection.smaller(1, Double.NaN)).isEqualTo("model");
    assertThat(BandSection.smaller(1, 1)).isEqualTo("neither");
    assertThat(BandSection.smaller(Double.NaN, Double.NaN)).isEqualTo("neither");
  }

  private static SkyCatalog withWavelength(SkyCatalog catalog, double... wavelength) {
    return SkyCatalog.of(wavelength, catalog.flux(), catalog.observations());
  }

  /** What the page has under the heading. */
  private static String parts(SkyCatalog catalog, int test) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, TestEngines.all().get(0))) {
      return ModelReport.builder("x")
          .evaluation(Evaluation.of(vae, Skies.data(catalog, test)), vae)
          .build()
          .sections()
          .stream()
          .filter(section -> section.heading().equals("Magnitudes and airglow"))
          .findFirst()
          .orElseThrow()
          .parts()
          .toString();
    }
  }
}
