package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.desisky.core.engine.Compute;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.Generation;
import org.desisky.report.evaluation.HalvesDistance;
import org.desisky.report.evaluation.Skies;
import org.desisky.report.evaluation.SkyDensity;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

class GenerationSectionTest {
  @Test
  void aDistanceHasTheDecimalsOfItsDeviation() {
    assertThat(text(0.07162, 0.0644)).isEqualTo("0.072 ± 0.064");
    assertThat(text(24.06, 11.2)).isEqualTo("24 ± 11");
    assertThat(text(1234.4, 321.6)).isEqualTo("1234 ± 322");
    assertThat(text(0.00434, 0.0000124)).isEqualTo("0.004340 ± 0.000012");
    assertThat(text(0.5, 0)).isEqualTo("0.5000 ± 0");
    assertThat(text(2.5e20, 1.25e19)).isEqualTo("2.500e+20 ± 1.250e+19");
    assertThat(text(Double.NaN, Double.NaN)).isEqualTo("not a number ± not a number");
  }

  /** What was drawn by the density of all is not what is drawn by a condition's own. */
  @Test
  void distancesByConditionAreThereUnlessAllIsOfOne() {
    SkyCatalog catalog = Skies.catalog(240, 40);
    int[] all = IntStream.range(0, catalog.rows()).toArray();
    int[] dark = IntStream.of(all).filter(row -> row % 3 == 0).toArray();
    String words = "distance by condition";
    assertThat(page(catalog, before(all), after(all))).contains(words);
    assertThat(page(catalog, before(all), after(dark))).contains(words);
    assertThat(page(catalog, before(dark), after(dark)))
        .contains("Generated against real")
        .doesNotContain(words);
  }

  private static int[] before(int... rows) {
    return IntStream.of(rows).filter(row -> row < 120).toArray();
  }

  private static int[] after(int... rows) {
    return IntStream.of(rows).filter(row -> row >= 120).toArray();
  }

  private static String page(SkyCatalog catalog, int[] train, int[] test) {
    int[] rows = IntStream.range(0, catalog.rows()).toArray();
    EvaluationData data = EvaluationData.of(catalog, rows, train, test, "For a test.");
    try (SkyVae vae = Skies.principalModel(catalog, train, Compute.auto())) {
      Evaluation evaluation = Evaluation.of(vae, data);
      Generation generation =
          Generation.of(vae, evaluation, SkyDensity.of(vae, catalog, train).orElseThrow())
              .orElseThrow();
      return ReportWriter.page(
          ModelReport.builder("x").section(GenerationSection.of(generation)).build());
    }
  }

  private static String text(double mean, double deviation) {
    return GenerationSection.text(new HalvesDistance(mean, deviation));
  }
}
