package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.desisky.core.engine.Compute;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.Generation;
import org.desisky.report.evaluation.Skies;
import org.desisky.report.evaluation.SkyDensity;
import org.desisky.vae.SkyVae;
import org.desisky.vae.density.LatentDensity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sections of a measured model in a real browser: drawn, and usable by mouse and keys. */
class SectionsInBrowserTest {
  /** Besides the tools of all probes: the parts of the sections. */
  private static final String PARTS =
      """
      const latents = document.getElementById("latents-1");
      const role = (name) => latents.querySelector("[data-role=" + name + "]");
      const wavelength = [...document.querySelectorAll("figure.curves")]
        .filter((one) => one.querySelector("h3"));
      const panels = [...document.querySelectorAll(".grid figure.curves")];
      const key = (element, name) => element.dispatchEvent(
        new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
      const at = (target, type, x, y) => {
        const box = target.getBoundingClientRect();
        target.dispatchEvent(new MouseEvent(type, { bubbles: true, button: 0, movementX: 5,
          movementY: 5, clientX: box.left + x, clientY: box.top + y }));
      };
      const click = (target, x, y) => ["mousemove", "mousedown", "mouseup", "click"]
        .forEach((type) => at(target, type, x, y));
      const choose = (name, text) => {
        const select = role(name);
        select.value = [...select.options].find((one) => one.textContent === text).value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      };
      """;

  private static ModelReport report;

  @TempDir Path folder;
  private Chromium chromium;

  @BeforeAll
  static void measure() {
    SkyCatalog catalog = Skies.catalog(150, 2000);
    EvaluationData data = Skies.data(catalog, 60);
    try (SkyVae vae = Skies.principalModel(catalog, data.train(), Compute.auto())) {
      Evaluation evaluation = Evaluation.of(vae, data);
      LatentDensity density = SkyDensity.of(vae, catalog, data.train()).orElseThrow();
      report =
          ModelReport.builder("run 7")
              .history(Samples.history(12))
              .evaluation(evaluation, vae)
              .section(GenerationSection.of(Generation.of(vae, evaluation, density).orElseThrow()))
              .build();
    }
  }

  @BeforeEach
  void findChromium() {
    chromium = Chromium.find(folder);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void everythingIsDrawnInDarkAndLight(int scheme) throws Exception {
    JsonNode seen =
        probe(
            """
            return { ready: document.documentElement.dataset.ready,
              wavelength: wavelength.map(inkOf), panels: panels.map(inkOf),
              pair: inkOf(role("pair")), spectrum: inkOf(role("spectrum")),
              cells: [...latents.querySelectorAll(".cell")].map(inkOf),
              legend: [...role("legend").children].map((one) => one.textContent),
              dots: [...role("legend").children].map((one) => contrast(
                getComputedStyle(one, "::before").backgroundColor,
                getComputedStyle(document.body).backgroundColor)),
              wide: document.documentElement.scrollWidth - innerWidth };
            """,
            "--blink-settings=preferredColorScheme=" + scheme);

    assertThat(seen.at("/ready").asText()).isEqualTo("true");
    assertThat(seen.at("/wavelength")).hasSize(3).allMatch(ink -> ink.asInt() > 1000);
    assertThat(seen.at("/panels").size()).isGreaterThan(10);
    assertThat(seen.at("/panels")).allMatch(ink -> ink.asInt() > 500);
    assertThat(seen.at("/cells")).hasSize(6).allMatch(ink -> ink.asInt() > 30);
    assertThat(seen.at("/pair").asInt()).isGreaterThan(1000);
    assertThat(seen.at("/spectrum").asInt()).isGreaterThan(500);
    assertThat(seen.at("/legend").toString())
        .isEqualTo("[\"dark (20)\",\"moon (20)\",\"twilight (20)\"]");
    assertThat(seen.at("/dots")).hasSize(3).allMatch(contrast -> contrast.asDouble() > 3);
    assertThat(seen.at("/wide").asInt()).isLessThanOrEqualTo(0);
  }

  @Test
  void pointingAtALatentShowsItsObservation() throws Exception {
    JsonNode seen =
        probe(
            """
            const seen = {};
            const over = role("pair").querySelector(".u-over");
            const rings = () => over.querySelector(".ring");
            const place = () => [parseFloat(rings().style.left), parseFloat(rings().style.top)];
            role("field").focus();
            key(role("field"), "ArrowRight");
            for (let i = 0; i < 60; i++) key(role("field"), "ArrowLeft");
            seen.first = latents.dataset.chosen;
            const first = place();
            key(role("field"), "ArrowRight");
            seen.second = latents.dataset.chosen;
            const second = place();
            seen.rises = second[0] >= first[0];
            for (let i = 0; i < 60; i++) key(role("field"), "ArrowUp");
            const highest = place();
            seen.top = highest[1] < over.clientHeight / 3;
            at(over, "mousemove", first[0] + 2, first[1] + 2);
            await pause();
            seen.hovered = latents.dataset.chosen;
            seen.label = role("label").textContent;
            seen.status = role("label").getAttribute("role");
            seen.table = [...role("columns").rows].map((row) => row.cells[0].textContent);
            seen.expid = [...role("columns").rows]
              .find((row) => row.cells[0].textContent === "EXPID").cells[1].textContent;
            seen.sun = [...role("columns").rows]
              .find((row) => row.cells[0].textContent === "SUNALT").cells[1].textContent;
            click(over, first[0] + 2, first[1] + 2);
            seen.kept = [latents.dataset.pinned, role("label").textContent];
            at(over, "mousemove", second[0], second[1]);
            seen.stays = latents.dataset.chosen;
            key(role("field"), "Escape");
            seen.free = latents.dataset.pinned;
            return seen;
            """);

    assertThat(seen.at("/second").asText()).isNotEqualTo(seen.at("/first").asText());
    assertThat(seen.at("/rises").asBoolean()).isTrue();
    assertThat(seen.at("/top").asBoolean()).isTrue();
    assertThat(seen.at("/hovered").asText()).isEqualTo(seen.at("/first").asText());
    int row = seen.at("/first").asInt();
    assertThat(seen.at("/label").asText()).startsWith("row " + (100 + row) + " · EXPID ");
    assertThat(seen.at("/status").asText()).isEqualTo("status");
    assertThat(seen.at("/expid").asText()).isEqualTo(String.valueOf(990 + row));
    assertThat(seen.at("/sun").asText()).endsWith(" deg");
    assertThat(seen.at("/table").toString())
        .contains("condition", "MSE", "MSE of PCA", "AIRMASS", "PROGRAM", "latent 2");
    assertThat(seen.at("/kept/0").asText()).isEqualTo("true");
    assertThat(seen.at("/kept/1").asText()).endsWith("(kept)");
    assertThat(seen.at("/stays").asText()).isEqualTo(seen.at("/first").asText());
    assertThat(seen.at("/free").asText()).isEqualTo("false");
  }

  @Test
  void coloursAndAxesAreChosen() throws Exception {
    JsonNode seen =
        probe(
            """
            const seen = {};
            const legend = () => [...role("legend").children].map((one) => one.textContent);
            choose("colour", "AIRMASS");
            seen.airmass = legend();
            choose("colour", "PROGRAM");
            seen.program = legend();
            choose("colour", "MOONFRAC");
            seen.moonfrac = legend();
            choose("x", "AIRMASS");
            choose("y", "MSE");
            await pause();
            seen.axes = [latents.dataset.x, latents.dataset.y, inkOf(role("pair")) > 500];
            const cell = [...latents.querySelectorAll(".cell")]
              .find((one) => one.dataset.row === "2" && one.dataset.column === "1");
            click(cell.querySelector(".u-over"), 5, 5);
            seen.pair = [latents.dataset.x, latents.dataset.y, role("x").selectedOptions[0].textContent];
            const current = latents.querySelector(".cell.current");
            seen.current = [current.dataset.row, current.dataset.column];
            await pause();
            key(role("field"), "+");
            await pause();
            const wide = inkOf(role("pair"));
            key(role("field"), "0");
            await pause();
            seen.zoomed = inkOf(role("pair")) !== wide;
            const canvases = document.querySelectorAll("canvas").length;
            choose("colour", "condition");
            seen.leak = document.querySelectorAll("canvas").length - canvases;
            return seen;
            """);

    assertThat(seen.at("/airmass")).hasSize(6);
    assertThat(seen.at("/airmass/5").asText()).startsWith("unknown (");
    assertThat(seen.at("/program").toString()).isEqualTo("[\"bright <b> (30)\",\"dark (30)\"]");
    assertThat(seen.at("/moonfrac").toString()).isEqualTo("[\"0.9 (60)\"]");
    assertThat(seen.at("/axes").toString()).isEqualTo("[\"AIRMASS\",\"MSE\",true]");
    assertThat(seen.at("/pair").toString()).isEqualTo("[\"latent 1\",\"latent 2\",\"latent 1\"]");
    assertThat(seen.at("/current").toString()).isEqualTo("[\"2\",\"1\"]");
    assertThat(seen.at("/zoomed").asBoolean()).isTrue();
    assertThat(seen.at("/leak").asInt()).isZero();
  }

  @Test
  void errorsAgainstWavelengthAreZoomedTogether() throws Exception {
    JsonNode seen =
        probe(
            """
            const seen = {};
            const ranges = () => wavelength.map((one) => [Number(one.dataset.from), Number(one.dataset.to)]);
            const field = wavelength[0].querySelector(".field");
            seen.whole = ranges();
            key(field, "+");
            key(field, "ArrowRight");
            seen.moved = ranges();
            key(field, "0");
            const over = wavelength[1].querySelector(".u-over");
            const width = over.clientWidth;
            at(over, "mousemove", 0.25 * width, 50);
            at(over, "mousedown", 0.25 * width, 50);
            at(over, "mousemove", 0.4 * width, 50);
            at(over, "mousemove", 0.5 * width, 50);
            at(over, "mouseup", 0.5 * width, 50);
            await pause();
            seen.dragged = ranges();
            at(over, "dblclick", 0.5 * width, 50);
            await pause();
            seen.reset = ranges();
            const before = inkOf(wavelength[2]);
            [...wavelength[0].querySelectorAll("button")].find((one) => one.textContent === "moon").click();
            await pause();
            seen.variants = wavelength.map((one) => one.dataset.variant);
            seen.pressed = wavelength.map((one) => one.querySelector("[aria-pressed=true]").textContent);
            seen.changed = inkOf(wavelength[2]) !== before;
            const output = wavelength[0].querySelector("output");
            seen.rest = output.textContent;
            key(field, ".");
            await pause();
            seen.read = output.textContent;
            key(field, ".");
            await pause();
            seen.further = output.textContent;
            const panel = panels[0].querySelector(".field");
            seen.emd = panels[0].querySelector("output").textContent;
            key(panel, "+");
            seen.panel = [panels[0].dataset.from !== panels[1].dataset.from,
              Number(panels[0].dataset.to) > Number(panels[0].dataset.from)];
            return seen;
            """);

    String whole = "[[3600,9824],[3600,9824],[3600,9824]]";
    assertThat(seen.at("/whole").toString()).isEqualTo(whole);
    assertThat(seen.at("/reset").toString()).isEqualTo(whole);
    for (int i = 0; i < 3; i++) {
      assertThat(seen.at("/moved/" + i + "/0").asDouble()).isBetween(5591.0, 5592.0);
      assertThat(seen.at("/moved/" + i + "/1").asDouble()).isBetween(9325.0, 9326.5);
      assertThat(seen.at("/dragged/" + i + "/0").asDouble()).isBetween(5100.0, 5210.0);
      assertThat(seen.at("/dragged/" + i + "/1").asDouble()).isBetween(6650.0, 6770.0);
    }
    assertThat(seen.at("/variants").toString()).isEqualTo("[\"2\",\"2\",\"2\"]");
    assertThat(seen.at("/pressed").toString()).isEqualTo("[\"moon\",\"moon\",\"moon\"]");
    assertThat(seen.at("/changed").asBoolean()).isTrue();
    assertThat(seen.at("/rest").asText()).startsWith("Point at");
    assertThat(seen.at("/read").asText()).contains("3600 · noise ", " · PCA ", " · model ");
    assertThat(seen.at("/further").asText()).isNotEqualTo(seen.at("/read").asText());
    assertThat(seen.at("/emd").asText()).startsWith("EMD: model ");
    assertThat(seen.at("/panel").toString()).isEqualTo("[true,true]");
  }

  @Test
  void generatedSpectraStandBesideRealOnes() throws Exception {
    JsonNode seen =
        probe(
            """
            const heading = [...document.querySelectorAll("h2")]
              .find((one) => one.textContent === "Generated against real");
            const section = heading.closest("section");
            const figures = [...section.querySelectorAll("figure.curves")];
            const seen = {
              ink: figures.map(inkOf),
              rest: figures[0].querySelector("output").textContent,
              tables: [...section.querySelectorAll("table")].map((one) => one.rows.length) };
            const field = figures[0].querySelector(".field");
            field.focus();
            const whole = [Number(figures[0].dataset.from), Number(figures[0].dataset.to)];
            key(field, "+");
            seen.zoomed = Number(figures[0].dataset.to) - Number(figures[0].dataset.from)
              < whole[1] - whole[0];
            key(field, ".");
            await pause();
            seen.read = figures[0].querySelector("output").textContent;
            return seen;
            """);

    assertThat(seen.at("/ink").size()).isGreaterThan(10);
    assertThat(seen.at("/ink")).allMatch(ink -> ink.asInt() > 500);
    assertThat(seen.at("/rest").asText()).startsWith("EMD: density ").contains("halves of real");
    assertThat(seen.at("/tables").size()).isGreaterThanOrEqualTo(3);
    assertThat(seen.at("/zoomed").asBoolean()).isTrue();
    assertThat(seen.at("/read").asText()).contains("real ", " · prior ", " · density ");
  }

  @Test
  void aLatentLeadsToItsSpectrumInFull() throws Exception {
    JsonNode seen =
        probe(
            """
            const seen = {};
            // The spectrum with the largest error is chosen first, and is among the examples.
            seen.hidden = role("show").hidden;
            role("show").click();
            await pause();
            seen.label = role("label").textContent;
            seen.status = document.getElementById("spectrum-status").textContent;
            press("+");
            seen.zoomed = state();
            press(".");
            await pause();
            seen.readout = document.getElementById("spectrum-readout").textContent;
            return seen;
            """);

    assertThat(seen.at("/hidden").asBoolean()).isFalse();
    assertThat(seen.at("/status").asText())
        .startsWith("Shown: " + seen.at("/label").asText() + " · largest error");
    assertThat(seen.at("/zoomed/1").asDouble()).isGreaterThan(4000);
    assertThat(seen.at("/readout").asText()).contains("Å: flux", "residual");
  }

  @Test
  void paperGetsLightColoursAndItsWidth() throws Exception {
    JsonNode seen =
        probe(
            """
            dispatchEvent(new Event("beforeprint"));
            await pause();
            const widths = [...document.querySelectorAll("canvas")]
              .map((one) => one.getBoundingClientRect().right - document.body.getBoundingClientRect().left);
            const tables = [...document.querySelectorAll(".measures")]
              .map((one) => one.scrollWidth - one.parentElement.clientWidth);
            return { page: luminance(getComputedStyle(document.body).backgroundColor),
              widest: Math.max(...widths), tables: Math.max(...tables), body: document.body.clientWidth };
            """,
            "--blink-settings=preferredColorScheme=0",
            "--window-size=1400,900");

    assertThat(seen.at("/page").asDouble()).isEqualTo(1);
    assertThat(seen.at("/widest").asDouble()).isLessThanOrEqualTo(seen.at("/body").asDouble());
  }

  @Test
  void theMarkStaysOnItsPointWhenTheWindowChanges() throws Exception {
    JsonNode seen =
        probe(
            """
            const off = () => [...desisky.plots].filter((one) => one.element.dataset.role === "pair")
              .map((one) => {
                const ring = one.plot.over.querySelector(".ring");
                const data = report.latents[0];
                const means = desisky.decode(data.means);
                const chosen = Number(latents.dataset.chosen);
                const d = data.latents.length;
                return Math.hypot(parseFloat(ring.style.left) - one.plot.valToPos(means[chosen * d], "x"),
                  parseFloat(ring.style.top) - one.plot.valToPos(means[chosen * d + 1], "y"));
              })[0];
            const report = desisky.report;
            const before = role("pair").clientWidth;
            document.body.style.width = "380px";
            dispatchEvent(new Event("resize"));
            await pause();
            await pause();
            return { off: off(), before: before, after: role("pair").clientWidth,
              page: document.body.scrollWidth };
            """,
            "--window-size=500,900");

    assertThat(seen.at("/after").asInt()).isLessThan(seen.at("/before").asInt());
    assertThat(seen.at("/off").asDouble()).isLessThan(1);
    assertThat(seen.at("/page").asInt()).isLessThanOrEqualTo(380);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void fewLatentsAndManyWork(int latents) throws Exception {
    SkyCatalog plain = Skies.catalog(60, 30);
    SkyCatalog bare = SkyCatalog.of(new double[0], plain.flux(), ObservationTable.empty(60));
    EvaluationData data = Skies.data(bare, 20);
    ModelReport bareReport;
    try (SkyVae vae = SkyVae.create(30, latents, 1, Compute.auto())) {
      bareReport = ModelReport.builder("x").evaluation(Evaluation.of(vae, data), vae).build();
    }

    JsonNode seen =
        probe(
            bareReport,
            """
            return { ready: document.documentElement.dataset.ready, pair: inkOf(role("pair")),
              y: latents.dataset.y, cells: latents.querySelectorAll(".cell").length };
            """);

    assertThat(seen.at("/ready").asText()).isEqualTo("true");
    assertThat(seen.at("/pair").asInt()).isGreaterThan(300);
    assertThat(seen.at("/cells").asInt()).isEqualTo(latents == 1 ? 0 : 36);
    if (latents == 1) {
      assertThat(seen.at("/y").asText()).isEqualTo("MSE");
    }
  }

  private JsonNode probe(String script, String... options) throws Exception {
    return probe(report, script, options);
  }

  private JsonNode probe(ModelReport page, String script, String... options) throws Exception {
    return new PageProbe(chromium, folder).run(page, PARTS + script, options);
  }
}
