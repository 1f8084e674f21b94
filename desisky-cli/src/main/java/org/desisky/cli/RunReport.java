package org.desisky.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.data.BadCatalogException;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.report.ExampleReconstruction;
import org.desisky.report.Figures;
import org.desisky.report.FluxUnit;
import org.desisky.report.ReportWriter;
import org.desisky.report.TrainingReport;
import org.desisky.training.Discrepancy;
import org.desisky.training.EpochRecord;
import org.desisky.training.LayerRates;
import org.desisky.training.Optimisation;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.training.VaeTrainingResult;
import org.desisky.vae.SkyVae;

/** The report of a run that has just ended. */
final class RunReport {
  private static final int EXAMPLES = 6;

  private RunReport() {}

  /**
   * Writes the page, and the figures as PNG files where the machine can draw; the page's path, if
   * it could be written.
   */
  static Optional<Path> write(
      VaeTrainingConfig config, DataSelection.Selected data, VaeTrainingResult result, Talk talk) {
    TrainingReport report = report(config, data, result);
    Path page = config.file(".report.html").toAbsolutePath();
    try {
      ReportWriter.write(report, page);
    } catch (DesiskyException e) {
      talk.warn("no report: " + e.getMessage());
      return Optional.empty();
    }
    try {
      Figures.write(report, config.saveDir(), config.runName());
    } catch (DesiskyException e) {
      talk.warn("no figures as PNG files: " + e.getMessage());
    }
    return Optional.of(page);
  }

  private static TrainingReport report(
      VaeTrainingConfig config, DataSelection.Selected data, VaeTrainingResult result) {
    return TrainingReport.builder(config.runName())
        .history(result.history())
        .wavelength(data.catalog.wavelength())
        .fluxUnit(FluxUnit.of(data.catalog))
        .examples(examples(data, result.model()))
        .notes(notes(result.history()))
        .section("Result", outcome(data, result))
        .section("Settings", settings(config, result.model()))
        .section("Data", data(data))
        .section("Provenance", provenance(result))
        .build();
  }

  private static List<String> notes(VaeTrainingHistory history) {
    long saturated = history.epochs().stream().filter(EpochRecord::kernelSaturated).count();
    return saturated == 0
        ? List.of()
        : List.of(
            "In "
                + saturated
                + " of "
                + history.epochs().size()
                + " epochs the kernel was saturated: the latents lay too far apart for its width, and"
                + " the MMD was its own diagonal. Try the width median or multi.");
  }

  /** Test spectra of as many conditions as there are, evenly taken from the test rows. */
  private static List<ExampleReconstruction> examples(DataSelection.Selected data, SkyVae vae) {
    int[] test = data.split.test();
    SkyCondition[] conditions = conditions(data.catalog.observations());
    List<Integer> chosen = new ArrayList<>();
    for (SkyCondition wanted : SkyCondition.values()) {
      for (int row : test) {
        if (conditions.length > 0 && conditions[row] == wanted && !chosen.contains(row)) {
          chosen.add(row);
          break;
        }
      }
    }
    for (int i = 0; i < EXAMPLES && chosen.size() < Math.min(EXAMPLES, test.length); i++) {
      int row = test[(int) ((long) i * test.length / EXAMPLES)];
      if (!chosen.contains(row)) {
        chosen.add(row);
      }
    }
    int[] rows = chosen.stream().mapToInt(Integer::intValue).toArray();
    FloatMatrix flux = data.catalog.flux().select(rows);
    FloatMatrix reconstruction = vae.reconstruct(flux);
    List<ExampleReconstruction> examples = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      examples.add(
          ExampleReconstruction.of(
              label(data, conditions, rows[i]), flux.row(i), reconstruction.row(i)));
    }
    return examples;
  }

  private static SkyCondition[] conditions(ObservationTable observations) {
    try {
      return SkyCondition.classify(observations);
    } catch (BadCatalogException e) {
      return new SkyCondition[0];
    }
  }

  private static String label(DataSelection.Selected data, SkyCondition[] conditions, int row) {
    StringBuilder label = new StringBuilder("row ").append(data.fileRows[row]);
    ObservationTable observations = data.catalog.observations();
    if (observations.has("EXPID") && observations.column("EXPID").isNumeric()) {
      label.append(" · EXPID ").append((long) observations.doubles("EXPID")[row]);
    }
    if (conditions.length > 0) {
      label.append(" · ").append(conditions[row].name().toLowerCase(Locale.ROOT));
    }
    return label.toString();
  }

  private static Map<String, String> outcome(
      DataSelection.Selected data, VaeTrainingResult result) {
    Map<String, String> rows = new LinkedHashMap<>();
    result
        .history()
        .bestEpoch()
        .ifPresent(
            best -> {
              rows.put("Best test loss", number(result.history().bestTestLoss()));
              rows.put("Best epoch", best + 1 + " of " + result.history().epochs().size());
            });
    FloatMatrix test = data.catalog.flux().select(data.split.test());
    float[] errors = result.model().reconstructionError(test);
    double sum = 0;
    for (float error : errors) {
      sum += error;
    }
    rows.put("Test MSE (from the means, without noise)", number(sum / errors.length));
    int latents = result.model().latentDim();
    if (latents <= data.catalog.channels() && errors.length > 0) {
      rows.put("Test MSE of " + latents + " principal components", principal(data, test, latents));
    }
    rows.put("Wall time", String.format(Locale.ROOT, "%.1f s", result.seconds()));
    result.checkpoint().ifPresent(path -> rows.put("Checkpoint", path.toString()));
    return rows;
  }

  /** What the best linear code of as many numbers, found from the training rows, leaves over. */
  private static String principal(DataSelection.Selected data, FloatMatrix test, int latents) {
    PrincipalComponents components =
        PrincipalComponents.fit(data.catalog.flux(), data.split.train(), latents);
    double[] errors = components.meanSquaredError(test);
    return number(Arrays.stream(errors).average().orElse(Double.NaN));
  }

  private static Map<String, String> settings(VaeTrainingConfig config, SkyVae vae) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("Network", vae.inChannels() + " channels, " + vae.latentDim() + " latents");
    rows.put("Weights", String.format(Locale.ROOT, "%,d", vae.parameterCount()));
    rows.put("Epochs", Integer.toString(config.epochs()));
    rows.put("Learning rate", rate(config));
    rows.put("Batch size", Integer.toString(config.batchSize()));
    rows.put("Start, scaling", config.start().label() + ", " + config.scaling().label());
    rows.put("Mixed spectra", number(config.mixing()));
    rows.put("Optimizer", optimizer(config.optimisation()));
    rows.put("β, λ", number(config.beta()) + ", " + number(config.lam()));
    rows.put("Kernel, its σ", kernel(config.discrepancy(), vae.latentDim()));
    rows.put(
        "Reconstruction term",
        config.reconstruction().label() + ", in units of " + config.reconUnits().label());
    rows.put("Seed", Long.toString(config.randomSeed()));
    return rows;
  }

  private static String rate(VaeTrainingConfig config) {
    Optimisation how = config.optimisation();
    return number(config.learningRate())
        + ", "
        + how.schedule().label()
        + (how.warmUpEpochs() == 0 ? "" : " after a warm-up of " + how.warmUpEpochs() + " epochs")
        + (how.layerRates() == LayerRates.EQUAL ? "" : ", by " + how.layerRates().label());
  }

  private static String optimizer(Optimisation how) {
    StringBuilder text = new StringBuilder(how.optimizer().label());
    how.clipNorm().ifPresent(norm -> text.append(", gradients clipped to norm ").append(norm));
    if (how.averaging() > 0) {
      text.append(", weights averaged with decay ").append(how.averaging());
    }
    how.patience().ifPresent(epochs -> text.append(", patience of ").append(epochs));
    return text.toString();
  }

  private static String kernel(Discrepancy discrepancy, int latentDim) {
    OptionalDouble sigma = discrepancy.width().sigma(latentDim);
    String width = discrepancy.width().label();
    return discrepancy.shape().label()
        + ", "
        + (sigma.isPresent() && Character.isLetter(width.charAt(0))
            ? number(sigma.getAsDouble()) + " (" + width + ")"
            : width)
        + ", "
        + discrepancy.estimate().label();
  }

  private static Map<String, String> data(DataSelection.Selected data) {
    Map<String, String> rows = new LinkedHashMap<>();
    SkyCatalog catalog = data.catalog;
    rows.put("In use", catalog.toString());
    rows.put("Training rows", Integer.toString(data.split.train().length));
    rows.put("Test rows", Integer.toString(data.split.test().length));
    if (data.provenance.get("split") instanceof Map<?, ?> split) {
      rows.put("Split", split(split));
    }
    if (data.provenance.get("data") instanceof Map<?, ?> known) {
      Stream.of(
              "dropped_bad_nights",
              "dropped_nonfinite",
              "path",
              "rows",
              "sha256",
              "subset",
              "where")
          .filter(known::containsKey)
          .forEach(key -> rows.put(key.replace('_', ' '), String.valueOf(known.get(key))));
    }
    return rows;
  }

  /** Such as {@code by night (90 to train on, 10 to test on), seed 42}. */
  private static String split(Map<?, ?> split) {
    Object rule = split.get("rule");
    Object train = split.get("train_" + rule + "s");
    return "by "
        + rule
        + (rule.equals("row")
            ? ""
            : " (" + train + " to train on, " + split.get("test_" + rule + "s") + " to test on)")
        + ", seed "
        + split.get("seed");
  }

  private static Map<String, String> provenance(VaeTrainingResult result) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("desisky", Version.text());
    rows.put("Engine", result.model().compute().toString());
    rows.put("Java", Runtime.version().toString());
    rows.put("Processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return rows;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
