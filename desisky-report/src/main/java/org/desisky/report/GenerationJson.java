package org.desisky.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.desisky.report.evaluation.Beside;
import org.desisky.report.evaluation.GeneratedBand;
import org.desisky.report.evaluation.Generation;
import org.desisky.report.evaluation.HalvesDistance;
import org.desisky.report.evaluation.LineRatio;
import org.desisky.vae.measure.NegativeFlux;

/** How real generated spectra are, as JSON, for programs. What is not finite is null. */
public final class GenerationJson {
  private GenerationJson() {}

  /** The measures under the keys that the documentation of the report names. */
  public static ObjectNode of(Generation generation) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("rows", generation.rows());
    root.put("density_rows", generation.density().all().rows());
    root.put("density_components", generation.density().all().mixture().components());
    root.put("verdict", GenerationSection.verdict(generation));
    add(root.putObject("frechet"), generation.frechet());
    ObjectNode conditions = root.putObject("conditions");
    generation
        .conditions()
        .forEach(
            (condition, found) -> {
              ObjectNode node = conditions.putObject(condition.label());
              node.put("rows", found.rows()).put("density_components", found.gaussians());
              ObjectNode frechet = node.putObject("frechet");
              add(frechet.putObject("real"), found.real());
              add(frechet.putObject("density"), found.density());
              add(node.putObject("negative_flux"), found.negative());
            });
    ObjectNode bands = root.putObject("bands");
    for (GeneratedBand band : generation.bands()) {
      ObjectNode node = bands.putObject(band.name()).put("unit", band.unit());
      add(node.putObject("emd"), band.earthMoversDistance());
      Beside<Integer> lost = band.notFinite();
      node.putObject("not_finite")
          .put("real", lost.real())
          .put("density", lost.density())
          .put("prior", lost.prior());
    }
    ObjectNode ratios = root.putObject("line_ratios");
    for (LineRatio ratio : generation.ratios()) {
      ObjectNode node = ratios.putObject(ratio.name());
      MeasuresJson.put(node, "low", ratio.low());
      MeasuresJson.put(node, "high", ratio.high());
      ObjectNode within = node.putObject("share_within");
      MeasuresJson.put(within, "real", ratio.shareWithin().real());
      MeasuresJson.put(within, "density", ratio.shareWithin().density());
      MeasuresJson.put(within, "prior", ratio.shareWithin().prior());
    }
    ObjectNode negative = root.putObject("negative_flux");
    add(negative.putObject("real"), generation.negative().real());
    add(negative.putObject("density"), generation.negative().density());
    add(negative.putObject("prior"), generation.negative().prior());
    return root;
  }

  private static void add(ObjectNode node, Beside<HalvesDistance> distances) {
    add(node.putObject("real"), distances.real());
    add(node.putObject("density"), distances.density());
    add(node.putObject("prior"), distances.prior());
  }

  private static void add(ObjectNode node, HalvesDistance distance) {
    MeasuresJson.put(node, "mean", distance.mean());
    MeasuresJson.put(node, "std", distance.standardDeviation());
  }

  private static void add(ObjectNode node, NegativeFlux negative) {
    MeasuresJson.put(node, "share_of_spectra", negative.shareOfSpectra());
    MeasuresJson.put(node, "share_of_channels", negative.shareOfValues());
    MeasuresJson.put(node, "lowest_in_noise", negative.lowest());
  }
}
