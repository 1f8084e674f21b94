package org.desisky.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Folders;
import org.desisky.core.io.FullPath;
import org.desisky.data.SkySpecVac;
import org.desisky.data.SplitRule;
import org.desisky.training.SavedRun;
import org.desisky.training.Start;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.vae.PrincipalStart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code desisky train-vae}. */
@Command(
    name = "train-vae",
    description = "Train a SkyVAE (InfoVAE-MMD) on sky spectra.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class TrainVaeCommand implements Callable<Integer> {
  private static final int MOST_LATENTS = 1000;

  @Spec CommandSpec spec;
  @Mixin ComputeOptions computeOptions;
  @Mixin RowOptions rowOptions;
  @Mixin MlflowOptions mlflow;
  @Mixin RecipeOptions recipeOptions;

  @Option(
      names = "--data-path",
      paramLabel = "FILE",
      description =
          "Spectra: a FITS file in the layout of the DESI sky-spectra VAC, or a .npz with 'flux' (N,"
              + " channels) and, if wanted, 'wavelength'. Without it: the VAC, which is downloaded to the data"
              + " folder (see 'desisky data dir') unless it is there.")
  Path dataPath;

  @Option(
      names = "--offline",
      description = "Never use the network: without --data-path, the VAC must be there already.")
  boolean offline;

  @Option(
      names = "--epochs",
      defaultValue = "100",
      description = "How often to go through the training rows.")
  int epochs;

  @Option(names = "--batch-size", defaultValue = "64", description = "Spectra per step.")
  int batchSize;

  @Option(
      names = "--val-split",
      defaultValue = "0.1",
      description = "Part of the rows that tests the model, between 0 and 1.")
  double valSplit;

  @Option(
      names = "--split-by",
      paramLabel = "WHAT",
      defaultValue = "row",
      description =
          "What stays together in the split: row (the Python package's split), night or exposure."
              + " Rows of a night resemble each other, so a split by row flatters the test loss.")
  SplitRule splitBy;

  @Option(
      names = "--calibration-split",
      paramLabel = "PART",
      defaultValue = "0",
      description =
          "Part of the rows that neither trains the model nor picks its epoch, such as 0.1: 'desisky"
              + " anomalies' calibrates with them. The test rows stay the same.")
  double calibrationSplit;

  @Option(
      names = "--validate-every",
      defaultValue = "1",
      description = "Test every so many epochs, and after the last.")
  int validateEvery;

  @Option(
      names = "--latent-dim",
      defaultValue = "8",
      description = "Numbers that stand for a spectrum.")
  int latentDim;

  @Option(
      names = "--run-name",
      defaultValue = "sky_vae",
      description = "Name of the files that are written.")
  String runName;

  @Option(
      names = "--save-dir",
      paramLabel = "DIR",
      description = "Where they go (default: ~/.cache/desisky/saved_models/vae).")
  Path saveDir;

  @Option(
      names = "--resume",
      description =
          "Go on with the run of this name, which was interrupted or killed, or, with more --epochs"
              + " or --patience, had finished. Options that are not given are those of that run, but for --offline,"
              + " --json, --no-report, --no-state, --state-every, --print-every and those of MLflow.")
  boolean resume;

  @Option(
      names = "--no-state",
      description = "Write no state to resume from (some five times as large as the checkpoint).")
  boolean noState;

  @Option(
      names = "--state-every",
      paramLabel = "MINUTES",
      defaultValue = "10",
      description = "Besides after each epoch, write the state every so many minutes.")
  double stateEvery;

  @Option(
      names = "--log-steps",
      description = "Write the losses of every batch, too: <run name>.steps.csv.")
  boolean logSteps;

  @Option(
      names = "--no-save",
      description = "Write no checkpoint, history, state, report or losses of batches.")
  boolean noSave;

  @Option(names = "--no-report", description = "Write no report.")
  boolean noReport;

  @Option(names = "--drop-nonfinite", description = "Leave out spectra with NaN or infinite flux.")
  boolean dropNonFinite;

  @Option(names = "--seed", defaultValue = "42", description = "Seed of everything random.")
  long seed;

  @Option(
      names = "--print-every",
      defaultValue = "10",
      description = "Without a terminal: print a line every so many epochs.")
  int printEvery;

  @Option(
      names = "--json",
      description = "Print one JSON object with the results as the last line on standard output.")
  boolean json;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    ParseResult given = spec.commandLine().getParseResult();
    if (noSave && logSteps && given.hasMatchedOption("--log-steps")) {
      throw new ParameterException(
          spec.commandLine(), "--log-steps writes a file, and --no-save none; leave out one");
    }
    TrainVaeCommand command;
    try {
      RecipeOptions.overridden(given).forEach(name -> spec.findOption(name).setValue(null));
      command = resume ? resumed(talk) : this;
      RecipeOptions.checkUse(given, command.config().optimisation().optimizer());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    command.train(talk, job -> resume ? job.resuming() : job, outcome -> tell(outcome, talk));
    return 0;
  }

  private void tell(TrainingJob.Outcome outcome, Talk talk) {
    outcome.interruption().ifPresent(talk::say);
    if (json) {
      talk.result(outcome.toJson());
    } else {
      outcome.print(talk);
    }
  }

  private Map<String, String> settings(VaeTrainingConfig config) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("data_path", dataPath == null ? "VAC " + SkySpecVac.VERSION : dataPath.toString());
    settings.put("split_by", splitBy.label());
    settings.put("val_split", Double.toString(valSplit));
    settings.put("calibration_split", Double.toString(calibrationSplit));
    settings.put("latent_dim", Integer.toString(latentDim));
    config.settings(latentDim).forEach((name, value) -> settings.put(name, String.valueOf(value)));
    settings.put("version", Version.text());
    return settings;
  }

  /** This command, with the options of the run that it resumes where it has none of its own. */
  private TrainVaeCommand resumed(Talk talk) {
    Path state = config().file(".state");
    if (noSave || !Files.exists(state)) {
      throw new DesiskyException(
          "there is nothing to resume: "
              + (noSave ? "--no-save keeps no runs" : state.toAbsolutePath() + " does not exist")
              + "; --run-name and --save-dir name the run, and without --resume it starts anew");
    }
    SavedRun saved = SavedRun.read(state);
    TrainVaeCommand command = resumed(saved, state);
    boolean isDataTyped = spec.commandLine().getParseResult().hasMatchedOption("--data-path");
    if (!isDataTyped && command.dataPath != null && !Files.exists(command.dataPath)) {
      throw new BadFileException(
          command.dataPath,
          "the data that the run was begun with are not here; --data-path tells where");
    }
    if (command.epochs < saved.epochsDone()) {
      throw new DesiskyException(
          state
              + ": the run has "
              + TrainingJob.count(saved.epochsDone())
              + " behind it already, more than the "
              + command.epochs
              + " asked for");
    }
    int patience = command.recipeOptions.patience().orElse(Integer.MAX_VALUE);
    if (patience <= saved.testedSinceBest()) {
      talk.say(
          "Nothing to resume: the run ended after "
              + TrainingJob.count(saved.epochsDone())
              + ", since tests got no better; more --patience, or off, would extend it");
    } else if (saved.epochsDone() == command.epochs) {
      talk.say(
          "Nothing to resume: the run has finished, after "
              + TrainingJob.count(saved.epochsDone())
              + "; more --epochs would extend it");
    } else {
      talk.say("Going on after " + TrainingJob.count(saved.epochsDone()) + " of " + command.epochs);
    }
    return command;
  }

  private TrainVaeCommand resumed(SavedRun saved, Path state) {
    List<String> arguments =
        TrainingArguments.merge(TrainingArguments.stored(saved.provenance(), state), spec);
    if (!spec.commandLine().getParseResult().hasMatchedOption("--log-steps")) {
      // A table that ends in the middle would be of no use.
      arguments = TrainingArguments.keepingSteps(arguments, saved.provenance());
    }
    TrainVaeCommand command = TrainingArguments.parse(arguments);
    if (command.recipeOptions.scheduleEpochs == null && command.epochs != saved.scheduleEpochs()) {
      // The course that the rate keeps, so that who trains it again by its arguments has it, too.
      String course = Integer.toString(saved.scheduleEpochs());
      arguments = TrainingArguments.with(arguments, "--schedule-epochs", course);
    }
    if (!spec.commandLine().getParseResult().hasMatchedOption("--mix")) {
      arguments = TrainingArguments.keepingMixing(arguments, saved.settings());
    }
    return TrainingArguments.parse(arguments);
  }

  /**
   * Does the training.
   *
   * @param how changes the job that the options ask for
   * @param told what came out, before a tracking server is waited for
   */
  TrainingJob.Outcome train(
      Talk talk, UnaryOperator<TrainingJob> how, Consumer<TrainingJob.Outcome> told) {
    VaeTrainingConfig config = config();
    DataSelection selection =
        new DataSelection(
            dataPath,
            rowOptions.choice(),
            dropNonFinite,
            splitBy,
            valSplit,
            calibrationSplit,
            seed);
    Compute compute = computeOptions.choose(spec.commandLine());
    if (dataPath == null && offline && Files.exists(SkySpecVac.cachedPath())) {
      FetchJob.checkOffline(
          SkySpecVac.published(SkySpecVac.VERSION), Folders.ofUser().data(), talk);
    } else if (dataPath == null && !offline) {
      fetch(config, talk);
    }
    TrainingJob job =
        new TrainingJob(selection, config, latentDim, !noReport && !noSave, talk)
            .withArguments(arguments(compute));
    TrainingJob changed = how.apply(logSteps && !noSave ? job.loggingSteps() : job);
    return mlflow.tracking(
        config.runName(), settings(config), tracker -> changed.run(compute, tracker), told);
  }

  /** The options that make this run again, with what they leave open as it was chosen. */
  private List<String> arguments(Compute compute) {
    List<String> arguments = TrainingArguments.of(spec);
    arguments = TrainingArguments.with(arguments, "--engine", compute.engineName());
    arguments = TrainingArguments.with(arguments, "--device", compute.deviceName());
    if (dataPath == null) {
      return arguments;
    }
    String path = FullPath.of(dataPath).toString();
    return TrainingArguments.with(arguments, "--data-path", path);
  }

  private static void fetch(VaeTrainingConfig config, Talk talk) {
    if (config.saveBest()) {
      AtomicFiles.checkWritable(config.saveDir());
    }
    FetchJob.runOr(
        ModelOptions.OWN_DATA,
        SkySpecVac.published(SkySpecVac.VERSION),
        Folders.ofUser().data(),
        talk);
  }

  /**
   * What it trains by.
   *
   * @throws ParameterException if the options make no sense
   */
  VaeTrainingConfig config() {
    try {
      mlflow.check();
      DataSelection.check(valSplit, calibrationSplit, seed);
      if (latentDim < 1 || latentDim > MOST_LATENTS) {
        throw new IllegalArgumentException(
            "latent dim must be from 1 to " + MOST_LATENTS + ", not " + latentDim);
      }
      if (!(stateEvery > 0)) {
        throw new IllegalArgumentException(
            "state every must be some minutes, more than 0, not " + stateEvery);
      }
      VaeTrainingConfig config =
          recipeOptions
              .settings()
              .epochs(epochs)
              .batchSize(batchSize)
              .saveBest(!noSave)
              .saveState(!noState)
              .stateEvery(Duration.ofMillis(Math.max(1, Math.round(stateEvery * 60_000))))
              .saveDir(saveDir == null ? null : FullPath.of(saveDir))
              .runName(runName)
              .printEvery(printEvery)
              .validateEvery(validateEvery)
              .randomSeed(seed)
              .build();
      if (config.start() == Start.PCA && latentDim > PrincipalStart.mostLatents()) {
        throw new IllegalArgumentException(
            "--init pca works for up to "
                + PrincipalStart.mostLatents()
                + " latents, not "
                + latentDim
                + "; use --init uniform");
      }
      return config;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
