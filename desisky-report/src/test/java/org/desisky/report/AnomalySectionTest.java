package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.Skies;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oddest spectra on the page: named, and drawn in a real browser. */
class AnomalySectionTest {
  private static final int CHANNELS = 300;
  private static final int TEST = 80;
  private static final int ODD = 250;

  private static ReportSection section;
  private static ModelReport report;

  @TempDir Path folder;

  @BeforeAll
  static void find() {
    SkyCatalog sky = Skies.catalog(280, CHANNELS);
    float[] flux = sky.flux().toArray();
    flux[ODD * CHANNELS + 150] += 4;
    SkyCatalog catalog =
        SkyCatalog.of(sky.wavelength(), FloatMatrix.of(flux, 280, CHANNELS), sky.observations());
    EvaluationData data = Skies.data(catalog, TEST);
    try (SkyVae vae = Skies.principalModel(catalog, data.train(), Compute.auto())) {
      section = AnomalySection.of(data, vae);
      report =
          ModelReport.builder("run 7")
              .evaluation(Evaluation.of(vae, data), vae)
              .section(section)
              .build();
    }
  }

  @Test
  void theOddestComesFirstWithItsReason() {
    ReportPart.DataTable table = (ReportPart.DataTable) section.parts().get(1);
    assertThat(table.rows()).hasSize(20);
    assertThat(table.rows().get(0).get(0)).startsWith("row 260 · EXPID 1150 · ");
    assertThat(table.rows().get(0).get(4)).startsWith("a spike at 67");
    ReportPart.Paragraph words = (ReportPart.Paragraph) section.parts().get(0);
    assertThat(words.text())
        .contains("Of 80 spectra", "The threshold was calibrated on these very spectra; ");
    ReportPart.Figure figure = (ReportPart.Figure) section.parts().get(2);
    assertThat(figure.curves().variants()).hasSize(6);
    double[] spectrum = figure.curves().variants().get("row 260").get(0);
    double[] reconstruction = figure.curves().variants().get("row 260").get(1);
    assertThat(spectrum[150] - reconstruction[150]).isGreaterThan(3);
    ReportPart.Figure residuals = (ReportPart.Figure) section.parts().get(3);
    assertThat(residuals.curves().variants().keySet())
        .containsExactlyElementsOf(figure.curves().variants().keySet());
    assertThat(residuals.curves().variants().get("row 260").get(0)[150])
        .isEqualTo(spectrum[150] - reconstruction[150]);
  }

  @Test
  void ofTooFewSpectraItSaysThatTheyAre() {
    SkyCatalog catalog = Skies.catalog(150, 50);
    EvaluationData data = Skies.data(catalog, 50);
    try (SkyVae vae = Skies.principalModel(catalog, data.train(), Compute.auto())) {
      assertThat(AnomalySection.of(data, vae).parts()).hasSize(1);
      assertThat(words(AnomalySection.of(data, vae)))
          .contains("60 training spectra", "60 others", "there are 100 and 50.");
      int[] few = IntStream.range(90, 100).toArray();
      assertThat(words(AnomalySection.of(data.ofTraining(few), vae))).contains("100 and 50.");
    }
  }

  @Test
  void whatCalibratesIsSaidAndRowsHeldBackComeFirst() {
    SkyCatalog catalog = Skies.catalog(280, 50);
    int[] rows = IntStream.range(0, 280).toArray();
    EvaluationData data =
        EvaluationData.of(
            catalog, rows, Arrays.copyOf(rows, 120), Arrays.copyOfRange(rows, 120, 200), "");
    int[] held = Arrays.copyOfRange(rows, 200, 280);
    try (SkyVae vae = Skies.principalModel(catalog, data.train(), Compute.auto())) {
      String byTest = words(AnomalySection.of(data.ofTraining(), vae));
      assertThat(byTest)
          .contains(
              "Since no spectra", "calibrated on the test spectra, which picked the best epoch");
      assertThat(words(AnomalySection.of(data.ofTraining(Arrays.copyOf(held, 59)), vae)))
          .isEqualTo(byTest.replace("Since no spectra", "Since too few spectra"));
      String byHeld = words(AnomalySection.of(data.ofTraining(held), vae));
      assertThat(byHeld)
          .contains("Of 80 spectra")
          .contains("calibrated on 80 spectra that neither trained the model nor picked")
          .doesNotContain(threshold(byTest));
      // Few test spectra are ranked, too, where others calibrate.
      EvaluationData few =
          EvaluationData.of(catalog, rows, data.train(), new int[] {120, 121}, "").ofTraining(held);
      assertThat(words(AnomalySection.of(few, vae))).contains("Of 2 spectra", threshold(byHeld));
    }
  }

  private static String words(ReportSection of) {
    return ((ReportPart.Paragraph) of.parts().get(0)).text();
  }

  /** Such as {@code a score above 7.31,}. */
  private static String threshold(String words) {
    Matcher matcher = Pattern.compile("a score above [0-9.]+,").matcher(words);
    assertThat(matcher.find()).isTrue();
    return matcher.group();
  }

  @Test
  void theFiguresAreDrawnAndChooseForThemselvesAlone() throws Exception {
    Chromium chromium = Chromium.find(folder);
    JsonNode seen =
        new PageProbe(chromium, folder)
            .run(
                report,
                """
                const figures = [...document.querySelectorAll("figure.curves")]
                  .filter((one) => one.querySelector("h3"));
                const mine = figures.find((one) => one.querySelector("h3").textContent === "The oddest spectra");
                const section = mine.closest("section");
                const others = figures.filter((one) => one.closest("section") !== section);
                const residuals = figures.find((one) => one !== mine && one.closest("section") === section);
                const first = inkOf(mine);
                mine.querySelectorAll("[data-variant]")[2].click();
                await pause();
                const tables = [...section.querySelectorAll(".measures")]
                  .map((one) => one.scrollWidth - one.parentElement.clientWidth);
                section.querySelector(".scroll").style.width = "340px";
                const row = section.querySelector("tbody tr").getBoundingClientRect().height;
                return { wider: Math.max(...tables), row: row,
                  residuals: [inkOf(residuals) > 500, residuals.dataset.variant],
                  first: first, ink: inkOf(mine), chosen: mine.dataset.variant,
                  others: others.map((one) => one.dataset.variant || "0") };
                """,
                "--window-size=1100,900");
    assertThat(seen.at("/first").asInt()).isGreaterThan(1000);
    assertThat(seen.at("/ink").asInt()).isGreaterThan(1000);
    assertThat(seen.at("/wider").asInt()).isLessThanOrEqualTo(0);
    assertThat(seen.at("/chosen").asText()).isEqualTo("2");
    assertThat(seen.at("/residuals").toString()).isEqualTo("[true,\"2\"]");
    assertThat(seen.at("/row").asDouble()).isLessThan(120);
    assertThat(seen.at("/others")).hasSize(3).allMatch(variant -> variant.asText().equals("0"));
  }

  @Test
  void thePageSaysHowManyAndStaysSmall() {
    String page = ReportWriter.page(report);
    assertThat(page).contains("<h2 id=\"part-", ">Anomalies</h2>", "a spike at 67");
    assertThat(page.length()).isLessThan(10_000_000);
  }
}
