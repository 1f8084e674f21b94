package org.desisky.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.desisky.core.DesiskyException;
import org.desisky.training.EpochRecord;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.training.scaling.ReconUnits;
import org.desisky.vae.LossValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWriterTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"report-data\">(.*?)</script>");

  @Test
  void thePageLoadsNothing() {
    String page = ReportWriter.page(Samples.full(2));

    Matcher reference =
        Pattern.compile("\\s(?:src|href|action)\\s*=\\s*\"([^\"]*)\"").matcher(page);
    assertThat(reference.results().map(match -> match.group(1))).containsOnly("data:,");
    assertThat(page)
        .contains("content=\"default-src 'none'; script-src 'unsafe-inline'")
        .doesNotContain(
            "@import", "url(http", "fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket(");
  }

  @Test
  void theLicenceOfTheEmbeddedScriptIsInThePage() {
    assertThat(ReportWriter.page(Samples.full(1)))
        .contains("The MIT License (MIT)", "Leon Sorokin", "var uPlot=");
  }

  @Test
  void eightSpectraStayUnderOneAndAHalfMegabytes() {
    assertThat(ReportWriter.page(Samples.full(8)).getBytes(UTF_8)).hasSizeLessThan(1_500_000);
  }

  @Test
  void nothingThatComesFromDataBecomesMarkup() throws IOException {
    String evil = "</script><script>alert(1)</script><!-- \" ' & {{title}} \u2028";
    ModelReport report =
        ModelReport.builder(evil)
            .fluxUnit(evil)
            .example(Samples.example(evil, 5))
            .facts(evil, Map.of(evil, evil))
            .note(evil)
            .history(Samples.history(3))
            .build();

    String page = ReportWriter.page(report);

    assertThat(page).doesNotContain("<script>alert", "</script><script>alert", "<!-- ");
    assertThat(page).contains("&lt;script&gt;alert(1)").contains("{{title}}");
    assertThat(page.split("<script", -1)).hasSize(4);
    assertThat(data(page).at("/examples/0/label").asText()).isEqualTo(evil);
  }

  @Test
  void spectraAreLittleEndianFloats() throws IOException {
    ExampleReconstruction example =
        ExampleReconstruction.of("x", new float[] {1.5f, -2f}, new float[] {1f, Float.NaN});
    ModelReport report = ModelReport.builder("x").example(example).build();

    JsonNode data = data(ReportWriter.page(report));

    byte[] flux = Base64.getDecoder().decode(data.at("/examples/0/flux").asText());
    ByteBuffer buffer = ByteBuffer.wrap(flux).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(buffer.getFloat()).isEqualTo(1.5f);
    assertThat(buffer.getFloat()).isEqualTo(-2f);
    assertThat(ReportWriter.page(report))
        .contains("MSE 0.2500 over the 1 of 2 channels that are finite");
  }

  @Test
  void epochsAreCountedFromOne() throws IOException {
    String page = ReportWriter.page(Samples.full(1));

    assertThat(page).contains("after epoch 37 of 40.").contains("Epoch 37 (best)");
    assertThat(data(page).at("/best").asInt()).isEqualTo(37);
    assertThat(data(page).at("/epochs/0").asInt()).isEqualTo(1);
  }

  @Test
  void reconstructionLossesHaveTheUnitTheyAreIn() throws IOException {
    ModelReport.Builder report =
        ModelReport.builder("x").fluxUnit("Jy").history(Samples.history(3));
    assertThat(data(ReportWriter.page(report.build())).at("/curves/1/axis").asText())
        .isEqualTo("loss [(Jy)²]");
    report.reconUnits(ReconUnits.NOISE);
    assertThat(data(ReportWriter.page(report.build())).at("/curves/1/axis").asText())
        .isEqualTo("loss [(noise)²]");
  }

  @Test
  void anEmptyHistoryMakesAPage() {
    String page = ReportWriter.page(ModelReport.builder("x").build());

    assertThat(page).contains("No epoch was completed.", "no example spectra");
    assertThat(page).doesNotContain("id=\"curve-total\"");
  }

  @Test
  void oneEpochWithoutTestLossesMakesAPage() {
    VaeTrainingHistory history =
        VaeTrainingHistory.empty().plus(Samples.untested(0, Samples.losses(2)));

    String page = ReportWriter.page(ModelReport.builder("x").history(history).build());

    assertThat(page).contains("Trained to epoch 1; no epoch was validated");
    assertThat(page).contains("1 epoch took 2.0 s.").doesNotContain("best epoch");
  }

  @Test
  void lossesThatAreNotNumbersAreTold() throws IOException {
    LossValues broken = new LossValues(Double.NaN, -1, 0, Double.POSITIVE_INFINITY);
    VaeTrainingHistory history =
        VaeTrainingHistory.empty()
            .plus(new EpochRecord(0, broken, Optional.of(broken), 1e-3, Double.NaN));

    String page = ReportWriter.page(ModelReport.builder("x").history(history).build());

    assertThat(page).contains("no epoch has a finite test loss", "not a number", "infinite");
    assertThat(data(page).at("/curves/0/train/0").asText()).isEqualTo("NaN");
  }

  @Test
  void sectionsKeepTheirOrder() {
    String page = ReportWriter.page(Samples.full(1));

    assertThat(page.indexOf(">Settings<")).isBetween(0, page.indexOf(">Provenance<"));
  }

  @Test
  void writesTheFileInOneStep(@TempDir Path folder) throws IOException {
    Path html = folder.resolve("new").resolve("run.report.html");

    ReportWriter.write(Samples.full(1), html);

    assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    assertThat(html.getParent()).isDirectoryContaining("glob:**.html");
  }

  @Test
  void saysWhichFileCannotBeWritten(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> ReportWriter.write(Samples.full(1), file.resolve("x.html")))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("x.html");
  }

  private static JsonNode data(String page) throws IOException {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1));
  }
}
