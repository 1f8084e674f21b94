package org.desisky.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.desisky.core.engine.Compute;
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
import org.junit.jupiter.api.io.TempDir;

/** Tests of the sections of a measured model in a real browser. */
abstract class SectionsCase {
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
  private PageProbe browser;

  /** A page with all sections, of 60 test spectra and two latents. */
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
  void findBrowser() {
    browser = new PageProbe(Chromium.find(folder), folder);
  }

  /** Runs a script in that page and gives back what it returns. */
  final JsonNode probe(String script, String... options) throws Exception {
    return probe(report, script, options);
  }

  /** The same in another page. */
  final JsonNode probe(ModelReport page, String script, String... options) throws Exception {
    return browser.run(page, PARTS + script, options);
  }
}
