package org.desisky.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sections as markup, and what the page's script needs to draw their figures. */
final class SectionHtml {
  private static final String[] KINDS = {"isText", "isTable", "isFigure", "isPanels", "isLatents"};

  private static final String SENTENCE = "sentence";
  private static final int LONGEST_WORDS = 20;

  private final String template;
  private final ObjectNode data;
  private final List<String> axes = new ArrayList<>();
  private int sections;
  private int figures;

  /**
   * To write sections of one page.
   *
   * @param data gets {@code axes}, {@code figures} and {@code latents}
   */
  SectionHtml(String template, ObjectNode data) {
    this.template = template;
    this.data = data;
    data.putArray("axes");
    data.putArray("figures");
    data.putArray("latents");
  }

  String of(ReportSection section) {
    List<Map<String, Object>> parts = new ArrayList<>();
    for (ReportPart part : section.parts()) {
      Map<String, Object> values = new HashMap<>();
      for (String kind : KINDS) {
        values.put(kind, false);
      }
      values.putAll(values(part));
      parts.add(values);
    }
    Map<String, Object> values = new HashMap<>();
    values.put("id", "part-" + ++sections);
    values.put("heading", section.heading());
    values.put("parts", parts);
    return Template.fill(template, values);
  }

  private Map<String, Object> values(ReportPart part) {
    if (part instanceof ReportPart.Paragraph paragraph) {
      String style = paragraph.isWarning() ? "notes" : "caption";
      return Map.of("isText", true, "text", paragraph.text(), "style", style);
    }
    if (part instanceof ReportPart.DataTable table) {
      return table(table);
    }
    if (part instanceof ReportPart.Figure figure) {
      Map<String, Object> values = new HashMap<>(figure(figure.curves(), false));
      values.put("isFigure", true);
      values.put("caption", figure.caption());
      values.put("keys", keys(figure.curves()));
      values.put("hasVariants", figure.curves().variants().size() > 1);
      values.put("variants", variants(figure.curves()));
      return values;
    }
    if (part instanceof ReportPart.Panels panels) {
      List<Map<String, Object>> all = new ArrayList<>();
      panels.panels().forEach(curves -> all.add(figure(curves, true)));
      return Map.of(
          "isPanels",
          true,
          "caption",
          panels.caption(),
          "panelKeys",
          keys(panels.panels().get(0)),
          "panels",
          all);
    }
    if (part instanceof ReportPart.Latents latents) {
      ObjectNode node = data.withArray("latents").addObject();
      LatentData.add(node, latents.points());
      String id = "latents-" + data.withArray("latents").size();
      node.put("id", id);
      return Map.of("isLatents", true, "latentsId", id, "caption", latents.caption());
    }
    throw new IllegalStateException("no markup for " + part);
  }

  private static Map<String, Object> table(ReportPart.DataTable table) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (List<String> row : table.rows()) {
      List<Map<String, String>> cells = new ArrayList<>();
      for (String cell : row.subList(1, row.size())) {
        cells.add(Map.of("cell", cell, "cellStyle", style(cell)));
      }
      rows.add(Map.of("rowName", row.get(0), "cells", cells));
    }
    List<Map<String, String>> heads = new ArrayList<>();
    for (int i = 0; i < table.head().size(); i++) {
      int column = i;
      boolean holdsSentences =
          i > 0 && table.rows().stream().anyMatch(row -> style(row.get(column)).equals(SENTENCE));
      heads.add(Map.of("head", table.head().get(i), "headStyle", holdsSentences ? SENTENCE : ""));
    }
    return Map.of("isTable", true, "caption", table.caption(), "heads", heads, "rows", rows);
  }

  /** How a cell looks: words are set like numbers, unless they are too many for a line. */
  private static String style(String cell) {
    boolean isText = !cell.isEmpty() && Character.isLetter(cell.charAt(0));
    return isText ? cell.length() > LONGEST_WORDS ? SENTENCE : "word" : "number";
  }

  private static List<Map<String, String>> keys(Curves curves) {
    List<Map<String, String>> keys = new ArrayList<>();
    for (Curves.Series series : curves.series()) {
      keys.add(Map.of("keyName", series.name(), "keyStyle", series.style().key()));
    }
    return keys;
  }

  private static List<Map<String, String>> variants(Curves curves) {
    List<Map<String, String>> variants = new ArrayList<>();
    for (String name : curves.variants().keySet()) {
      variants.add(
          Map.of(
              "variant",
              name,
              "number",
              String.valueOf(variants.size()),
              "pressed",
              String.valueOf(variants.isEmpty())));
    }
    return variants;
  }

  /** The number of an axis in the data, which many figures may have in common. */
  private int axis(double[] x) {
    String encoded = Encoded.doubles(x);
    if (!axes.contains(encoded)) {
      axes.add(encoded);
      data.withArray("axes").add(encoded);
    }
    return axes.indexOf(encoded);
  }

  /** Takes a figure into the data; its identity and title. */
  private Map<String, Object> figure(Curves curves, boolean small) {
    String id = String.format(Locale.ROOT, "figure-%d", ++figures);
    ObjectNode node = data.withArray("figures").addObject();
    node.put("id", id).put("title", curves.title()).put("small", small).put("section", sections);
    node.put("xLabel", curves.xLabel()).put("yLabel", curves.yLabel());
    node.put("logarithmic", curves.isLogarithmic()).put("note", curves.note());
    node.put("x", axis(curves.x()));
    ArrayNode series = node.putArray("series");
    for (Curves.Series one : curves.series()) {
      series.addObject().put("name", one.name()).put("style", one.style().key());
    }
    ArrayNode variants = node.putArray("variants");
    for (List<double[]> values : curves.variants().values()) {
      ArrayNode lines = variants.addArray();
      values.forEach(line -> lines.add(Encoded.floats(line)));
    }
    return Map.of("figureId", id, "title", curves.title());
  }
}
