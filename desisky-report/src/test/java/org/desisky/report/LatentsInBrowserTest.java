package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
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

/** The latents of a measured model in a real browser: looked at, chosen and followed to spectra. */
class LatentsInBrowserTest extends SectionsCase {
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
            choose("y", "MSE [(1e-17 erg/s/cm²/Å/arcsec²)²]");
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
  void nightsAndTimesAreToldApart() throws Exception {
    int[] nights = new int[60];
    double[] times = new double[60];
    float[] seeing = new float[60];
    Arrays.setAll(nights, row -> 20220101 + row);
    Arrays.setAll(times, row -> 2459580.623456 + row);
    Arrays.fill(seeing, 1.1f);

    JsonNode seen =
        probe(
            reportWith(
                new Column("NIGHT", "", nights),
                new Column("JD", "d", times),
                new Column("SEEING", "", seeing)),
            """
            const seen = {};
            const legend = () => [...role("legend").children].map((one) => one.textContent);
            const axes = () => desisky.plots.find((one) => one.element === role("pair")).plot.axes;
            const card = (name) => [...role("columns").rows]
              .find((row) => row.cells[0].textContent === name).cells[1].textContent;
            for (const name of ["NIGHT", "JD [d]", "SEEING"]) {
              choose("colour", name);
              seen[name] = legend();
            }
            choose("x", "JD [d]");
            choose("y", "NIGHT");
            await pause();
            seen.horizontal = axes()[0]._values;
            seen.vertical = axes()[1]._values;
            seen.room = axes()[1]._size;
            seen.card = ["NIGHT", "JD", "SEEING"].map(card);
            seen.row = Number(role("label").textContent.match(/row (\\d+)/)[1]) - 10;
            return seen;
            """);

    assertThat(seen.at("/NIGHT").toString())
        .isEqualTo(
            "[\"20220141 to 20220145 (4)\",\"20220145 to 20220149 (4)\",\"20220149 to 20220153 (4)\","
                + "\"20220153 to 20220157 (4)\",\"20220157 to 20220160 (4)\"]");
    assertThat(seen.at("/JD [d]").get(0).asText()).isEqualTo("2459620.6 to 2459624.6 (4)");
    assertThat(seen.at("/SEEING").toString()).isEqualTo("[\"1.1 (20)\"]");
    assertThat(seen.at("/horizontal")).doesNotHaveDuplicates().hasSizeGreaterThan(1);
    assertThat(seen.at("/vertical")).doesNotHaveDuplicates().hasSizeGreaterThan(2);
    assertThat(seen.at("/vertical/0").asText()).startsWith("202201");
    assertThat(seen.at("/room").asInt()).isGreaterThan(62);
    int row = seen.at("/row").asInt();
    assertThat(seen.at("/card").toString())
        .isEqualTo(
            String.format(Locale.ROOT, "[\"%d\",\"%.3f d\",\"1.1\"]", nights[row], times[row]));
  }

  @Test
  void aValueThatManySpectraShareHasAClassOfItsOwn() throws Exception {
    double[] least = new double[60];
    double[] greatest = new double[60];
    double[] middle = new double[60];
    double[] nearlyAll = new double[60];
    for (int row = 40; row < 60; row++) {
      boolean shared = row < 54; // 14 of 20
      least[row] = shared ? 0 : row;
      greatest[row] = shared ? 0 : -row;
      middle[row] = shared ? 0 : row % 2 == 0 ? row : -row;
      nearlyAll[row] = row < 56 ? 0 : row;
    }
    least[59] = Double.NaN;

    JsonNode seen =
        probe(
            reportWith(
                new Column("LEAST", "", least),
                new Column("GREATEST", "", greatest),
                new Column("MIDDLE", "", middle),
                new Column("NEARLY_ALL", "", nearlyAll)),
            """
            const seen = {};
            for (const name of ["LEAST", "GREATEST", "MIDDLE", "NEARLY_ALL"]) {
              choose("colour", name);
              seen[name] = [...role("legend").children].map((one) => one.textContent);
            }
            return seen;
            """);

    assertThat(seen.at("/LEAST").toString())
        .isEqualTo("[\"0 (14)\",\"54 (1)\",\"55 to 58 (4)\",\"unknown (1)\"]");
    assertThat(seen.at("/GREATEST").toString())
        .isEqualTo("[\"−59 to −55 (4)\",\"−55 to 0 (2)\",\"0 (14)\"]");
    assertThat(seen.at("/MIDDLE").toString())
        .isEqualTo("[\"−59 to 0 (3)\",\"0 (14)\",\"54 to 58 (3)\"]");
    assertThat(seen.at("/NEARLY_ALL").toString()).isEqualTo("[\"0 (16)\",\"56 to 59 (4)\"]");
  }

  @Test
  void axesAreNumberedInFullOrWithExponents() throws Exception {
    JsonNode seen =
        probe(
            """
            return {
              plain: desisky.ticks([-0.5, 0, 0.30000000000000004, 59380.25]),
              far: desisky.ticks([0, 1e-5, 1e5, 2e5]),
              between: desisky.ticks([1e5, 1.025e5, 1.05e5]),
              tiny: desisky.ticks([-1.25e-17, 1e-17]),
              bounds: desisky.bounds([0.00123456, 0.00134567, 5.6789, 101.3, 1.23456e20]) };
            """);

    assertThat(seen.at("/plain").toString()).isEqualTo("[\"−0.5\",\"0\",\"0.3\",\"59380.25\"]");
    assertThat(seen.at("/far").toString()).isEqualTo("[\"0\",\"1e−5\",\"1e5\",\"2e5\"]");
    assertThat(seen.at("/between").toString()).isEqualTo("[\"100000\",\"102500\",\"105000\"]");
    assertThat(seen.at("/tiny").toString()).isEqualTo("[\"−1.25e−17\",\"1e−17\"]");
    assertThat(seen.at("/bounds").toString())
        .isEqualTo("[\"0.00123\",\"0.00135\",\"5.7\",\"101\",\"1.2e20\"]");
  }

  @Test
  void aColumnOfTheCatalogueThatIsCalledConditionIsColouredAsAnyOther() throws Exception {
    String[] words = new String[60];
    Arrays.setAll(words, row -> row % 4 == 0 ? "bad" : "good");

    JsonNode seen =
        probe(
            reportWith(new Column("condition", "", words)),
            """
            const legend = () => [...role("legend").children].map((one) => one.textContent);
            const seen = { computed: legend() };
            const own = [...role("colour").options].filter((one) => one.textContent === "condition")[1];
            role("colour").value = own.value;
            role("colour").dispatchEvent(new Event("change", { bubbles: true }));
            seen.own = legend();
            return seen;
            """);

    assertThat(seen.at("/computed").toString())
        .isEqualTo("[\"dark (6)\",\"moon (7)\",\"twilight (7)\"]");
    assertThat(seen.at("/own").toString()).isEqualTo("[\"good (15)\",\"bad (5)\"]");
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

  @Test
  void ofASpectrumWithoutAFiniteReconstructionTheSpectrumIsDrawn() throws Exception {
    SkyCatalog plain = Skies.catalog(60, 30);
    float[] flux = plain.flux().toArray();
    flux[59 * 30 + 3] = Float.NaN;
    SkyCatalog spoilt =
        SkyCatalog.of(plain.wavelength(), FloatMatrix.of(flux, 60, 30), plain.observations());
    EvaluationData data = Skies.data(spoilt, 1);
    ModelReport page;
    try (SkyVae vae = SkyVae.create(30, 2, 1, Compute.auto())) {
      page = ModelReport.builder("x").evaluation(Evaluation.of(vae, data), vae).build();
    }

    JsonNode seen =
        probe(
            page,
            """
            const plot = [...desisky.plots].find((one) => one.element.dataset.role === "spectrum").plot;
            return { flux: plot.data[1], reconstruction: plot.data[2] };
            """);

    assertThat(seen.at("/flux/3").isNull()).isTrue();
    for (int bin = 4; bin < 30; bin++) {
      assertThat(seen.at("/flux/" + bin).asDouble()).isCloseTo(flux[59 * 30 + bin], within(1e-3));
    }
    assertThat(seen.at("/reconstruction")).hasSize(30).allMatch(JsonNode::isNull);
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

  /** A page of 20 test spectra, rows 40 to 59 of a catalogue with some columns more. */
  private static ModelReport reportWith(Column... columns) {
    SkyCatalog plain = Skies.catalog(60, 30);
    ObservationTable observations = plain.observations();
    for (Column column : columns) {
      observations = observations.with(column);
    }
    SkyCatalog catalog = SkyCatalog.of(plain.wavelength(), plain.flux(), observations);
    EvaluationData data = Skies.data(catalog, 20);
    try (SkyVae vae = SkyVae.create(30, 2, 1, Compute.auto())) {
      return ModelReport.builder("x").evaluation(Evaluation.of(vae, data), vae).build();
    }
  }
}
