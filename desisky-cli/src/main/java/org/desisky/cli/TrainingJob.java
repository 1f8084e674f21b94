package org.desisky.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.AtomicFiles;
import org.desisky.data.BadCatalogException;
import org.desisky.training.Start;
import org.desisky.training.TrainingObserver;
import org.desisky.training.VaeTrainer;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingResult;
import org.desisky.vae.SkyVae;

/**
 * The job of {@code train-vae} and {@code demo}: from a file of spectra to checkpoint and report.
 */
final class TrainingJob {
  private final DataSelection selection;
  private final VaeTrainingConfig config;
  private final int latentDim;
  private final boolean wantsReport;
  private final Talk talk;

  TrainingJob(
      DataSelection selection,
      VaeTrainingConfig config,
      int latentDim,
      boolean wantsReport,
      Talk talk) {
    this.selection = selection;
    this.config = config;
    this.latentDim = latentDim;
    this.wantsReport = wantsReport;
    this.talk = talk;
  }

  /** What came out. */
  record Outcome(
      VaeTrainingResult result,
      Optional<Path> report,
      int trainRows,
      int testRows,
      String splitBy,
      String engine,
      String device,
      double seconds) {
    /** The results as one line of JSON; paths are absolute, null for what was not written. */
    String toJson() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("checkpoint", text(result.checkpoint()));
      json.put("history", text(result.historyFile()));
      json.put("report", text(report));
      if (result.history().bestEpoch().isPresent()) {
        json.put("best_test_loss", result.history().bestTestLoss());
        json.put("best_epoch", result.history().bestEpoch().getAsInt());
      } else {
        json.putNull("best_test_loss");
        json.putNull("best_epoch");
      }
      json.put("epochs", result.history().epochs().size());
      json.put("seconds", seconds);
      json.put("train_rows", trainRows);
      json.put("test_rows", testRows);
      json.put("split_by", splitBy);
      json.put("engine", engine);
      json.put("device", device);
      return json.toString();
    }

    /** The results for a person. */
    void print(Talk talk) {
      result
          .history()
          .bestEpoch()
          .ifPresent(
              best ->
                  talk.result(
                      String.format(
                          Locale.ROOT,
                          "Best test loss %.6g, after epoch %d of %d",
                          result.history().bestTestLoss(),
                          best + 1,
                          result.history().epochs().size())));
      result.checkpoint().ifPresent(path -> talk.result("Checkpoint  " + path));
      result.historyFile().ifPresent(path -> talk.result("History     " + path));
      report.ifPresent(path -> talk.result("Report      " + path));
    }

    private static String text(Optional<Path> path) {
      return path.map(Path::toString).orElse(null);
    }
  }

  Outcome run(Compute compute) {
    return run(compute, TrainingObserver.NONE);
  }

  /** With somebody more who is told how it goes. */
  Outcome run(Compute compute, TrainingObserver tracker) {
    long start = System.nanoTime();
    DataSelection.Selected data = selection.load(talk);
    if (config.saveBest() && wantsReport) { // the trainer looks at its own files
      AtomicFiles.checkReplaceable(config.file(".report.html"));
    }
    if (config.start() == Start.PCA && latentDim > data.catalog.channels()) {
      throw new BadCatalogException(
          "the spectra have "
              + data.catalog.channels()
              + " channels, fewer than the "
              + latentDim
              + " latents: use a smaller --latent-dim, or --init uniform");
    }
    int trainRows = data.split.train().length;
    int testRows = data.split.test().length;
    talk.say("Training on " + trainRows + " spectra, testing on " + testRows + ", with " + compute);
    try (SkyVae vae =
            SkyVae.create(data.catalog.channels(), latentDim, config.randomSeed(), compute);
        Progress progress = Progress.of(config, talk)) {
      VaeTrainingResult result = train(vae, data, progress, tracker);
      Optional<Path> report = Optional.empty();
      if (result.interrupted()) {
        talk.say(interruption(result));
      } else if (wantsReport) {
        report = RunReport.write(config, data, result, talk);
      }
      return new Outcome(
          result,
          report,
          trainRows,
          testRows,
          selection.splitRule().label(),
          compute.engineName(),
          compute.deviceName(),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private VaeTrainingResult train(
      SkyVae vae,
      DataSelection.Selected data,
      TrainingObserver progress,
      TrainingObserver tracker) {
    VaeTrainer trainer =
        VaeTrainer.of(config)
            .with(progress)
            .with(tracker)
            .with(removingOlderReport())
            .stoppingWhen(Interrupts::requested)
            .withProvenance(data.provenance);
    return Interrupts.endingGently(
        () -> trainer.train(vae, data.catalog.flux(), data.split.train(), data.split.test()));
  }

  /** A report of an earlier run must not outlive the model it is of. */
  private TrainingObserver removingOlderReport() {
    AtomicBoolean isFirst = new AtomicBoolean(true);
    return new TrainingObserver() {
      @Override
      public void checkpointSaved(Path checkpoint) {
        if (isFirst.getAndSet(false)) {
          RunReport.removeOlder(config, talk);
        }
      }
    };
  }

  private static String interruption(VaeTrainingResult result) {
    int done = result.history().epochs().size();
    return "Interrupted after "
        + (done == 1 ? "1 epoch" : done + " epochs")
        + result
            .checkpoint()
            .map(path -> "; the best model so far is " + path + " ('desisky report' shows it)")
            .orElse("; no model was saved");
  }
}
