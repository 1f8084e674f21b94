package org.desisky.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.desisky.report.evaluation.BandComparison;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.Scores;
import org.desisky.vae.measure.Compression;
import org.desisky.vae.measure.EmpiricalDistribution;
import org.desisky.vae.measure.PairedComparison;
import org.desisky.vae.measure.PairedComparison.Outcome;

/** The measures of a model as JSON, for programs. What is not finite, or not known, is null. */
public final class MeasuresJson {
  private static final double[] QUANTILES = {0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

  private MeasuresJson() {}

  /** The measures under the keys that the documentation of the report names. */
  public static ObjectNode of(Evaluation evaluation) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("split", evaluation.data().split());
    root.put("train_rows", evaluation.data().train().length);
    root.put("test_rows", evaluation.data().test().length);
    root.put("pca_components", evaluation.components());
    root.put("noise_components", evaluation.noiseComponents());
    root.put("loses_to_pca", Verdict.loses(evaluation.scores()));
    root.put("verdict", Verdict.headline(evaluation));
    add(root, evaluation.scores());
    ObjectNode conditions = root.putObject("conditions");
    evaluation
        .conditions()
        .forEach(
            (condition, scores) -> {
              ObjectNode node = conditions.putObject(condition.label());
              node.put("test_rows", scores.model().rows());
              add(node, scores);
            });
    ObjectNode bands = root.putObject("bands");
    for (BandComparison band : evaluation.bands()) {
      ObjectNode node = bands.putObject(band.name()).put("unit", band.unit());
      node.set("spectra", summary(band.truth()));
      add(node.putObject("model"), band.model());
      add(node.putObject("pca"), band.pca());
    }
    Compression compression = evaluation.compression();
    root.putObject("compression")
        .put("bytes_in", compression.bytesIn())
        .put("bytes_out", compression.bytesOut())
        .put("ratio", compression.ratio())
        .put("model_bytes", compression.modelBytes())
        .put("break_even_spectra", compression.breakEven());
    return root;
  }

  private static void add(ObjectNode node, Scores scores) {
    add(node.putObject("mse"), scores.inFlux());
    add(node.putObject("mse_in_noise"), scores.inNoise());
  }

  private static void add(ObjectNode node, PairedComparison comparison) {
    node.put("compared_rows", comparison.count());
    node.set("model", summary(comparison.errors()));
    node.set("pca", summary(comparison.others()));
    put(node, "standard_error_of_difference", comparison.standardError());
    put(node, "model_closer_share", comparison.shareBetter());
    if (comparison.outcome() == Outcome.UNKNOWN) {
      node.putNull("smaller");
    } else {
      node.put("smaller", Verdict.winner(comparison));
    }
  }

  private static void add(ObjectNode node, BandComparison.Side side) {
    put(node, "mean_difference", side.differences().mean());
    put(node, "standard_deviation_of_difference", side.differences().standardDeviation());
    put(node, "emd", side.earthMoversDistance());
    node.put("not_finite", side.values().notFinite());
  }

  private static ObjectNode summary(EmpiricalDistribution distribution) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, "mean", distribution.mean());
    put(node, "std", distribution.standardDeviation());
    put(node, "min", distribution.min());
    put(node, "max", distribution.max());
    ObjectNode quantiles = node.putObject("quantiles");
    for (double share : QUANTILES) {
      put(quantiles, String.valueOf(share), distribution.quantile(share));
    }
    return node;
  }

  static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
