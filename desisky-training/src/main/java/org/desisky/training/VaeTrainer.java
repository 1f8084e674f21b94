package org.desisky.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.noise.Noise;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.vae.LossValues;
import org.desisky.vae.PrincipalStart;
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
 * <p>The settings may have it train on scaled channels and from another start than the model's own
 * weights; the model that comes back, and the checkpoint, take and give spectra as they are.
 *
 * <p>Order, ε and prior samples come from the seed by epoch and batch, so a run is the same
 * whatever came before it in the process. Test losses use the same noise in every epoch.
 */
public final class VaeTrainer {
  private final VaeTrainingConfig config;
  private final SkyOptimizer optimizer;
  private final List<TrainingObserver> observers;
  private final BooleanSupplier stop;
  private final Map<String, Object> provenance;

  private VaeTrainer(
      VaeTrainingConfig config,
      SkyOptimizer optimizer,
      List<TrainingObserver> observers,
      BooleanSupplier stop,
      Map<String, Object> provenance) {
    this.config = config;
    this.optimizer = optimizer;
    this.observers = List.copyOf(observers);
    this.stop = stop;
    this.provenance = new LinkedHashMap<>(provenance);
  }

  /** A trainer with these settings. */
  public static VaeTrainer of(VaeTrainingConfig config) {
    SkyOptimizer optimizer = config.optimisation().optimizer(config.learningRate());
    return new VaeTrainer(config, optimizer, List.of(), () -> false, Map.of());
  }

  /** This trainer with another optimizer, whose rate, as the peak, and clipping then count. */
  public VaeTrainer with(SkyOptimizer other) {
    return new VaeTrainer(config, other, observers, stop, provenance);
  }

  /** This trainer with one more observer. */
  public VaeTrainer with(TrainingObserver observer) {
    List<TrainingObserver> more = new ArrayList<>(observers);
    more.add(observer);
    return new VaeTrainer(config, optimizer, more, stop, provenance);
  }

  /** This trainer, ending early, after the step at hand, once {@code condition} holds. */
  public VaeTrainer stoppingWhen(BooleanSupplier condition) {
    return new VaeTrainer(config, optimizer, observers, condition, provenance);
  }

  /** This trainer, writing what is known of the data into the checkpoint's header. */
  public VaeTrainer withProvenance(Map<String, Object> data) {
    return new VaeTrainer(config, optimizer, observers, stop, data);
  }

  /**
   * Trains a model in place. While it goes on the model holds weights for the units trained in;
   * what comes back, and what is written, takes and gives spectra as they are.
   *
   * @param vae a model made by {@link SkyVae#create} or {@link SkyVae#load}
   * @param spectra one a row, as many channels as the model has
   * @param trainRows the rows to learn from
   * @param testRows the rows that pick the best epoch; may be empty, then the last one is kept
   * @return the best model, the history and what was written
   * @throws TrainingDivergedException if the loss is no longer finite; what was saved stays, and
   *     the model has its best weights, or, if no epoch was completed, those it diverged with
   * @throws org.desisky.core.DesiskyException if files cannot be written, before any work is done
   */
  public VaeTrainingResult train(SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows) {
    check(vae, spectra, trainRows);
    if (config.saveBest()) {
      AtomicFiles.checkReplaceable(config.file(".eqx"));
      AtomicFiles.checkReplaceable(config.file(".history.csv"));
    }
    optimizer.reset();
    try {
      return new Run(vae, spectra, trainRows, testRows).go();
    } finally {
      optimizer.reset();
      vae.freezeParameters(true);
    }
  }

  private void check(SkyVae vae, FloatMatrix spectra, int[] trainRows) {
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
    if (config.start() == Start.PCA) {
      PrincipalStart.check(vae);
    }
  }

  /** One training run: what changes while it goes on. */
  private final class Run {
    private final SkyVae vae;
    private final int[] trainRows;
    private final int[] testRows;
    private final Noise noise = Noise.of(config.randomSeed());
    private final RecipeRun recipe;
    private final TrainingStep step;
    private final RunFiles files;
    private final long began = System.nanoTime();
    private VaeTrainingHistory history = VaeTrainingHistory.empty();
    private Optional<Weights> best = Optional.empty();

    Run(SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows) {
      this.vae = vae;
      this.trainRows = trainRows.clone();
      this.testRows = testRows.clone();
      recipe = new RecipeRun(config, optimizer.learningRate(), vae, spectra, trainRows);
      step = recipe.step(spectra);
      files = new RunFiles(config, optimizer, vae, provenance, observers);
    }

    VaeTrainingResult go() {
      int batches = batches(trainRows);
      observers.forEach(observer -> observer.started(config.epochs(), batches));
      boolean interrupted = false;
      try {
        for (int epoch = 0; epoch < config.epochs() && !interrupted; epoch++) {
          interrupted = !runEpoch(epoch);
          if (!interrupted && recipe.outOfPatience(history)) {
            break;
          }
        }
      } finally {
        vae.setWeights(best.orElseGet(recipe::folded));
      }
      return new VaeTrainingResult(
          vae, history, files.checkpoint(), files.historyFile(), interrupted, secondsSince(began));
    }

    /** Runs one epoch; false if it was stopped in the middle, and then leaves no record of it. */
    private boolean runEpoch(int epoch) {
      long start = System.nanoTime();
      Optional<LossValues> train = learn(epoch);
      if (train.isEmpty()) {
        return false;
      }
      recipe.useAverage();
      try {
        return concludeEpoch(epoch, start, train.get());
      } finally {
        recipe.useTrained();
      }
    }

    /** Tests and saves; false if it was stopped in the middle. */
    private boolean concludeEpoch(int epoch, long start, LossValues train) {
      boolean last = epoch == config.epochs() - 1;
      boolean due = testRows.length > 0 && (last || epoch % config.validateEvery() == 0);
      Optional<LossValues> test = due ? validate(epoch) : Optional.empty();
      if (due && test.isEmpty()) {
        return false;
      }
      double overlap = overlap();
      EpochRecord preliminary = record(epoch, train, test, start, overlap);
      // Without test rows nothing tells epochs apart, so the newest is kept.
      if (testRows.length == 0 || history.plus(preliminary).bestEpoch().orElse(-1) == epoch) {
        best = Optional.of(finiteWeights(epoch, test.orElse(train)));
        files.saveCheckpoint(best.get(), preliminary);
      }
      history = history.plus(record(epoch, train, test, start, overlap));
      files.saveHistory(history);
      observers.forEach(observer -> observer.epochEnded(history));
      return true;
    }

    /** The weights now; some engines' ReLU hides from the loss that they are not finite. */
    private Weights finiteWeights(int epoch, LossValues loss) {
      Weights weights = recipe.folded();
      if (!weights.areFinite()) {
        throw new TrainingDivergedException(
            epoch, batches(trainRows) - 1, "training", loss, files.checkpoint());
      }
      return weights;
    }

    private EpochRecord record(
        int epoch, LossValues train, Optional<LossValues> test, long start, double overlap) {
      double rate = recipe.rate((epoch + 1L) * batches(trainRows) - 1);
      return new EpochRecord(epoch, train, test, rate, secondsSince(start), overlap);
    }

    /** Of the first batch of the rows tested, or else trained on. */
    private double overlap() {
      int[] rows = rowsOf(testRows.length > 0 ? testRows : trainRows, 0);
      return rows.length < 2 ? Double.NaN : recipe.overlap(step, rows, noise.stream("test").at(0));
    }

    private Optional<LossValues> learn(int epoch) {
      int[] order = noise.stream("order").at(epoch).permutation(trainRows.length);
      int[] rows = new int[order.length];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = trainRows[order[i]];
      }
      LossMean mean = new LossMean();
      for (int batch = 0; batch < batches(rows); batch++) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        int[] chosen = rowsOf(rows, batch);
        long number = (long) epoch * batches(rows) + batch;
        LossValues loss;
        try (Gradients gradients = step.gradients(chosen, noise.stream("train").at(epoch, batch))) {
          loss = gradients.loss();
          requireFinite(loss, epoch, batch, "training");
          gradients.apply(optimizer, recipe.rates(number));
        }
        recipe.stepMade(number);
        mean.add(loss, chosen.length);
        for (TrainingObserver observer : observers) {
          observer.batchEnded(epoch, batch, loss);
        }
      }
      return Optional.of(mean.value());
    }

    private Optional<LossValues> validate(int epoch) {
      LossMean mean = new LossMean();
      for (int batch = 0; batch < batches(testRows); batch++) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        int[] chosen = rowsOf(testRows, batch);
        LossValues loss = step.loss(chosen, noise.stream("test").at(batch));
        requireFinite(loss, epoch, batch, "test");
        mean.add(loss, chosen.length);
      }
      return Optional.of(mean.value());
    }

    private void requireFinite(LossValues loss, int epoch, int batch, String rows) {
      if (!loss.isFinite()) {
        throw new TrainingDivergedException(epoch, batch, rows, loss, files.checkpoint());
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
