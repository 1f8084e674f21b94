package org.desisky.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.desisky.data.Column;

/**
 * Latents as JSON for the page's script. Coarse spectra are 16 bits a bin: 0 is the lowest finite
 * value of the spectrum and its reconstruction, 65534 the highest, and 65535 one that is not
 * finite.
 */
final class LatentData {
  private static final int LEVELS = 65_534;
  private static final int NONE = 65_535;

  private LatentData() {}

  static void add(ObjectNode node, LatentPoints points) {
    node.put("points", points.size());
    ArrayNode labels = node.putArray("labels");
    points.labels().forEach(labels::add);
    ArrayNode latents = node.putArray("latents");
    for (int k : points.latents()) {
      latents.add(k);
    }
    node.put("means", Encoded.floats(points.means().toArray()));
    ArrayNode columns = node.putArray("columns");
    points.condition().ifPresent(column -> add(columns.addObject().put("condition", true), column));
    points.errors().forEach(column -> add(columns.addObject(), column));
    points
        .columns()
        .forEach(column -> add(columns.addObject().put("digits", digits(column)), column));
    addSpectra(node.putObject("spectra"), points);
  }

  private static void add(ObjectNode node, Column column) {
    node.put("name", column.name()).put("unit", column.unit());
    node.put("description", column.description());
    if (column.values() instanceof String[] texts) {
      List<String> distinct = new ArrayList<>();
      int[] which = new int[texts.length];
      for (int i = 0; i < texts.length; i++) {
        String text = texts[i] == null ? "" : texts[i].strip();
        which[i] = distinct.indexOf(text);
        if (which[i] < 0) {
          which[i] = distinct.size();
          distinct.add(text);
        }
      }
      ArrayNode values = node.putArray("texts");
      distinct.forEach(values::add);
      node.put("which", Encoded.shorts(which));
    } else {
      node.put("numbers", Encoded.doubles(column.doubles()));
    }
  }

  /** The digits to show: float32 has no more, and ten tell the hour of a Julian date. */
  private static int digits(Column column) {
    return column.values() instanceof float[] ? 7 : 10;
  }

  private static void addSpectra(ObjectNode node, LatentPoints points) {
    int bins = points.flux().columns();
    int[] flux = new int[points.size() * bins];
    int[] reconstruction = new int[points.size() * bins];
    float[] lowest = new float[points.size()];
    float[] highest = new float[points.size()];
    for (int row = 0; row < points.size(); row++) {
      float[] one = points.flux().row(row);
      float[] other = points.reconstruction().row(row);
      lowest[row] = Float.POSITIVE_INFINITY;
      highest[row] = Float.NEGATIVE_INFINITY;
      for (int bin = 0; bin < bins; bin++) {
        for (float value : new float[] {one[bin], other[bin]}) {
          if (Float.isFinite(value)) {
            lowest[row] = Math.min(lowest[row], value);
            highest[row] = Math.max(highest[row], value);
          }
        }
      }
      for (int bin = 0; bin < bins; bin++) {
        flux[row * bins + bin] = level(one[bin], lowest[row], highest[row]);
        reconstruction[row * bins + bin] = level(other[bin], lowest[row], highest[row]);
      }
    }
    node.put("centres", Encoded.floats(points.binCentres()));
    node.put("width", points.binWidth());
    node.put("lowest", Encoded.floats(lowest));
    node.put("highest", Encoded.floats(highest));
    node.put("flux", Encoded.shorts(flux));
    node.put("reconstruction", Encoded.shorts(reconstruction));
  }

  private static int level(float value, float lowest, float highest) {
    if (!Float.isFinite(value)) {
      return NONE;
    }
    return highest > lowest
        ? (int) Math.round(LEVELS * ((double) value - lowest) / ((double) highest - lowest))
        : 0;
  }
}
