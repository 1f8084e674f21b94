package org.desisky.training;

import com.google.common.base.Suppliers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a {@link VaeTrainer}: what changes while it goes on. */
final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  private final VaeTrainingConfig config;
  private final BooleanSupplier stop;
  private final boolean resumes;
  private final SkyVae vae;
  private final RowBatches train;
  private final RowBatches test;
  private final Noise noise;
  private final SkyOptimizer optimizer;
  private final RecipeRun recipe;
  private final TrainingStep step;
  private final RunFiles files;
  private final StateKeeper states;
  private final BackgroundWriter writer;
  private final Observers told;
  private final long began = System.nanoTime();
  private double earlierSeconds;
  private VaeTrainingHistory history = VaeTrainingHistory.empty();
  private Optional<Standing.Best> best = Optional.empty();
  private List<Retry> retries = List.of();
  private double goodError;
  private boolean hasLearned;

  TrainingRun(
      VaeTrainer trainer,
      SkyOptimizer optimizer,
      SkyVae vae,
      FloatMatrix spectra,
      int[] trainRows,
      int[] testRows,
      BackgroundWriter writer) {
    config = trainer.config;
    stop = trainer.stop;
    resumes = trainer.resumes;
    noise = Noise.of(config.randomSeed());
    told = new Observers(trainer.observers);
    this.optimizer = optimizer;
    this.vae = vae;
    train = new RowBatches(trainRows, config.batchSize());
    test = new RowBatches(testRows, config.batchSize());
    this.writer = writer;
    recipe = new RecipeRun(config, optimizer.learningRate(), vae, spectra, trainRows);
    files =
        new RunFiles(config, optimizer, vae, recipe::scheduleEpochs, trainer.provenance, writer);
    Map<String, Object> settings = RunIdentity.settings(config, optimizer, vae);
    Supplier<RunIdentity> identity =
        Suppliers.memoize(
            () ->
                RunIdentity.of(
                    settings,
                    RunIdentity.data(spectra, train.rows(), test.rows()),
                    RunIdentity.environment(vae)));
    states =
        new StateKeeper(config, optimizer, vae, recipe, identity, trainer.provenance, writer, told);
    try {
      recipe.begin(spectra, trainRows, resumes);
      step = recipe.step(spectra); // the last, so that nothing can fail while it owns GPU memory
    } catch (Throwable e) {
      Failures.after(e, recipe::giveUp);
      throw e;
    }
    recipe.hasBegun();
  }

  VaeTrainingResult go() {
    try (step;
        recipe) {
      return train();
    }
  }

  private VaeTrainingResult train() {
    Standing start = resumes ? resume() : Standing.atStart();
    VaeTrainingResult result;
    try {
      result = train(start);
      giveBack();
    } catch (Throwable e) {
      Failures.after(e, () -> told.failed(Failures.told(e)));
      Failures.after(e, this::giveBack);
      throw e;
    }
    told.ended(result);
    return result;
  }

  private VaeTrainingResult train(Standing start) {
    told.started(config.epochs(), train.count());
    if (resumes) {
      told.resumed(history, start.batch());
      states.saveIfToldAnew();
    } else {
      states.save(start);
    }
    try (BatchFeed feed = new BatchFeed(step)) {
      goodError = goesBack() ? probe().recon() : Double.NaN;
      Optional<Standing> next = Optional.of(start);
      while (next.isPresent() && goesOn(next.get().epoch())) {
        next = run(new Epoch(feed, next.get()));
      }
      writer.await();
      files.tellWritten(told);
      return new VaeTrainingResult(
          vae,
          history,
          retries,
          files.checkpoint(),
          files.historyFile(),
          next.isEmpty(),
          seconds());
    }
  }

  /** Leaves the best weights in the model, or else those now, for spectra as they are. */
  private void giveBack() {
    vae.setWeights(best.map(Standing.Best::weights).orElseGet(recipe::folded));
  }

  /** An interruption, as of a task that is cancelled, is a wish to stop like any other. */
  private boolean isToStop() {
    return stop.getAsBoolean() || Thread.currentThread().isInterrupted();
  }

  private boolean goesBack() {
    return config.optimisation().onDivergence() == OnDivergence.RETRY;
  }

  /** The loss of the same rows with the same noise whenever it is asked for. */
  private LossValues probe() {
    return step.loss(train.at(0), noise.stream("test").at(0));
  }

  /** Where the next epoch begins, which is this one again after a return; empty if stopped. */
  private Optional<Standing> run(Epoch epoch) {
    try {
      return epoch.run();
    } catch (TrainingDivergedException e) {
      return Optional.of(goBack(e, epoch));
    }
  }

  /** Goes back to where the epoch began, at half the rate, or throws what there is to say. */
  private Standing goBack(TrainingDivergedException diverged, Epoch epoch) {
    if (!epoch.madeStep()) {
      throw diverged.with(DivergenceAdvice.withoutAStep(hasLearned, resumes, goesBack()));
    }
    if (!goesBack()) {
      throw diverged.with(DivergenceAdvice.goBack(config.savesState()));
    }
    if (retries.size() == Retry.MOST) {
      throw diverged.with(
          "; the run went back " + Retry.MOST + " times, in vain, and at a lower rate each time");
    }
    Retry retry =
        new Retry(diverged.epoch(), diverged.batch(), diverged.term(), 0.5 * recipe.rateFactor());
    retries = new ArrayList<>(retries);
    retries.add(retry);
    recipe.slowDown(retries);
    Standing back = states.goBack(retries, epoch.epochSeconds(), seconds());
    LOG.warn("{}", retry);
    told.retried(retry, history, back.batch());
    return back;
  }

  private boolean goesOn(int epoch) {
    return epoch < config.epochs() && !recipe.outOfPatience(history);
  }

  /** Brings everything back to where the earlier run was, the files that it wrote included. */
  private Standing resume() {
    Standing start = states.restore();
    files.wasElsewhere(states.earlier());
    history = start.history();
    best = start.best();
    retries = start.retries();
    recipe.slowDown(retries);
    earlierSeconds = start.seconds();
    best.ifPresent(b -> files.keepCheckpoint(b, history.epochs().get(b.epoch()), retries));
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
    private final int firstBatch;
    private final LossMean losses;
    private final EpochChecks checks;
    private final double earlierEpochSeconds;
    private boolean madeStep;

    /** The epoch that goes on there, from the batch that it had come to. */
    Epoch(BatchFeed feed, Standing standing) {
      this.feed = feed;
      epoch = standing.epoch();
      firstBatch = standing.batch();
      losses = standing.train().copy();
      checks = new EpochChecks(epoch, train.count() - 1, files);
      earlierEpochSeconds = standing.epochSeconds();
    }

    /** Whether a step of it was made. */
    boolean madeStep() {
      return madeStep;
    }

    /**
     * Runs it, and gives where the next begins; nothing if it was stopped in the middle, and then
     * leaves no record of it.
     */
    Optional<Standing> run() {
      if (!learn()) {
        return Optional.empty();
      }
      double reached = requireGoodWeights();
      boolean concluded;
      try {
        checks.requireFiniteLatents(recipe.useTested(step, train.rows()));
        concluded = conclude(losses.value());
      } catch (Throwable e) {
        Failures.after(e, recipe::useTrained);
        throw e;
      }
      recipe.useTrained();
      if (!concluded) {
        states.saveLast(standing(train.count()));
        return Optional.empty();
      }
      Standing over =
          new Standing(epoch + 1, 0, new LossMean(), 0, seconds(), history, best, retries);
      if (goesOn(epoch + 1)) {
        states.save(over);
      } else {
        states.saveLast(over);
      }
      files.tellWritten(told);
      goodError = reached;
      told.epochEnded(history);
      return Optional.of(over);
    }

    /** Tests and has files written; false if it was stopped in the middle. */
    private boolean conclude(LossValues learned) {
      boolean last = epoch == config.epochs() - 1;
      boolean due = !test.areEmpty() && (last || epoch % config.validateEvery() == 0);
      Optional<LossValues> tested = due ? validate() : Optional.empty();
      if (due && tested.isEmpty()) {
        return false;
      }
      EpochRecord record = record(learned, tested);
      VaeTrainingHistory longer = history.plus(record);
      // Without test rows nothing tells epochs apart, so the newest is kept.
      if (test.areEmpty() || longer.bestEpoch().orElse(-1) == epoch) {
        // Averaged and folded, neither of which may have made them infinite.
        Weights weights = recipe.folded();
        checks.requireFinite(weights.areFinite(), tested.orElse(learned));
        best = Optional.of(new Standing.Best(epoch, RunFiles.now(), weights));
        files.saveCheckpoint(best.get(), record, retries);
      }
      history = longer;
      files.saveHistory(history);
      return true;
    }

    /**
     * The last step may be the one too far, which the next batch would tell, and the average does
     * not: what a state is taken of must be good to go on from, or to go back to. The weights are
     * looked at, too, since some engines' ReLU hides from the loss that they are not finite.
     *
     * @return the reconstruction error that shows it; the other terms may be near 0, or below
     */
    private double requireGoodWeights() {
      LossValues loss = probe();
      checks.requireFinite(loss, train.count() - 1, "training");
      checks.requireFinite(recipe.weightsAreFinite(), loss);
      if (goesBack()) {
        checks.requireNoGrowth(loss.recon(), goodError);
      }
      return loss.recon();
    }

    private EpochRecord record(LossValues learned, Optional<LossValues> tested) {
      double rate = recipe.rate((epoch + 1L) * train.count() - 1);
      return new EpochRecord(epoch, learned, tested, rate, epochSeconds(), overlap());
    }

    /** Of the first batch of the rows tested, or else trained on. */
    private double overlap() {
      int[] rows = (test.areEmpty() ? train : test).at(0);
      return rows.length < 2 ? Double.NaN : recipe.overlap(step, rows, noise.stream("test").at(0));
    }

    private double epochSeconds() {
      return earlierEpochSeconds + secondsSince(start);
    }

    private Standing standing(int batch) {
      return new Standing(
          epoch, batch, losses.copy(), epochSeconds(), seconds(), history, best, retries);
    }

    /** Goes through the training rows; false if it was stopped. */
    private boolean learn() {
      RowBatches mixed =
          train.inOrder(noise.stream("order").at(epoch).permutation(train.rows().length));
      Noise drawn = noise.stream("train");
      try (BatchFeed.Batches batches =
          feed.batches(
              firstBatch,
              mixed.count(),
              (target, i) -> step.gatherMixed(target, mixed.at(i), drawn.at(epoch, i)))) {
        for (int batch = firstBatch; batch < mixed.count(); batch++) {
          if (isToStop()) {
            stopBefore(batch);
            return false;
          }
          HostBatch chosen = batches.next();
          long number = (long) epoch * mixed.count() + batch;
          LossValues loss;
          try (Gradients gradients = step.gradients(chosen)) {
            loss = gradients.loss();
            checks.requireFinite(loss, batch, "training");
            // Now it is known that the step before led to a loss that can be gone on from.
            if (states.isDue()) {
              requireFiniteWeights(batch);
              states.save(standing(batch));
            }
            gradients.apply(optimizer, recipe.rates(number));
          }
          madeStep = true;
          hasLearned = true;
          recipe.stepMade(number);
          losses.add(loss, chosen.rows());
          writer.check();
          files.tellWritten(told);
          told.batchEnded(epoch, batch, loss);
        }
      }
      return true;
    }

    /**
     * No batch tells any more whether the step before led to weights that can be gone on from. Of a
     * run that goes back no state is taken here.
     */
    private void stopBefore(int batch) {
      if (!goesBack()) {
        requireFiniteWeights(batch);
      }
      states.saveLast(standing(batch));
    }

    /** That the step before a batch left no weights that its loss may not tell of. */
    private void requireFiniteWeights(int batch) {
      if (madeStep) {
        checks.requireFinite(recipe.weightsAreFinite(), batch - 1, losses.value());
      }
    }

    private Optional<LossValues> validate() {
      LossMean mean = new LossMean();
      Noise drawn = noise.stream("test");
      try (BatchFeed.Batches batches =
          feed.batches(
              0, test.count(), (target, i) -> step.gather(target, test.at(i), drawn.at(i)))) {
        for (int batch = 0; batch < test.count(); batch++) {
          if (isToStop()) {
            return Optional.empty();
          }
          HostBatch chosen = batches.next();
          LossValues loss = step.loss(chosen);
          checks.requireFinite(loss, batch, "test");
          mean.add(loss, chosen.rows());
          told.testBatchEnded(epoch, batch, loss);
        }
      }
      return Optional.of(mean.value());
    }
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
