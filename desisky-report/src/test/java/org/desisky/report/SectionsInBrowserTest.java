package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sections of a measured model in a real browser: drawn, and usable by mouse and keys. */
class SectionsInBrowserTest extends SectionsCase {
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
  void paperGetsLightColoursAndItsWidth() throws Exception {
    JsonNode seen =
        probe(
            """
            dispatchEvent(new Event("beforeprint"));
            for (let i = 0; i < 50; i++) await null; // paper does not wait for timers
            const ring = !role("pair").querySelector(".ring").hidden;
            const pair = getComputedStyle(latents.querySelector(".pair")).gridTemplateColumns;
            await pause();
            const widths = [...document.querySelectorAll("canvas")]
              .map((one) => one.getBoundingClientRect().right - document.body.getBoundingClientRect().left);
            return { page: luminance(getComputedStyle(document.body).backgroundColor),
              ring: ring, pair: pair.split(" ").length, widest: Math.max(...widths), body: document.body.clientWidth };
            """,
            "--blink-settings=preferredColorScheme=0",
            "--window-size=700,900");

    assertThat(seen.at("/page").asDouble()).isEqualTo(1);
    assertThat(seen.at("/ring").asBoolean()).isTrue();
    assertThat(seen.at("/pair").asInt()).isEqualTo(2);
    assertThat(seen.at("/widest").asDouble()).isLessThanOrEqualTo(seen.at("/body").asDouble());
  }
}
