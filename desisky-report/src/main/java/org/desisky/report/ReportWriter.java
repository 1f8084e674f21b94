package org.desisky.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.report.ReportText.LossRow;
import org.desisky.report.evaluation.Evaluation;

/**
 * Writes the report of a model as one HTML file that holds everything it shows: it opens from disk,
 * loads nothing, and its content security policy lets nothing out.
 */
public final class ReportWriter {
  private static final String UPLOT_VERSION = "1.6.30";
  private static final String UPLOT = "META-INF/resources/webjars/uplot/" + UPLOT_VERSION + "/";

  /** In the order in which they build on each other. */
  private static final List<String> SCRIPTS =
      List.of("plots.js", "curves.js", "latents.js", "report.js");

  private ReportWriter() {}

  /**
   * Writes the page, replacing what is there in one step.
   *
   * @throws DesiskyException if it cannot be written
   */
  public static void write(ModelReport report, Path html) {
    byte[] page = page(report).getBytes(UTF_8);
    AtomicFiles.write(html, out -> out.write(page));
  }

  /** How good a model is in one sentence: the page's first. */
  public static String headline(Evaluation evaluation) {
    return Verdict.headline(evaluation);
  }

  /** The page as text. */
  static String page(ModelReport report) {
    Map<String, Object> values = new HashMap<>();
    values.put("title", report.title());
    values.put("headline", ReportText.headline(report));
    values.put("loses", report.evaluation().map(e -> Verdict.loses(e.scores())).orElse(false));
    values.put("details", texts(ReportText.details(report)));
    values.put("hasNotes", !report.notes().isEmpty());
    values.put("notes", texts(report.notes()));
    values.put("hasEpochs", !report.history().epochs().isEmpty());
    values.put("hasBest", ReportText.best(report.history()).isPresent());
    values.put("panels", panels());
    values.put("losses", losses(report));
    values.put("hasExamples", !report.examples().isEmpty());
    values.put("examples", examples(report));
    values.put("axis", report.wavelength().length > 0 ? "wavelength" : "channel number");
    String unit = FluxUnit.squared(report.fluxUnit());
    values.put("mseUnit", unit.isEmpty() ? "" : " in " + unit);
    values.put("facts", facts(report));
    ObjectNode data = ReportData.of(report);
    SectionHtml html = new SectionHtml(own("section.html"), data);
    values.put("measures", report.measures().map(html::of).orElse(""));
    values.put("sections", report.sections().stream().map(html::of).collect(Collectors.joining()));
    values.put("uplotVersion", UPLOT_VERSION);
    values.put("uplotLicence", uplot("LICENSE"));
    values.put("uplotStyle", uplot("dist/uPlot.min.css"));
    values.put("uplotScript", uplot("dist/uPlot.iife.min.js"));
    values.put("style", own("report.css"));
    values.put("script", SCRIPTS.stream().map(ReportWriter::own).collect(Collectors.joining("\n")));
    values.put("data", ReportData.text(data));
    return Template.fill(own("report.html"), values);
  }

  private static List<Map<String, String>> texts(List<String> texts) {
    return texts.stream().map(text -> Map.of("text", text)).toList();
  }

  private static List<Map<String, String>> panels() {
    List<Map<String, String>> panels = new ArrayList<>();
    for (LossTerm term : LossTerm.values()) {
      panels.add(Map.of("key", term.key(), "name", term.label()));
    }
    return panels;
  }

  private static List<Map<String, String>> losses(ModelReport report) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (LossRow row : ReportText.lossRows(report.history())) {
      Map<String, String> cells = new HashMap<>();
      cells.put("epoch", row.epoch());
      cells.put("rows", row.rows());
      for (LossTerm term : LossTerm.values()) {
        cells.put(term.key(), ReportText.number(term.of(row.losses())));
      }
      rows.add(cells);
    }
    return rows;
  }

  private static List<Map<String, String>> examples(ModelReport report) {
    List<Map<String, String>> examples = new ArrayList<>();
    for (ExampleReconstruction example : report.examples()) {
      examples.add(
          Map.of(
              "index", String.valueOf(examples.size()),
              "pressed", String.valueOf(examples.isEmpty()),
              "label", example.label(),
              "mse", ReportText.meanSquaredError(example)));
    }
    return examples;
  }

  private static List<Map<String, Object>> facts(ModelReport report) {
    List<Map<String, Object>> sections = new ArrayList<>();
    report
        .facts()
        .forEach(
            (heading, table) -> {
              List<Map<String, String>> rows = new ArrayList<>();
              table.forEach((name, value) -> rows.add(Map.of("name", name, "value", value)));
              String id = String.format(Locale.ROOT, "section-%d", sections.size() + 1);
              sections.add(Map.of("id", id, "heading", heading, "rows", rows));
            });
    return sections;
  }

  private static String own(String name) {
    return read(ReportWriter.class.getResource(name), name);
  }

  private static String uplot(String name) {
    return read(ReportWriter.class.getClassLoader().getResource(UPLOT + name), UPLOT + name);
  }

  private static String read(URL resource, String name) {
    if (resource == null) {
      throw new DesiskyException(
          "cannot write the report: "
              + name
              + " is not on the class path; desisky-report needs its dependencies with it, among"
              + " them org.webjars.npm:uplot:"
              + UPLOT_VERSION);
    }
    try {
      return Resources.toString(resource, UTF_8);
    } catch (IOException e) {
      throw new DesiskyException("cannot read " + name + ": " + AtomicFiles.reason(e), e);
    }
  }
}
