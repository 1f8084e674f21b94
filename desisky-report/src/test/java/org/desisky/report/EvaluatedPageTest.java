package org.desisky.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.Skies;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page says of a model that was measured. */
class EvaluatedPageTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"report-data\">(.*?)</script>");

  @Test
  void aModelThatLosesToPrincipalComponentsSaysSo() {
    SkyCatalog catalog = Skies.catalog(120, 200);
    EvaluationData data = Skies.data(catalog, 30);
    try (SkyVae vae = SkyVae.create(200, Skies.LATENTS, 1, Compute.auto())) {
      Evaluation evaluation = Evaluation.of(vae, data);

      String page = ReportWriter.page(ModelReport.builder("x").evaluation(evaluation, vae).build());

      assertThat(page)
          .contains("This model loses to 3 principal components: mean squared error")
          .contains("class=\"headline loses\"")
          .contains("It is closer on 0 % of the 30 test spectra.");
      JsonNode json = MeasuresJson.of(evaluation);
      assertThat(json.at("/loses_to_pca").asBoolean()).isTrue();
      assertThat(json.at("/verdict").asText()).startsWith("This model loses");
      assertThat(json.at("/mse/smaller").asText()).isEqualTo("PCA");
    }
  }

  @Test
  void theMeasuresOfAllAndOfEachConditionAreThere() {
    SkyCatalog catalog = Skies.catalog(120, 2000);
    EvaluationData data = Skies.data(catalog, 30);
    try (SkyVae vae = Skies.principalModel(catalog, data.train(), Compute.auto())) {
      Evaluation evaluation = Evaluation.of(vae, data);

      String page = ReportWriter.page(ModelReport.builder("x").evaluation(evaluation, vae).build());

      assertThat(page)
          .contains("reconstructs no better and no worse than 3 principal components")
          .contains("Split for a test.", "Errors of 30 test spectra", ">99 %<", ">twilight<")
          .contains("<td class=\"number\">8,000</td><td class=\"number\">12</td>", "667 : 1")
          .contains("Magnitudes and airglow", "smaller EMD", ">OI 5577<")
          .contains("row 100 · EXPID 990 · dark", "largest error", "smallest error");
      String mean = ReportText.number(evaluation.scores().inFlux().mean());
      assertThat(page).contains("<th scope=\"row\">mean</th><td class=\"number\">" + mean);
      JsonNode json = MeasuresJson.of(evaluation);
      assertThat(json.at("/mse/model/mean").asDouble())
          .isCloseTo(evaluation.scores().inFlux().mean(), within(1e-12));
      assertThat(json.at("/conditions/moon/test_rows").asInt()).isEqualTo(10);
      assertThat(json.at("/bands/V/unit").asText()).isEqualTo("mag/arcsec²");
      assertThat(json.at("/bands/V/model/emd").isNumber()).isTrue();
      assertThat(json.at("/compression/bytes_out").asInt()).isEqualTo(12);
    }
  }

  @Test
  void whatIsSaidOfOneComponentAndOneLatentIsTrueOfOne() {
    SkyCatalog catalog = Skies.catalog(45, 40);
    EvaluationData data = Skies.data(catalog, 15);
    try (SkyVae one = SkyVae.create(40, 1, 1, Compute.auto());
        SkyVae two = SkyVae.create(40, 2, 1, Compute.auto())) {
      String words = "A click on a small panel";
      assertThat(page(one, data))
          .contains("which is what 1 principal component leaves of the training spectra")
          .doesNotContain(words);
      assertThat(page(two, data)).contains(words);
    }
  }

  private static String page(SkyVae vae, EvaluationData data) {
    Evaluation evaluation = Evaluation.of(vae, data);
    return ReportWriter.page(ModelReport.builder("x").evaluation(evaluation, vae).build());
  }

  @Test
  void nothingThatComesFromColumnsOrSectionsBecomesMarkup() throws IOException {
    String evil = "</script><script>alert(1)</script><b>";
    SkyCatalog plain = Skies.catalog(60, 40);
    String[] texts = new String[60];
    Arrays.fill(texts, evil);
    SkyCatalog catalog =
        SkyCatalog.of(
            plain.wavelength(),
            plain.flux(),
            plain.observations().with(new Column(evil, evil, texts, evil)));
    EvaluationData data = Skies.data(catalog, 20);
    Curves curves =
        Curves.builder(evil, 1, 2)
            .axes(evil, evil)
            .note(evil)
            .series(evil, Curves.Style.FIRST)
            .variant(evil, new double[] {1, 2})
            .variant("other", new double[] {1, 2})
            .build();
    ReportSection section =
        ReportSection.of(evil)
            .with(new ReportPart.Paragraph(evil, true))
            .with(new ReportPart.DataTable(evil, List.of(evil, evil), List.of(List.of(evil, evil))))
            .with(new ReportPart.Figure(curves, evil))
            .with(new ReportPart.Panels(List.of(curves), evil));
    try (SkyVae vae = SkyVae.create(40, 2, 1, Compute.auto())) {
      ModelReport report =
          ModelReport.builder("x")
              .evaluation(Evaluation.of(vae, data), vae)
              .section(section)
              .build();

      String page = ReportWriter.page(report);

      assertThat(page).doesNotContain("<script>alert", "</script><script>alert", "<b>");
      assertThat(page.split("<script", -1)).hasSize(4);
      assertThat(page.indexOf("Error against wavelength"))
          .isBetween(0, page.indexOf("&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;</h2>"));
      JsonNode json = data(page);
      assertThat(json.at("/latents/0/columns").toString()).contains("alert(1)");
      assertThat(json.at("/figures/0/title").asText()).isNotEmpty();
    }
  }

  @Test
  void aPageOfManyLargeSpectraStaysUnderTenMegabytes() {
    int test = LatentPoints.MOST + 100;
    int rows = test + 40;
    int channels = Samples.CHANNELS;
    ObservationTable observations = ObservationTable.empty(rows);
    for (int i = 0; i < 60; i++) {
      double[] values = new double[rows];
      for (int row = 0; row < rows; row++) {
        values[row] = Noise.of(i).uniform(row);
      }
      observations = observations.with(new Column("COLUMN_" + i, "deg", values));
    }
    SkyCatalog catalog =
        SkyCatalog.of(
            Samples.wavelength(),
            FloatMatrix.of(Noise.of(1).normals(rows * channels), rows, channels),
            observations);
    EvaluationData data = Skies.data(catalog, test);
    try (SkyVae vae = SkyVae.create(channels, 8, 1, Compute.auto())) {
      Evaluation evaluation = Evaluation.of(vae, data);

      String page =
          ReportWriter.page(
              ModelReport.builder("x")
                  .history(Samples.history(500))
                  .evaluation(evaluation, vae)
                  .build());

      assertThat(page.getBytes(UTF_8)).hasSizeBetween(4_000_000, 10_000_000);
      assertThat(page).contains("1500 of the 1600 test spectra, chosen at random");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 61})
  void columnsThatAreLeftOutAreCounted(int columns) throws IOException {
    SkyCatalog plain = Skies.catalog(60, 30);
    ObservationTable observations = ObservationTable.empty(60);
    for (int i = 0; i < columns; i++) {
      observations = observations.with(new Column("COLUMN_" + i, "", new double[60]));
    }
    SkyCatalog catalog = SkyCatalog.of(plain.wavelength(), plain.flux(), observations);
    EvaluationData data = Skies.data(catalog, 20);
    try (SkyVae vae = SkyVae.create(30, 2, 1, Compute.auto())) {
      Evaluation evaluation = Evaluation.of(vae, data);

      String page = ReportWriter.page(ModelReport.builder("x").evaluation(evaluation, vae).build());

      assertThat(page.contains("; of the 61 columns of the catalogue the first 60. Point at"))
          .isEqualTo(columns == 61);
      assertThat(page).contains("COLUMN_59").doesNotContain("COLUMN_60");
    }
  }

  @Test
  void coarseSpectraAreWithinAStepOfTheirMeans() throws IOException {
    SkyCatalog catalog = Skies.catalog(60, 900);
    EvaluationData data = Skies.data(catalog, 20);
    try (SkyVae vae = SkyVae.create(900, 2, 1, Compute.auto())) {
      ModelReport report =
          ModelReport.builder("x").evaluation(Evaluation.of(vae, data), vae).build();

      JsonNode spectra = data(ReportWriter.page(report)).at("/latents/0/spectra");

      assertThat(spectra.get("width").asInt()).isEqualTo(3);
      float low = floats(spectra.get("lowest").asText())[4];
      float high = floats(spectra.get("highest").asText())[4];
      byte[] bytes = java.util.Base64.getDecoder().decode(spectra.get("flux").asText());
      assertThat(bytes).hasSize(20 * 300 * 2);
      int place = (4 * 300 + 7) * 2;
      int level = (bytes[place] & 0xff) | (bytes[place + 1] & 0xff) << 8;
      float[] flux = catalog.flux().row(44);
      double mean = ((double) flux[21] + flux[22] + flux[23]) / 3;
      double step = (high - low) / 65534.0;
      assertThat(low + step * level).isBetween(mean - step, mean + step);
    }
  }

  /** The reconstruction of a spectrum with a NaN is NaN; the other bins are drawn. */
  @Test
  void coarseSpectraThatAreNotFiniteAreMarkedAndSpoilNoOthers() throws IOException {
    SkyCatalog plain = Skies.catalog(60, 30);
    float[] flux = plain.flux().toArray();
    flux[59 * 30 + 3] = Float.NaN;
    flux[58 * 30 + 4] = Float.POSITIVE_INFINITY;
    SkyCatalog catalog =
        SkyCatalog.of(plain.wavelength(), FloatMatrix.of(flux, 60, 30), plain.observations());
    EvaluationData data = Skies.data(catalog, 20);
    try (SkyVae vae = SkyVae.create(30, 2, 1, Compute.auto())) {
      ModelReport report =
          ModelReport.builder("x").evaluation(Evaluation.of(vae, data), vae).build();

      JsonNode spectra = data(ReportWriter.page(report)).at("/latents/0/spectra");

      for (int point : new int[] {18, 19}) {
        int[] levels = levels(spectra.get("flux").asText(), point);
        assertThat(levels[point == 19 ? 3 : 4]).isEqualTo(65535);
        assertThat(levels).contains(0, 65534);
        assertThat(Arrays.stream(levels).distinct().count()).isGreaterThan(20);
        assertThat(levels(spectra.get("reconstruction").asText(), point)).containsOnly(65535);
      }
    }
  }

  private static int[] levels(String text, int point) {
    java.nio.ShortBuffer buffer =
        java.nio.ByteBuffer.wrap(java.util.Base64.getDecoder().decode(text))
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .asShortBuffer();
    return java.util.stream.IntStream.range(30 * point, 30 * (point + 1))
        .map(i -> Short.toUnsignedInt(buffer.get(i)))
        .toArray();
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Curves.builder("x", 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Curves.builder("x", 1, 2).series("a", Curves.Style.FIRST).values(new double[3]));
    assertThatThrownBy(() -> Curves.builder("x", 1, 2).build()).hasMessageContaining("no values");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReportPart.DataTable("x", List.of("a"), List.of(List.of("1", "2"))));
    assertThatIllegalArgumentException().isThrownBy(() -> ReportSection.of(" "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReportPart.Panels(new ArrayList<>(), ""));
  }

  private static float[] floats(String text) {
    java.nio.FloatBuffer buffer =
        java.nio.ByteBuffer.wrap(java.util.Base64.getDecoder().decode(text))
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static JsonNode data(String page) throws IOException {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1));
  }
}
