package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.TestEngines;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.Skies;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final int ROWS = 120;
  private static final int CHANNELS = 200;
  private static final int TEST = 30;

  /** A spectrum that the model fails on is in no measure of either, and that is told. */
  @Test
  void whatIsLeftOutIsToldAndInNoMeasure() {
    SkyCatalog catalog = Skies.catalog(ROWS, CHANNELS);
    float[] flux = catalog.flux().toArray();
    Arrays.fill(flux, (ROWS - 1) * CHANNELS, ROWS * CHANNELS, Float.MAX_VALUE);
    SkyCatalog spoilt =
        SkyCatalog.of(
            catalog.wavelength(), FloatMatrix.of(flux, ROWS, CHANNELS), catalog.observations());
    EvaluationData data = Skies.data(spoilt, TEST);
    try (SkyVae vae = Skies.principalModel(catalog, data.train(), TestEngines.all().get(0))) {
      Evaluation evaluation = Evaluation.of(vae, data);
      assertThat(Verdict.details(evaluation))
          .contains("That leaves out 1 test spectrum whose reconstruction is not finite.");
      assertThat(new EvaluationSections(evaluation, "").measures().parts().toString())
          .contains("Errors of " + (TEST - 1) + " test spectra");
      JsonNode json = MeasuresJson.of(evaluation);
      assertThat(json.path("test_rows").asInt()).isEqualTo(TEST);
      assertThat(json.at("/mse/compared_rows").asInt()).isEqualTo(TEST - 1);
      assertThat(json.at("/mse/pca/max").asDouble(1e9)).isLessThan(1);
    }
  }

  @Test
  void oneSpectrumCannotTell() {
    SkyCatalog catalog = Skies.catalog(ROWS, CHANNELS);
    EvaluationData data = Skies.data(catalog, 1);
    try (SkyVae vae = SkyVae.create(CHANNELS, Skies.LATENTS, 1, TestEngines.all().get(0))) {
      Evaluation evaluation = Evaluation.of(vae, data);
      assertThat(Verdict.headline(evaluation))
          .startsWith(
              "One spectrum cannot tell whether this model reconstructs better than 3 principal"
                  + " components: mean squared error ")
          .endsWith(" times as high).");
      assertThat(Verdict.details(evaluation)).noneMatch(detail -> detail.contains("closer on"));
      JsonNode json = MeasuresJson.of(evaluation);
      assertThat(json.at("/mse/smaller").isNull()).isTrue();
      assertThat(json.at("/conditions/twilight/mse/smaller").isNull()).isTrue();
      assertThat(json.at("/loses_to_pca").booleanValue()).isFalse();
    }
  }

  @Test
  void whereNothingIsLeftOutNothingIsToldOfIt() {
    SkyCatalog catalog = Skies.catalog(ROWS, CHANNELS);
    EvaluationData data = Skies.data(catalog, TEST);
    try (SkyVae vae = Skies.principalModel(catalog, data.train(), TestEngines.all().get(0))) {
      assertThat(Verdict.details(Evaluation.of(vae, data)))
          .isNotEmpty()
          .noneMatch(detail -> detail.contains("leaves out"));
    }
  }
}
