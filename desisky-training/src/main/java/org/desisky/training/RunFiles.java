package org.desisky.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.BadFileException;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.KernelWidth;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run writes while it goes on: the best model with its header, and the history. */
final class RunFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

  private final VaeTrainingConfig config;
  private final SkyOptimizer optimizer;
  private final SkyVae vae;
  private final Map<String, Object> provenance;
  private final BackgroundWriter writer;
  private final IntSupplier scheduleEpochs;
  private JsonNode earlier = JsonNodeFactory.instance.arrayNode();
  private final Queue<Path> written = new ConcurrentLinkedQueue<>();
  private volatile Optional<Path> checkpoint = Optional.empty();
  private volatile Optional<Path> historyFile = Optional.empty();

  /**
   * The files of one run.
   *
   * @param scheduleEpochs over how many epochs the rate runs its course
   */
  RunFiles(
      VaeTrainingConfig config,
      SkyOptimizer optimizer,
      SkyVae vae,
      IntSupplier scheduleEpochs,
      Map<String, Object> provenance,
      BackgroundWriter writer) {
    this.config = config;
    this.optimizer = optimizer;
    this.vae = vae;
    this.scheduleEpochs = scheduleEpochs;
    this.provenance = provenance;
    this.writer = writer;
  }

  /** Is told in which other environments the run was before: {@link StateKeeper#earlier()}. */
  void wasElsewhere(JsonNode environments) {
    earlier = environments;
  }

  /** The file of the best model, once what is being written is; empty if it could not be. */
  Optional<Path> checkpoint() {
    writer.settle();
    return checkpoint;
  }

  /** The file of the history, once what is being written is; empty if it could not be. */
  Optional<Path> historyFile() {
    writer.settle();
    return historyFile;
  }

  /** Tells of the checkpoints that were written since it was last asked. */
  void tellWritten(TrainingObserver observer) {
    for (Path path = written.poll(); path != null; path = written.poll()) {
      observer.checkpointSaved(path);
    }
  }

  /** Now, as a checkpoint's date. */
  static String now() {
    return LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MICROS).toString();
  }

  /**
   * Has the best model written, in the background.
   *
   * @param retries of the run so far; those after the epoch are not a part of the model's making
   */
  void saveCheckpoint(Standing.Best best, EpochRecord epoch, List<Retry> retries) {
    if (!config.saveBest()) {
      return;
    }
    Path path = config.file(".eqx");
    CheckpointHeader header =
        CheckpointHeader.of(vae.inChannels(), vae.latentDim())
            .with("training", training(best.date(), epoch))
            .with(CheckpointHeader.JAVA_KEY, java(best.epoch(), retries));
    writer.later(
        BackgroundWriter.Kind.CHECKPOINT,
        () -> {
          new Checkpoint(header, best.weights()).write(path);
          written.add(path);
          checkpoint = Optional.of(path.toAbsolutePath());
        });
  }

  /** The same of a model that an earlier run has saved, unless it is still there. */
  void keepCheckpoint(Standing.Best best, EpochRecord epoch, List<Retry> retries) {
    Path path = config.file(".eqx");
    if (config.saveBest() && isIn(path, best)) {
      checkpoint = Optional.of(path.toAbsolutePath());
    } else {
      saveCheckpoint(best, epoch, retries);
    }
  }

  private static boolean isIn(Path path, Standing.Best best) {
    try {
      Checkpoint there = Checkpoint.read(path);
      JsonNode training = there.header().get("training").orElse(MissingNode.getInstance());
      return training.path("epoch").asInt(-1) == best.epoch()
          && there.weights().equals(best.weights());
    } catch (BadFileException e) {
      return false;
    }
  }

  /**
   * Has the history written, in the background. Where that fails, as with a table that another
   * program has open, the run goes on, which can do without: the state has the history, too.
   */
  void saveHistory(VaeTrainingHistory history) {
    if (!config.saveBest()) {
      return;
    }
    Path path = config.file(".history.csv");
    writer.later(
        BackgroundWriter.Kind.HISTORY,
        () -> {
          try {
            HistoryCsv.write(path, history);
            historyFile = Optional.of(path.toAbsolutePath());
          } catch (DesiskyException e) {
            historyFile = Optional.empty();
            LOG.warn("{}; training goes on, and the next epoch tries again", e.getMessage());
          }
        });
  }

  /** The fields that the Python package's trainer writes, in its order. */
  private Map<String, Object> training(String date, EpochRecord epoch) {
    Optional<LossValues> test = epoch.test();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("epochs", config.epochs());
    settings.put("learning_rate", optimizer.learningRate());
    settings.put("beta", config.beta());
    settings.put("lam", config.lam());
    String width = config.discrepancy().width().label();
    // That package knows numbers and "auto" alone; desisky_java has the true one.
    boolean named = Character.isLetter(width.charAt(0));
    settings.put("kernel_sigma", named ? KernelWidth.auto().label() : Double.valueOf(width));
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("recon", test.map(LossValues::recon).orElse(Double.NaN));
    metrics.put("kl_weighted", test.map(LossValues::kl).orElse(Double.NaN));
    metrics.put("mmd_weighted", test.map(LossValues::mmd).orElse(Double.NaN));
    Map<String, Object> training = new LinkedHashMap<>();
    training.put("date", date);
    training.put("epoch", epoch.epoch());
    training.put("test_loss", test.map(LossValues::total).orElse(Double.NaN));
    training.put("train_loss", epoch.train().total());
    training.put("test_metrics", metrics);
    training.put("config", settings);
    return training;
  }

  /** What the Python package does not know: enough to make the model again. */
  private Map<String, Object> java(int epoch, List<Retry> retries) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("engine", vae.compute().engineName());
    run.putAll(RunIdentity.environment(vae));
    if (!earlier.isEmpty()) {
      run.put(StateKeeper.EARLIER, earlier);
    }
    run.putAll(config.settings(vae.latentDim(), optimizer));
    run.put(VaeTrainingConfig.SCHEDULE_EPOCHS, scheduleEpochs.getAsInt());
    run.put(
        "retries",
        retries.stream().filter(retry -> retry.epoch() <= epoch).map(Retry::settings).toList());
    provenance.forEach(run::putIfAbsent);
    return run;
  }
}
