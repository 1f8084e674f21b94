package org.desisky.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.AtomicFiles;
import org.desisky.data.BadCatalogException;
import org.desisky.training.CsvObserver;
import org.desisky.training.OnDivergence;
import org.desisky.training.RunClaim;
import org.desisky.training.SavedRun;
import org.desisky.training.Start;
import org.desisky.training.TrainingObserver;
import org.desisky.training.VaeTrainer;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.training.VaeTrainingResult;
import org.desisky.training.state.CorruptStateException;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.CorruptCheckpointException;
import org.desisky.vae.SkyVae;
import org.desisky.vae.anomaly.AnomalyDetector;

/**
 * The job of {@code train-vae} and {@code demo}: from a file of spectra to checkpoint and report.
 */
final class TrainingJob {
  private final DataSelection selection;
  private final VaeTrainingConfig config;
  private final int latentDim;
  private final boolean wantsReport;
  private final Talk talk;
  private final Extras extras;

  TrainingJob(
      DataSelection selection,
      VaeTrainingConfig config,
      int latentDim,
      boolean wantsReport,
      Talk talk) {
    this(selection, config, latentDim, wantsReport, talk, Extras.NONE);
  }

  private TrainingJob(
      DataSelection selection,
      VaeTrainingConfig config,
      int latentDim,
      boolean wantsReport,
      Talk talk,
      Extras extras) {
    this.selection = selection;
    this.config = config;
    this.latentDim = latentDim;
    this.wantsReport = wantsReport;
    this.talk = talk;
    this.extras = extras;
  }

  /** What not every job has. */
  private record Extras(
      boolean resumes, List<String> arguments, boolean logsSteps, int mostEpochs) {
    static final Extras NONE = new Extras(false, List.of(), false, Integer.MAX_VALUE);
  }

  private TrainingJob with(Extras others) {
    return new TrainingJob(selection, config, latentDim, wantsReport, talk, others);
  }

  /** This job, going on from the state of an earlier run. */
  TrainingJob resuming() {
    return with(new Extras(true, extras.arguments, extras.logsSteps, extras.mostEpochs));
  }

  /** This job, with the options of {@code train-vae} that make it again. */
  TrainingJob withArguments(List<String> arguments) {
    return with(new Extras(extras.resumes, arguments, extras.logsSteps, extras.mostEpochs));
  }

  /** This job, with a table of the losses of every batch. */
  TrainingJob loggingSteps() {
    return with(new Extras(extras.resumes, extras.arguments, true, extras.mostEpochs));
  }

  /** This job, ending after an epoch, counted from 0. */
  TrainingJob upTo(int epoch) {
    return with(new Extras(extras.resumes, extras.arguments, extras.logsSteps, epoch + 1));
  }

  /**
   * What came out.
   *
   * @param interruption what is left of a run that was interrupted, and how it goes on, in words
   */
  record Outcome(
      VaeTrainingResult result,
      Optional<String> interruption,
      Optional<Path> report,
      Optional<Path> density,
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
      json.put("density", text(density));
      if (result.history().bestEpoch().isPresent()) {
        json.put("best_test_loss", result.history().bestTestLoss());
        json.put("best_epoch", result.history().bestEpoch().getAsInt());
      } else {
        json.putNull("best_test_loss");
        json.putNull("best_epoch");
      }
      json.put("epochs", result.history().epochs().size());
      json.put("retries", result.retries().size());
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
      density.ifPresent(path -> talk.result("Density     " + path));
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
    if (leftAState()) {
      RunClaim.requireFree(config); // whose run is going on is not to be told to resume it
    }
    if (!extras.resumes) {
      warnOfUnfinished();
      warnOfOtherProgram();
    }
    checkWritable();
    DataSelection.Selected data = selection.load(talk);
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
    int heldBack = data.split.calibration().length;
    talk.say(
        "Training on "
            + trainRows
            + " spectra, testing on "
            + testRows
            + (heldBack == 0 ? "" : ", holding back " + heldBack + " from both")
            + ", with "
            + compute);
    warnOfFewHeldBack(heldBack);
    try (SkyVae vae =
        SkyVae.create(data.catalog.channels(), latentDim, config.randomSeed(), compute)) {
      VaeTrainingResult result = train(vae, data, tracker);
      boolean endsEarly = result.history().epochs().size() >= extras.mostEpochs;
      AfterTraining after =
          result.interrupted() || endsEarly || result.checkpoint().isEmpty()
              ? AfterTraining.NOTHING
              : AfterTraining.of(config, data, result, wantsReport, talk);
      return new Outcome(
          result,
          result.interrupted() && !endsEarly ? Optional.of(interruption(result)) : Optional.empty(),
          after.report(),
          after.density(),
          trainRows,
          testRows,
          selection.splitRule().label(),
          compute.engineName(),
          compute.deviceName(),
          (System.nanoTime() - start) / 1e9);
    }
  }

  /** Before data are read that may be many. */
  private void checkWritable() {
    VaeTrainer.requireWritable(config);
    if (config.saveBest() && wantsReport) {
      AtomicFiles.checkReplaceable(config.file(".report.html"));
    }
  }

  /** Before the training, after which it is too late; not of a split that is as it was. */
  private void warnOfFewHeldBack(int heldBack) {
    boolean isChosenNow = !extras.resumes && extras.mostEpochs == Integer.MAX_VALUE;
    if (isChosenNow && heldBack > 0 && heldBack < AnomalyDetector.FEWEST_ROWS) {
      talk.warn(
          InferenceJob.count(heldBack)
              + (heldBack == 1 ? " is" : " are")
              + " too few to calibrate 'desisky anomalies' with: it takes "
              + AnomalyDetector.FEWEST_ROWS
              + "; a larger --calibration-split holds more back");
    }
  }

  private VaeTrainingResult train(
      SkyVae vae, DataSelection.Selected data, TrainingObserver tracker) {
    Map<String, Object> provenance = new LinkedHashMap<>(data.provenance);
    if (!extras.arguments.isEmpty()) {
      provenance.put("arguments", extras.arguments);
    }
    LastEpoch end = new LastEpoch(extras.mostEpochs);
    try (Progress progress = Progress.of(config, extras.mostEpochs, talk)) {
      VaeTrainer trainer =
          VaeTrainer.of(config)
              .with(progress)
              .with(tracker)
              .with(end)
              .with(removingOlderReport())
              .with(extras.logsSteps ? stepsLog() : TrainingObserver.NONE)
              .stoppingWhen(() -> Interrupts.requested() || end.isReached())
              .withProvenance(provenance);
      VaeTrainer chosen = extras.resumes ? trainer.resuming() : trainer;
      return Interrupts.endingGently(
          () -> chosen.train(vae, data.catalog.flux(), data.split.train(), data.split.test()));
    }
  }

  private TrainingObserver stepsLog() {
    return new CsvObserver(config.file(RunReport.STEPS));
  }

  /** A report of an earlier run must not outlive the model it is of. */
  private TrainingObserver removingOlderReport() {
    AtomicBoolean isFirst = new AtomicBoolean(true);
    return new TrainingObserver() {
      @Override
      public void checkpointSaved(Path checkpoint) {
        if (isFirst.getAndSet(false)) {
          RunReport.removeOlder(config, !extras.resumes && !extras.logsSteps, talk);
        }
      }
    };
  }

  private Path state() {
    return config.file(".state");
  }

  /** Whether a run of this name left a state. */
  private boolean leftAState() {
    return config.saveBest() && Files.isRegularFile(state());
  }

  /** A new run under the name of one that could go on replaces it: that may be a mistake. */
  private void warnOfUnfinished() {
    if (!leftAState()) {
      return;
    }
    try {
      SavedRun earlier = SavedRun.read(state());
      if (!earlier.isFinished()) {
        talk.warn(
            "the run '"
                + config.runName()
                + "' had "
                + earlier.epochsDone()
                + " of "
                + count(earlier.epochs())
                + " behind it and starts anew; with --resume it would go on");
      }
    } catch (CorruptStateException e) {
      talk.warn("what is there as " + state() + " is replaced (" + e.getMessage() + ")");
    }
  }

  /** The Python package's models have this name, and lie in this folder, too. */
  private void warnOfOtherProgram() {
    Path model = config.file(".eqx");
    if (!config.saveBest() || !Files.isRegularFile(model)) {
      return;
    }
    try {
      if (CheckpointHeader.read(model).get(CheckpointHeader.JAVA_KEY).isEmpty()) {
        talk.warn(
            model
                + " is a model of another program, such as the Python package, and will be"
                + " replaced; --run-name chooses another name");
      }
    } catch (CorruptCheckpointException e) {
      talk.warn("what is there as " + model + " will be replaced (" + e.getMessage() + ")");
    }
  }

  /** Knows when the last epoch that is wanted is over. */
  private static final class LastEpoch implements TrainingObserver {
    private final int mostEpochs;
    private boolean reached;

    LastEpoch(int mostEpochs) {
      this.mostEpochs = mostEpochs;
    }

    boolean isReached() {
      return reached;
    }

    @Override
    public void epochEnded(VaeTrainingHistory history) {
      reached = history.epochs().size() >= mostEpochs;
    }
  }

  static String count(int epochs) {
    return epochs == 1 ? "1 epoch" : epochs + " epochs";
  }

  private String interruption(VaeTrainingResult result) {
    int done = result.history().epochs().size();
    return "Interrupted after "
        + count(done)
        + result
            .checkpoint()
            .map(path -> "; the best model so far is " + path + " ('desisky report' shows it)")
            .orElse("; no model was saved")
        + (config.savesState() ? "; --resume goes on " + whereFrom(done) : "");
  }

  /** A run that may go back has states of the ends of epochs alone. */
  private String whereFrom(int epochs) {
    return config.optimisation().onDivergence() == OnDivergence.RETRY
        ? "with epoch " + (epochs + 1)
        : "from here";
  }
}
