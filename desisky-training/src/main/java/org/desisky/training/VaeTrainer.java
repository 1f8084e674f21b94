package org.desisky.training;

import com.google.common.base.Suppliers;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.noise.Noise;
import org.desisky.training.optimizer.Adam;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;

/**
 * Trains a {@link SkyVae} with the InfoVAE-MMD objective.
 *
 * <pre>{@code
 * VaeTrainingResult result =
 *     VaeTrainer.of(VaeTrainingConfig.builder().epochs(20).build()).train(vae, flux, split.train(), split.test());
 * }</pre>
 *
 * Order, ε and prior samples come from the seed by epoch and batch, so a run is the same whatever
 * came before it in the process. Test losses use the same noise in every epoch.
 */
public final class VaeTrainer {
  private static final List<String> FILES = List.of(".eqx", ".history.csv", ".state");

  private final VaeTrainingConfig config;
  private final SkyOptimizer optimizer;
  private final List<TrainingObserver> observers;
  private final BooleanSupplier stop;
  private final Map<String, Object> provenance;
  private final boolean resumes;

  private VaeTrainer(
      VaeTrainingConfig config,
      SkyOptimizer optimizer,
      List<TrainingObserver> observers,
      BooleanSupplier stop,
      Map<String, Object> provenance,
      boolean resumes) {
    this.config = config;
    this.optimizer = optimizer;
    this.observers = List.copyOf(observers);
    this.stop = stop;
    this.provenance = new LinkedHashMap<>(provenance);
    this.resumes = resumes;
  }

  /** A trainer with these settings: Adam, clipped to a global norm of 1 if the settings say so. */
  public static VaeTrainer of(VaeTrainingConfig config) {
    Adam adam = Adam.of(config.learningRate());
    SkyOptimizer optimizer = config.clipGradients() ? adam.clippedTo(1.0) : adam;
    return new VaeTrainer(config, optimizer, List.of(), () -> false, Map.of(), false);
  }

  /** This trainer with another optimizer, whose rate and clipping then count. */
  public VaeTrainer with(SkyOptimizer other) {
    return new VaeTrainer(config, other, observers, stop, provenance, resumes);
  }

  /** This trainer with one more observer. */
  public VaeTrainer with(TrainingObserver observer) {
    List<TrainingObserver> more = new ArrayList<>(observers);
    more.add(observer);
    return new VaeTrainer(config, optimizer, more, stop, provenance, resumes);
  }

  /** This trainer, ending early, after the step at hand, once {@code condition} holds. */
  public VaeTrainer stoppingWhen(BooleanSupplier condition) {
    return new VaeTrainer(config, optimizer, observers, condition, provenance, resumes);
  }

  /** This trainer, writing what is known of the data into the checkpoint's header. */
  public VaeTrainer withProvenance(Map<String, Object> data) {
    return new VaeTrainer(config, optimizer, observers, stop, data, resumes);
  }

  /**
   * This trainer, going on from the state that an interrupted, killed or finished run of this name
   * left, instead of starting anew. Settings and data must be those of that run; there may be more
   * epochs. The result is the same, bit for bit, as that of a run that was never interrupted, on
   * the same engine, machine and number of threads.
   */
  public VaeTrainer resuming() {
    return new VaeTrainer(config, optimizer, observers, stop, provenance, true);
  }

  /**
   * Trains a model in place.
   *
   * @param vae a model made by {@link SkyVae#create} or {@link SkyVae#load}
   * @param spectra one a row, as many channels as the model has
   * @param trainRows the rows to learn from
   * @param testRows the rows that pick the best epoch; may be empty, then the last one is kept
   * @return the best model, the history and what was written
   * @throws TrainingDivergedException if the loss is no longer finite; what was saved stays, and
   *     the model has its best weights, or, if no epoch was completed, those it diverged with
   * @throws org.desisky.core.DesiskyException if another run of this name is going on; if files
   *     cannot be written, before any work is done where that shows, else when it does: older files
   *     are then intact; or if it should resume and cannot
   * @throws org.desisky.core.engine.EngineUnavailableException if another training is running in
   *     this process
   */
  public VaeTrainingResult train(SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows) {
    check(vae, spectra, trainRows);
    TrainingPermit permit = TrainingPermit.of(vae.compute());
    try {
      return config.saveBest()
          ? runAlone(vae, spectra, trainRows, testRows)
          : run(vae, spectra, trainRows, testRows);
    } finally {
      permit.close();
    }
  }

  /** Runs with the right to write the files of this name. */
  private VaeTrainingResult runAlone(
      SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows) {
    FILES.forEach(extension -> AtomicFiles.checkReplaceable(config.file(extension)));
    RunLock lock = RunLock.of(config);
    try {
      FILES.forEach(extension -> AtomicFiles.removeHalfWritten(config.file(extension)));
      if (!resumes && !config.savesState()) {
        removeState();
      }
      return run(vae, spectra, trainRows, testRows);
    } finally {
      lock.close();
    }
  }

  /** Nobody shall take the state of an earlier run of this name for one of this run. */
  private void removeState() {
    try {
      Files.deleteIfExists(config.file(".state"));
    } catch (IOException e) {
      throw new DesiskyException(
          "cannot remove " + config.file(".state") + ": " + AtomicFiles.reason(e), e);
    }
  }

  private VaeTrainingResult run(SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows) {
    optimizer.reset();
    try (BackgroundWriter writer = new BackgroundWriter()) {
      return new Run(vae, spectra, trainRows, testRows, writer).go();
    } finally {
      optimizer.reset();
      vae.freezeParameters(true);
    }
  }

  private static void check(SkyVae vae, FloatMatrix spectra, int[] trainRows) {
    vae.compute();
    if (spectra.columns() != vae.inChannels()) {
      throw new IllegalArgumentException(
          "the model takes "
              + vae.inChannels()
              + " channels, but the spectra have "
              + spectra.columns());
    }
    if (trainRows.length == 0) {
      throw new IllegalArgumentException("there are no rows to train on");
    }
  }

  /** One training run: what changes while it goes on. */
  private final class Run {
    private final SkyVae vae;
    private final int[] trainRows;
    private final int[] testRows;
    private final Noise noise = Noise.of(config.randomSeed());
    private final TrainingStep step;
    private final RunFiles files;
    private final StateKeeper states;
    private final BackgroundWriter writer;
    private final Observers told = new Observers(observers);
    private final long began = System.nanoTime();
    private double earlierSeconds;
    private VaeTrainingHistory history = VaeTrainingHistory.empty();
    private Optional<Standing.Best> best = Optional.empty();

    Run(SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows, BackgroundWriter writer) {
      this.vae = vae;
      this.trainRows = trainRows.clone();
      this.testRows = testRows.clone();
      this.writer = writer;
      step = new TrainingStep(vae, spectra, config);
      files = new RunFiles(config, optimizer, vae, provenance, writer);
      Map<String, Object> settings = RunIdentity.settings(config, optimizer, vae);
      Supplier<RunIdentity> identity =
          Suppliers.memoize(
              () ->
                  RunIdentity.of(
                      settings,
                      RunIdentity.data(spectra, this.trainRows, this.testRows),
                      RunIdentity.environment(vae)));
      states = new StateKeeper(config, optimizer, vae, identity, provenance, writer);
    }

    VaeTrainingResult go() {
      Standing start = resumes ? resume() : Standing.atStart();
      told.started(config.epochs(), batches(trainRows));
      if (resumes) {
        told.resumed(history, start.batch());
      } else {
        states.save(start);
      }
      VaeTrainingResult result;
      try (BatchFeed feed = new BatchFeed(step)) {
        boolean interrupted = false;
        for (int epoch = start.epoch(); epoch < config.epochs() && !interrupted; epoch++) {
          Epoch next = new Epoch(feed, epoch);
          interrupted = !(epoch == start.epoch() ? next.from(start) : next).run();
        }
        writer.await();
        files.tellWritten(told);
        result =
            new VaeTrainingResult(
                vae, history, files.checkpoint(), files.historyFile(), interrupted, seconds());
      } catch (RuntimeException e) {
        told.failed(e);
        throw e;
      } finally {
        best.ifPresent(b -> vae.setWeights(b.weights()));
      }
      told.ended(result);
      return result;
    }

    /** Brings everything back to where the earlier run was, the files that it wrote included. */
    private Standing resume() {
      Standing start = states.restore();
      history = start.history();
      best = start.best();
      earlierSeconds = start.seconds();
      best.ifPresent(b -> files.saveCheckpoint(b, history.epochs().get(b.epoch())));
      files.saveHistory(history);
      return start;
    }

    private double seconds() {
      return earlierSeconds + secondsSince(began);
    }

    /** One epoch, whole or the rest of it. */
    private final class Epoch {
      private final BatchFeed feed;
      private final int epoch;
      private final long start = System.nanoTime();
      private int firstBatch;
      private LossMean train = new LossMean();
      private double earlierEpochSeconds;

      Epoch(BatchFeed feed, int epoch) {
        this.feed = feed;
        this.epoch = epoch;
      }

      /** This epoch, going on from where one of the same number was left. */
      Epoch from(Standing standing) {
        firstBatch = standing.batch();
        train = standing.train();
        earlierEpochSeconds = standing.epochSeconds();
        return this;
      }

      /** Runs it; false if it was stopped in the middle, and then leaves no record of it. */
      boolean run() {
        if (!learn()) {
          return false;
        }
        LossValues learned = train.value();
        boolean last = epoch == config.epochs() - 1;
        boolean due = testRows.length > 0 && (last || epoch % config.validateEvery() == 0);
        Optional<LossValues> test = due ? validate() : Optional.empty();
        if (due && test.isEmpty()) {
          states.saveLast(standing(batches(trainRows)));
          return false;
        }
        EpochRecord preliminary = record(learned, test);
        // Without test rows nothing tells epochs apart, so the newest is kept.
        if (testRows.length == 0 || history.plus(preliminary).bestEpoch().orElse(-1) == epoch) {
          Weights weights = finiteWeights(test.orElse(learned));
          best = Optional.of(new Standing.Best(epoch, RunFiles.now(), weights));
          files.saveCheckpoint(best.get(), preliminary);
        }
        history = history.plus(record(learned, test));
        files.saveHistory(history);
        Standing over = new Standing(epoch + 1, 0, new LossMean(), 0, seconds(), history, best);
        if (last) {
          states.saveLast(over);
        } else {
          states.save(over);
        }
        files.tellWritten(told);
        told.epochEnded(history);
        return true;
      }

      /** The weights now; some engines' ReLU hides from the loss that they are not finite. */
      private Weights finiteWeights(LossValues loss) {
        Weights weights = vae.weights();
        if (!weights.areFinite()) {
          throw new TrainingDivergedException(
              epoch, batches(trainRows) - 1, "training", loss, files.checkpoint());
        }
        return weights;
      }

      private EpochRecord record(LossValues learned, Optional<LossValues> test) {
        return new EpochRecord(epoch, learned, test, optimizer.learningRate(), epochSeconds());
      }

      private double epochSeconds() {
        return earlierEpochSeconds + secondsSince(start);
      }

      private Standing standing(int batch) {
        return new Standing(epoch, batch, train.copy(), epochSeconds(), seconds(), history, best);
      }

      /** Goes through the training rows; false if it was stopped. */
      private boolean learn() {
        int[] order = noise.stream("order").at(epoch).permutation(trainRows.length);
        int[] rows = new int[order.length];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = trainRows[order[i]];
        }
        Noise drawn = noise.stream("train");
        try (BatchFeed.Batches batches =
            feed.batches(
                firstBatch,
                batches(rows),
                (target, i) -> step.gather(target, rowsOf(rows, i), drawn.at(epoch, i)))) {
          for (int batch = firstBatch; batch < batches(rows); batch++) {
            if (stop.getAsBoolean()) {
              states.saveLast(standing(batch));
              return false;
            }
            if (states.isDue()) {
              states.save(standing(batch));
            }
            HostBatch chosen = batches.next();
            LossValues loss;
            try (Gradients gradients = step.gradients(chosen)) {
              loss = gradients.loss();
              requireFinite(loss, batch, "training");
              gradients.apply(optimizer);
            }
            train.add(loss, chosen.rows());
            writer.check();
            files.tellWritten(told);
            told.batchEnded(epoch, batch, loss);
          }
        }
        return true;
      }

      private Optional<LossValues> validate() {
        LossMean mean = new LossMean();
        Noise drawn = noise.stream("test");
        try (BatchFeed.Batches batches =
            feed.batches(
                0,
                batches(testRows),
                (target, i) -> step.gather(target, rowsOf(testRows, i), drawn.at(i)))) {
          for (int batch = 0; batch < batches(testRows); batch++) {
            if (stop.getAsBoolean()) {
              return Optional.empty();
            }
            HostBatch chosen = batches.next();
            LossValues loss = step.loss(chosen);
            requireFinite(loss, batch, "test");
            mean.add(loss, chosen.rows());
            told.testBatchEnded(epoch, batch, loss);
          }
        }
        return Optional.of(mean.value());
      }

      private void requireFinite(LossValues loss, int batch, String rows) {
        if (!loss.isFinite()) {
          throw new TrainingDivergedException(epoch, batch, rows, loss, files.checkpoint());
        }
      }
    }

    private int batches(int[] rows) {
      return (rows.length + config.batchSize() - 1) / config.batchSize();
    }

    private int[] rowsOf(int[] rows, int batch) {
      int from = batch * config.batchSize();
      return Arrays.copyOfRange(rows, from, Math.min(rows.length, from + config.batchSize()));
    }
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
