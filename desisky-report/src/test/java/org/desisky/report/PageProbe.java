package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs scripts in pages that a browser shows. */
final class PageProbe {
  private static final Pattern RESULT =
      Pattern.compile("<pre id=\"probe\">(.*?)</pre>", Pattern.DOTALL);

  /** What scripts share, such as {@code state()} and {@code press(key)}. */
  private static final String TOOLS =
      """
      const spectrum = document.getElementById("spectrum");
      const state = () => ["example", "from", "to"].map((name) => Number(spectrum.dataset[name]));
      const button = (text) => [...document.querySelectorAll("button")]
        .find((one) => one.textContent.includes(text));
      const press = (key) => document.getElementById("spectrum-plots")
        .dispatchEvent(new KeyboardEvent("keydown", { key: key, bubbles: true }));
      const mouse = (target, type, x) => {
        const box = target.getBoundingClientRect();
        target.dispatchEvent(new MouseEvent(type, { bubbles: true, button: 0, movementX: 5,
          clientX: box.left + x * box.width, clientY: box.top + box.height / 2 }));
      };
      const pause = () => new Promise((done) => setTimeout(done, 50));
      const ink = (id) => inkOf(document.getElementById(id));
      const inkOf = (element) => {
        const canvas = element.querySelector("canvas");
        const copy = document.createElement("canvas");
        copy.width = canvas.width;
        copy.height = canvas.height;
        const pen = copy.getContext("2d", { willReadFrequently: true });
        pen.drawImage(canvas, 0, 0);
        const pixels = pen.getImageData(0, 0, copy.width, copy.height).data;
        let count = 0;
        for (let i = 3; i < pixels.length; i += 4) if (pixels[i] > 0) count++;
        return count;
      };
      const luminance = (colour) => {
        const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => Number(part) / 255)
          .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
      };
      const contrast = (one, other) => {
        const pair = [luminance(one), luminance(other)];
        return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
      };
      """;

  private final Chromium chromium;
  private final Path folder;

  PageProbe(Chromium chromium, Path folder) {
    this.chromium = chromium;
    this.folder = folder;
  }

  /**
   * Runs a script in a copy of the page, once it has drawn, and gives back what it returns. Fails
   * on any message to the console, and on anything that the page loads.
   */
  JsonNode run(ModelReport report, String script, String... options)
      throws IOException, InterruptedException {
    String probe =
        "<script>addEventListener('load', () => setTimeout(async () => { let result; try { result ="
            + " await (async () => {"
            + TOOLS
            + script
            + "})(); } catch (error) { result = { error: String(error.stack) }; }"
            + " result.loaded = performance.getEntriesByType('resource').map((one) => one.name);"
            + " const out = document.createElement('pre'); out.id = 'probe';"
            + " out.textContent = JSON.stringify(result); document.body.append(out); },"
            + " 500));</script></body>";
    Path html = folder.resolve("probe.html");
    Files.writeString(html, ReportWriter.page(report).replace("</body>", probe));
    Matcher result = RESULT.matcher(chromium.dom(html, options));
    assertThat(result.find()).as("the probe ran").isTrue();
    String json = result.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    JsonNode node = new ObjectMapper().readTree(json);
    assertThat(node.path("error").asText()).isEmpty();
    assertThat(node.path("loaded")).as("what the page loaded").isEmpty();
    return node;
  }
}
