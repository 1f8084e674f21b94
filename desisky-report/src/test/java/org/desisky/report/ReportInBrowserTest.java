package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.desisky.training.EpochRecord;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.vae.LossValues;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser: its scripts run, its buttons and keys work, it can be read. */
class ReportInBrowserTest {
  @TempDir Path folder;
  private Chromium chromium;

  @BeforeEach
  void findChromium() {
    chromium = Chromium.find(folder);
  }

  @Test
  void theFiguresAreDrawn() throws Exception {
    JsonNode result =
        probe(
            Samples.full(3),
            """
            const ids = ["curve-total", "curve-recon", "curve-kl", "curve-mmd", "plot-flux",
              "plot-residual"];
            return { ready: document.documentElement.dataset.ready, ink: ids.map(ink),
              zooms: [...document.getElementById("zooms").children].map((one) => one.textContent),
              wide: document.documentElement.scrollWidth - innerWidth };
            """);

    assertThat(result.at("/ready").asText()).isEqualTo("true");
    assertThat(result.at("/ink")).hasSize(6).allMatch(ink -> ink.asInt() > 1000);
    assertThat(result.at("/zooms").toString())
        .isEqualTo(
            "['Whole range','Blue 3600–5900 Å','Red 5700–7700 Å','NIR 7500–9824 Å']"
                .replace('\'', '"'));
    assertThat(result.at("/wide").asInt()).isLessThanOrEqualTo(0);
  }

  @Test
  void buttonsKeysAndDraggingWork() throws Exception {
    JsonNode result =
        probe(
            Samples.full(3),
            """
            const seen = {};
            button("row 1").click();
            button("Blue").click();
            await pause();
            seen.blue = state();
            seen.pressed = [button("row 1"), button("row 0"), button("Blue"), button("Whole")]
              .map((one) => one.getAttribute("aria-pressed"));
            seen.status = document.getElementById("spectrum-status").textContent;
            press("ArrowRight");
            seen.right = state();
            press("+");
            seen.plus = state();
            press("0");
            seen.zero = state();
            const before = ink("plot-flux");
            button("Cut").click();
            await pause();
            seen.cut = [button("Cut").getAttribute("aria-pressed"), ink("plot-flux") !== before];
            const over = document.querySelector("#plot-residual .u-over");
            mouse(over, "mousemove", 0.25);
            mouse(over, "mousedown", 0.25);
            mouse(over, "mousemove", 0.4);
            mouse(over, "mousemove", 0.5);
            mouse(document.querySelector("#plot-residual .u-over"), "mouseup", 0.5);
            await pause();
            seen.drag = state();
            seen.readout = document.getElementById("spectrum-readout").textContent;
            mouse(over, "dblclick", 0.5);
            await pause();
            seen.reset = state();
            return seen;
            """);

    assertThat(result.at("/blue").toString()).isEqualTo("[1,3600,5900]");
    assertThat(result.at("/pressed").toString())
        .isEqualTo("['true','false','true','false']".replace('\'', '"'));
    assertThat(result.at("/status").asText()).isEqualTo("Shown: row 1 · dark, 3600–5900 Å.");
    assertThat(result.at("/right").toString()).isEqualTo("[1,4060,6360]");
    assertThat(result.at("/plus").toString()).isEqualTo("[1,4520,5900]");
    assertThat(result.at("/zero").toString()).isEqualTo("[1,3600,9824]");
    assertThat(result.at("/cut").toString()).contains("true").contains(",true]");
    assertThat(result.at("/drag/1").asDouble()).isBetween(5100.0, 5210.0);
    assertThat(result.at("/drag/2").asDouble()).isBetween(6650.0, 6770.0);
    assertThat(result.at("/readout").asText()).contains("Å: flux").contains("residual 0.5000");
    assertThat(result.at("/reset").toString()).isEqualTo("[1,3600,9824]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void textIsReadableInDarkAndLight(int scheme) throws Exception {
    JsonNode result =
        probe(
            Samples.full(2),
            """
            const page = getComputedStyle(document.body).backgroundColor;
            const text = ["h1", ".headline", ".details", ".caption", "figcaption", ".readout",
              "thead th", "td", "footer"];
            const variables = document.createElement("i");
            document.body.append(variables);
            const lines = ["first", "second", "third", "mark", "muted"].map((name) => {
              variables.style.color = "var(--" + name + ")";
              return contrast(getComputedStyle(variables).color, page);
            });
            const chosen = getComputedStyle(document.querySelector("button[aria-pressed=true]"));
            return { page: luminance(page), lines: lines,
              button: contrast(chosen.color, chosen.backgroundColor),
              text: text.map((name) =>
                contrast(getComputedStyle(document.querySelector(name)).color, page)) };
            """,
            "--blink-settings=preferredColorScheme=" + scheme);

    assertThat(result.at("/page").asDouble())
        .isBetween(scheme == 0 ? 0 : 0.8, scheme == 0 ? 0.1 : 1);
    assertThat(result.at("/text")).hasSize(9).allMatch(contrast -> contrast.asDouble() > 4.5);
    assertThat(result.at("/lines")).hasSize(5).allMatch(contrast -> contrast.asDouble() > 3);
    assertThat(result.at("/button").asDouble()).isGreaterThan(4.5);
  }

  @Test
  void printingTakesTheLightColoursAndTheWidthOfPaper() throws Exception {
    JsonNode result =
        probe(
            Samples.full(1),
            """
            dispatchEvent(new Event("beforeprint"));
            await pause();
            const page = luminance(getComputedStyle(document.body).backgroundColor);
            const printed = document.querySelector("#plot-flux canvas").getBoundingClientRect().width;
            const plots = document.querySelectorAll("canvas").length;
            dispatchEvent(new Event("afterprint"));
            await pause();
            return { page: page, printed: printed, plots: plots,
              after: document.querySelector("#plot-flux canvas").getBoundingClientRect().width };
            """,
            "--blink-settings=preferredColorScheme=0",
            "--window-size=1400,900");

    assertThat(result.at("/page").asDouble()).isEqualTo(1);
    assertThat(result.at("/plots").asInt()).isEqualTo(6);
    assertThat(result.at("/printed").asDouble()).isBetween(500.0, 700.0);
    assertThat(result.at("/after").asDouble()).isGreaterThan(1000);
  }

  @Test
  void aNarrowWindowNeedsNoSidewaysScrolling() throws Exception {
    JsonNode result =
        probe(
            Samples.full(2),
            """
            document.body.style.width = "360px";
            dispatchEvent(new Event("resize"));
            await pause();
            return { page: document.body.scrollWidth,
              plot: document.querySelector("#plot-flux canvas").getBoundingClientRect().width };
            """,
            "--window-size=500,900");

    assertThat(result.at("/page").asInt()).isLessThanOrEqualTo(360);
    assertThat(result.at("/plot").asInt()).isBetween(200, 360);
  }

  @Test
  void aLossThatCannotStandOnALogScaleLeavesAGap() throws Exception {
    LossValues broken = new LossValues(Double.NaN, 0, -1, Double.POSITIVE_INFINITY);
    VaeTrainingHistory history = Samples.history(6);
    history = history.plus(new EpochRecord(6, broken, Optional.of(broken), 1e-3, 2));
    ModelReport report = ModelReport.builder("x").history(history).build();

    JsonNode result =
        probe(
            report,
            """
            return { ready: document.documentElement.dataset.ready, ink: ink("curve-recon"),
              told: [...document.querySelectorAll(".aside")].map((one) => one.textContent) };
            """);

    assertThat(result.at("/ready").asText()).isEqualTo("true");
    assertThat(result.at("/ink").asInt()).isGreaterThan(500);
    assertThat(result.at("/told")).allMatch(told -> told.asText().startsWith("2 values are zero"));
  }

  @Test
  void emptyAndTinyReportsRunWithoutAnError() throws Exception {
    ModelReport empty = ModelReport.builder("</script><b>x").build();
    LossValues zero = new LossValues(0, 0, 0, 0);
    ModelReport tiny =
        ModelReport.builder("x")
            .history(VaeTrainingHistory.empty().plus(Samples.untested(0, zero)))
            .example(ExampleReconstruction.of("x", new float[] {1}, new float[] {Float.NaN}))
            .build();
    ModelReport oneEpoch =
        ModelReport.builder("x")
            .history(Samples.history(1))
            .example(Samples.example("</script><b>x", 40))
            .build();
    LossValues wide = new LossValues(Double.MAX_VALUE, Double.MIN_VALUE, 1e300, 1e-300);
    ModelReport huge =
        ModelReport.builder("x")
            .history(Samples.history(5).plus(Samples.untested(5, wide)))
            .example(ExampleReconstruction.of("x", new float[] {1e30f, 2}, new float[] {-1e30f, 2}))
            .build();
    String ready = "return { ready: document.documentElement.dataset.ready };";

    for (ModelReport report : new ModelReport[] {empty, tiny, oneEpoch, huge}) {
      assertThat(probe(report, ready).at("/ready").asText()).isEqualTo("true");
    }
  }

  private JsonNode probe(ModelReport report, String script, String... options)
      throws IOException, InterruptedException {
    return new PageProbe(chromium, folder).run(report, script, options);
  }
}
