package org.desisky.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.Sha256;
import org.desisky.data.SkyCatalog;
import org.desisky.report.AnomalySection;
import org.desisky.report.Figures;
import org.desisky.report.GenerationSection;
import org.desisky.report.ModelReport;
import org.desisky.report.ReportWriter;
import org.desisky.report.evaluation.Evaluation;
import org.desisky.report.evaluation.EvaluationData;
import org.desisky.report.evaluation.Generation;
import org.desisky.training.Discrepancy;
import org.desisky.training.EpochRecord;
import org.desisky.training.LayerRates;
import org.desisky.training.Optimisation;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingResult;
import org.desisky.vae.SkyVae;
import org.desisky.vae.density.LatentDensity;

/** The report of a run that has just ended. */
final class RunReport {
  /** The ending of the table of steps. */
  static final String STEPS = ".steps.csv";

  private static final String PAGE = ".report.html";
  private static final List<String> OF_A_MODEL =
      List.of(PAGE, ".curves.png", ".reconstructions.png", ".density.json");

  private RunReport() {}

  /**
   * Writes the page, and the figures as PNG files where the machine can draw; the page's path.
   *
   * @param density of the latents of the training spectra, to show what can be drawn from it
   * @throws DesiskyException if the page cannot be made or written; figures that cannot are a
   *     warning
   */
  static Path write(
      VaeTrainingConfig config,
      DataSelection.Selected data,
      VaeTrainingResult result,
      Optional<LatentDensity> density,
      Talk talk) {
    ModelReport report = report(config, data, result, density);
    Path page = config.file(PAGE).toAbsolutePath();
    ReportWriter.write(report, page);
    try {
      Figures.write(report, config.saveDir(), config.runName());
    } catch (RuntimeException | OutOfMemoryError e) {
      talk.warn("no figures as PNG files", e);
    }
    return page;
  }

  /**
   * Removes page, figures and density that an earlier run of this name left. To be called once the
   * run has written its first checkpoint: they are of a model that is gone then, and would be taken
   * for those of the new one, above all where the new run is interrupted and writes none.
   *
   * @param steps whether the table of steps is an earlier run's, too
   */
  static void removeOlder(VaeTrainingConfig config, boolean steps, Talk talk) {
    OF_A_MODEL.forEach(ending -> remove(config.file(ending), talk));
    if (steps) {
      remove(config.file(STEPS), talk);
    }
  }

  private static void remove(Path file, Talk talk) {
    try {
      AtomicFiles.remove(file);
    } catch (IOException e) {
      talk.warn(file + " is of an earlier run and cannot be removed: " + AtomicFiles.reason(e));
    }
  }

  private static ModelReport report(
      VaeTrainingConfig config,
      DataSelection.Selected data,
      VaeTrainingResult result,
      Optional<LatentDensity> density) {
    Evaluation evaluation = Evaluation.of(result.model(), evaluationData(data));
    ModelReport.Builder report =
        ModelReport.builder(config.runName())
            .history(result.history())
            .reconUnits(config.reconUnits())
            .evaluation(evaluation, result.model());
    addSections(
        report,
        evaluation,
        result.model(),
        density.flatMap(found -> Generation.of(result.model(), evaluation, found)));
    return report
        .notes(notes(config, result))
        .facts("Result", outcome(evaluation, result))
        .facts("Settings", settings(config, result.model()))
        .facts("Data", data(data))
        .facts("Provenance", provenance(result.model()))
        .build();
  }

  /** Adds what takes more than measures: odd spectra, and generated ones. */
  static void addSections(
      ModelReport.Builder report,
      Evaluation evaluation,
      SkyVae vae,
      Optional<Generation> generation) {
    EvaluationData data = evaluation.data();
    report.section(AnomalySection.of(data, vae));
    report.section(
        generation
            .map(GenerationSection::of)
            .orElseGet(() -> GenerationSection.missing(data, vae.latentDim())));
  }

  private static List<String> notes(VaeTrainingConfig config, VaeTrainingResult result) {
    List<String> notes = new ArrayList<>();
    result.retries().forEach(retry -> notes.add(retry.toString()));
    List<EpochRecord> epochs = result.history().epochs();
    long saturated = epochs.stream().filter(EpochRecord::kernelSaturated).count();
    if (saturated > 0 && config.lam() > config.beta()) { // else nobody wants more of it
      notes.add(
          "In "
              + saturated
              + " of "
              + epochs.size()
              + " epochs the kernel was saturated: the latents lay too far apart for its width, and"
              + " the MMD was its own diagonal. Try the width median or multi.");
    }
    return notes;
  }

  private static EvaluationData evaluationData(DataSelection.Selected data) {
    int train = data.split.train().length;
    int test = data.split.test().length;
    return EvaluationData.of(
            data.catalog,
            data.fileRows,
            data.split.train(),
            data.split.test(),
            "Measured on the "
                + InferenceJob.count(test)
                + " held back from training (they picked the best epoch, though); principal"
                + " components are fitted to the "
                + train
                + " that the model was trained on.")
        .ofTraining(data.split.calibration());
  }

  private static Map<String, String> outcome(Evaluation evaluation, VaeTrainingResult result) {
    Map<String, String> rows = new LinkedHashMap<>();
    result
        .history()
        .bestEpoch()
        .ifPresent(
            best -> {
              rows.put("Best test loss", number(result.history().bestTestLoss()));
              rows.put("Best epoch", best + 1 + " of " + result.history().epochs().size());
            });
    rows.put(
        "Test MSE (from the means, without noise)", number(evaluation.scores().inFlux().mean()));
    rows.put(
        "Test MSE of " + evaluation.components() + " principal components",
        number(evaluation.scores().inFlux().otherMean()));
    rows.put("Wall time", String.format(Locale.ROOT, "%.1f s", result.seconds()));
    result
        .checkpoint()
        .ifPresent(
            path -> {
              rows.put("Checkpoint", path.toString());
              rows.put("Its SHA-256", Sha256.of(path));
            });
    return rows;
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
    rows.put("Units of latents", config.discrepancy().latents().label());
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
        + (config.scheduleEpochs().isPresent()
            ? " over " + config.scheduleEpochs().getAsInt() + " epochs"
            : "")
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
    if (data.split.calibration().length > 0) {
      rows.put("Calibration rows", Integer.toString(data.split.calibration().length));
    }
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

  /** Who made a page. */
  static Map<String, String> provenance(SkyVae vae) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("desisky", Version.text());
    rows.put("Engine", vae.compute().toString());
    rows.put("Java", Runtime.version().toString());
    rows.put("Processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return rows;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
