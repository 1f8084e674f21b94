package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.TestEngines;
import org.desisky.data.SkyCatalog;
import org.desisky.data.photometry.Photometry;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.Generation;
import org.desisky.report.evaluation.Skies;
import org.desisky.report.evaluation.SkyDensity;
import org.desisky.vae.ReconstructionError;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

/** Each key has the number of its name, and the page's sentence and tables have it, too. */
class MeasuresJsonTest {
  private static final int ROWS = 200;
  private static final int CHANNELS = 400;
  private static final int TEST = 40;
  private static final SkyCatalog CATALOG = Skies.catalog(ROWS, CHANNELS);

  @Test
  void numbersAreThoseOfTheReconstructions() {
    EvaluationData data = Skies.data(CATALOG, TEST);
    try (SkyVae vae = Skies.principalModel(CATALOG, data.test(), TestEngines.all().get(0))) {
      Evaluation evaluation = Evaluation.of(vae, data);
      JsonNode json = MeasuresJson.of(evaluation);
      FloatMatrix flux = CATALOG.flux().select(data.test());
      FloatMatrix again = vae.reconstruct(flux);
      double[] errors = ReconstructionError.of(flux, again);
      double mean = Arrays.stream(errors).average().orElseThrow();
      JsonNode mse = json.path("mse");
      assertThat(mse.at("/model/mean").doubleValue()).isCloseTo(mean, within(1e-6 * mean));
      Arrays.sort(errors);
      assertThat(mse.at("/model/quantiles/0.5").doubleValue())
          .isCloseTo((errors[TEST / 2 - 1] + errors[TEST / 2]) / 2, within(1e-6 * mean));
      assertThat(mse.at("/model/max").doubleValue())
          .isCloseTo(errors[TEST - 1], within(1e-6 * mean));
      double other = mse.at("/pca/mean").doubleValue();
      assertThat(other).isGreaterThan(mean);
      assertThat(mse.path("smaller").textValue()).isEqualTo("model");
      assertThat(json.path("verdict").textValue())
          .startsWith("This model reconstructs better than 3 principal components")
          .endsWith(String.format(Locale.ROOT, " (%.1f %% lower).", 100 * (1 - mean / other)));

      Photometry photometry = Photometry.on(CATALOG.wavelength());
      double[] truth = photometry.magnitudes(flux).of("r");
      double[] ours = photometry.magnitudes(again).of("r");
      double difference =
          IntStream.range(0, TEST).mapToDouble(i -> ours[i] - truth[i]).average().orElseThrow();
      assertThat(json.at("/bands/r/model/mean_difference").doubleValue())
          .isCloseTo(difference, within(1e-6));
      assertThat(json.at("/bands/r/spectra/mean").doubleValue())
          .isCloseTo(Arrays.stream(truth).average().orElseThrow(), within(1e-6));

      long modelBytes = 4 * vae.parameterCount();
      assertThat(json.at("/compression/model_bytes").longValue()).isEqualTo(modelBytes);
      assertThat(json.at("/compression/break_even_spectra").longValue())
          .isEqualTo(modelBytes / (4 * (CHANNELS - Skies.LATENTS)) + 1);
      assertThat(new EvaluationSections(evaluation, "").measures().parts().toString())
          .contains(String.format(Locale.ROOT, "%,d", modelBytes))
          .contains(String.format(Locale.ROOT, "%,d", 4 * CHANNELS * (Skies.LATENTS + 1)));
    }
  }

  @Test
  void aModelThatIsALittleBehindHasAHigherError() {
    EvaluationData data = Skies.data(CATALOG, TEST);
    int[] few = IntStream.range(0, 8).toArray();
    try (SkyVae vae = Skies.principalModel(CATALOG, few, TestEngines.all().get(0))) {
      Evaluation evaluation = Evaluation.of(vae, data);
      double ratio = evaluation.scores().inFlux().ratio();
      assertThat(ratio).isBetween(1.01, 3.0);
      assertThat(Verdict.headline(evaluation))
          .startsWith("This model loses to 3 principal components")
          .endsWith(String.format(Locale.ROOT, " (%.1f %% higher).", 100 * (ratio - 1)));
    }
  }

  @Test
  void sharesOfGeneratedSpectraAndOfTheirFluxesAreToldApart() {
    float[] low = CATALOG.flux().toArray();
    for (int i = 0; i < low.length; i++) {
      low[i] -= 4;
    }
    SkyCatalog dim =
        SkyCatalog.of(
            CATALOG.wavelength(), FloatMatrix.of(low, ROWS, CHANNELS), CATALOG.observations());
    EvaluationData data = Skies.data(dim, TEST);
    try (SkyVae vae = Skies.principalModel(dim, data.train(), TestEngines.all().get(0))) {
      Generation generation =
          Generation.of(
                  vae,
                  Evaluation.of(vae, data),
                  SkyDensity.of(vae, dim, data.train()).orElseThrow())
              .orElseThrow();
      JsonNode real = GenerationJson.of(generation).at("/negative_flux/real");
      double spectra = real.path("share_of_spectra").doubleValue();
      assertThat(spectra).isEqualTo(generation.negative().real().shareOfSpectra());
      assertThat(real.path("share_of_channels").doubleValue())
          .isEqualTo(generation.negative().real().shareOfValues())
          .isGreaterThan(0)
          .isLessThan(spectra);
    }
  }
}
