package org.desisky.report.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.data.photometry.Photometry;
import org.desisky.vae.ReconstructionError;
import org.desisky.vae.SkyVae;
import org.desisky.vae.measure.PairedComparison.Outcome;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final int ROWS = 240;
  private static final int TEST = 60;
  private static final SkyCatalog CATALOG = Skies.catalog(ROWS, 400);

  @EachEngine
  void isThatOfTheReconstructions(Compute compute) {
    EvaluationData data = Skies.data(CATALOG, TEST);
    try (SkyVae vae = Skies.principalModel(CATALOG, data.train(), compute)) {
      Evaluation evaluation = Evaluation.of(vae, data);

      FloatMatrix flux = CATALOG.flux().select(data.test());
      FloatMatrix again = vae.reconstruct(flux);
      assertThat(evaluation.scores().model().meanSquaredErrors())
          .containsExactly(ReconstructionError.of(flux, again), within(1e-6));
      PrincipalComponents pca =
          PrincipalComponents.fit(CATALOG.flux(), data.train(), Skies.LATENTS);
      assertThat(evaluation.scores().pca().meanSquaredErrors())
          .containsExactly(pca.meanSquaredError(flux), within(1e-6));
      Photometry photometry = Photometry.on(CATALOG.wavelength());
      double[] truth = photometry.magnitudes(flux).of("r");
      double[] ours = photometry.magnitudes(again).of("r");
      BandComparison r =
          evaluation.bands().stream().filter(b -> b.name().equals("r")).findFirst().orElseThrow();
      assertThat(r.truth().mean())
          .isCloseTo(Arrays.stream(truth).average().orElseThrow(), within(1e-9));
      assertThat(r.model().differences().mean())
          .isCloseTo(
              IntStream.range(0, TEST).mapToDouble(i -> ours[i] - truth[i]).average().orElseThrow(),
              within(1e-5));
      assertThat(r.model().earthMoversDistance()).isGreaterThan(0);
    }
  }

  @EachEngine
  void principalComponentsAreNoBetterThanThemselves(Compute compute) {
    EvaluationData data = Skies.data(CATALOG, TEST);
    try (SkyVae vae = Skies.principalModel(CATALOG, data.train(), compute)) {
      assertThat(Evaluation.of(vae, data).scores().inFlux().outcome()).isEqualTo(Outcome.ALIKE);
    }
  }

  @EachEngine
  void whoKnowsTheTestRowsDoesBetterAndWhoKnowsNothingLoses(Compute compute) {
    EvaluationData few =
        EvaluationData.of(
            CATALOG,
            IntStream.range(0, ROWS).toArray(),
            new int[] {0, 1, 2, 3, 4},
            IntStream.range(ROWS - TEST, ROWS).toArray(),
            "");
    try (SkyVae knowing = Skies.principalModel(CATALOG, few.test(), compute);
        SkyVae random = SkyVae.create(400, Skies.LATENTS, 1, compute)) {
      assertThat(Evaluation.of(knowing, few).scores().inFlux().outcome()).isEqualTo(Outcome.BETTER);
      assertThat(Evaluation.of(random, few).scores().inFlux().outcome()).isEqualTo(Outcome.WORSE);
    }
  }

  @Test
  void conditionsShareOutTheTestRows() {
    EvaluationData data = Skies.data(CATALOG, TEST);
    try (SkyVae vae = Skies.principalModel(CATALOG, data.train(), Compute.auto())) {
      Evaluation evaluation = Evaluation.of(vae, data);

      Map<SkyCondition, Scores> conditions = evaluation.conditions();
      assertThat(conditions.keySet())
          .containsExactly(SkyCondition.DARK, SkyCondition.MOON, SkyCondition.TWILIGHT);
      double all = 0;
      for (Scores scores : conditions.values()) {
        assertThat(scores.model().rows()).isEqualTo(TEST / 3);
        all += scores.inFlux().mean() / 3;
      }
      assertThat(evaluation.scores().inFlux().mean()).isCloseTo(all, within(1e-12));
      double[] errors = evaluation.scores().model().meanSquaredErrors();
      double[] dark =
          IntStream.range(0, TEST).filter(i -> i % 3 == 0).mapToDouble(i -> errors[i]).toArray();
      assertThat(conditions.get(SkyCondition.DARK).model().meanSquaredErrors()).isEqualTo(dark);
    }
  }

  /** Noise of 0.05 is found, but for what the components take with them. */
  @Test
  void errorsAreInUnitsOfTheNoise() {
    EvaluationData data = Skies.data(CATALOG, TEST);
    try (SkyVae vae = Skies.principalModel(CATALOG, data.train(), Compute.auto())) {
      Evaluation evaluation = Evaluation.of(vae, data);

      assertThat(evaluation.noiseComponents()).isEqualTo(9);
      assertThat(Arrays.stream(evaluation.noise()).average().orElseThrow()).isBetween(0.047, 0.051);
      double flux = evaluation.scores().inFlux().mean();
      double noise = evaluation.scores().inNoise().mean();
      assertThat(noise).isCloseTo(flux / (0.05 * 0.05), within(0.15 * noise));
    }
  }

  @Test
  void withoutWavelengthsAndColumnsThereAreErrorsAlone() {
    SkyCatalog bare = SkyCatalog.of(new double[0], CATALOG.flux(), ObservationTable.empty(ROWS));
    EvaluationData data = Skies.data(bare, TEST);
    try (SkyVae vae = Skies.principalModel(bare, data.train(), Compute.auto())) {
      Evaluation evaluation = Evaluation.of(vae, data);

      assertThat(evaluation.bands()).isEmpty();
      assertThat(evaluation.conditions()).isEmpty();
      assertThat(evaluation.scores().model().rows()).isEqualTo(TEST);
      assertThat(evaluation.compression().ratio()).isCloseTo(400 / 3.0, within(1e-9));
    }
  }

  @Test
  void moreLatentsThanChannelsStandBesideAsManyComponentsAsThereCanBe() {
    float[] two = new float[60 * 2];
    for (int row = 0; row < 60; row++) {
      two[2 * row] = CATALOG.flux().get(row, 0);
      two[2 * row + 1] = CATALOG.flux().get(row, 1);
    }
    SkyCatalog narrow =
        SkyCatalog.of(new double[0], FloatMatrix.of(two, 60, 2), ObservationTable.empty(60));
    try (SkyVae vae = SkyVae.create(2, 5, 1, Compute.auto())) {
      assertThat(Evaluation.of(vae, Skies.data(narrow, 10)).components()).isEqualTo(2);
    }
  }

  @Test
  void rowsAreNeeded() {
    int[] rows = IntStream.range(0, ROWS).toArray();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvaluationData.of(CATALOG, rows, new int[0], rows, ""))
        .withMessageContaining("fit principal components");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvaluationData.of(CATALOG, rows, rows, new int[0], ""))
        .withMessageContaining("measure on");
  }
}
