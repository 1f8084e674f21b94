package org.desisky.training;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.FileClaim;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.training.scaling.FluxUnit;
import org.desisky.training.scaling.ReconUnits;
import org.desisky.training.scaling.Scaling;
import org.desisky.vae.PrincipalStart;
import org.desisky.vae.SkyVae;

/**
 * Trains a {@link SkyVae} with the InfoVAE-MMD objective.
 *
 * <pre>{@code
 * VaeTrainingResult result =
 *     VaeTrainer.of(VaeTrainingConfig.best().epochs(20).build()).train(vae, flux, split.train(), split.test());
 * }</pre>
 *
 * <p>The settings may have it train on scaled channels and from another start than the model's own
 * weights; the model that comes back, and the checkpoint, take and give spectra as they are.
 *
 * <p>Order, ε and prior samples come from the seed by epoch and batch, so a run is the same
 * whatever came before it in the process. Test losses use the same noise in every epoch.
 */
public final class VaeTrainer {
  private static final List<String> FILES = List.of(".eqx", ".history.csv", ".state");

  final VaeTrainingConfig config;
  private final Supplier<SkyOptimizer> optimizers;
  final List<TrainingObserver> observers;
  final BooleanSupplier stop;
  final Map<String, Object> provenance;
  final boolean resumes;

  private VaeTrainer(
      VaeTrainingConfig config,
      Supplier<SkyOptimizer> optimizers,
      List<TrainingObserver> observers,
      BooleanSupplier stop,
      Map<String, Object> provenance,
      boolean resumes) {
    this.config = config;
    this.optimizers = optimizers;
    this.observers = List.copyOf(observers);
    this.stop = stop;
    this.provenance = new LinkedHashMap<>(provenance);
    this.resumes = resumes;
  }

  /** A trainer with these settings; each run has an optimizer of its own. */
  public static VaeTrainer of(VaeTrainingConfig config) {
    requireNonNull(config, "config");
    List<TrainingObserver> own = List.of(new HeapTrims());
    return new VaeTrainer(
        config,
        () -> config.optimisation().optimizer(config.learningRate()),
        own,
        () -> false,
        Map.of(),
        false);
  }

  /**
   * This trainer with another optimizer, whose rate, as the peak, and clipping then count. What it
   * has gathered of other steps is forgotten, before a run and after it; it is of use to one run at
   * a time.
   *
   * @throws IllegalArgumentException if its settings are not of texts, numbers, lists and maps
   */
  public VaeTrainer with(SkyOptimizer other) {
    RunIdentity.json(requireNonNull(other, "optimizer").settings());
    return new VaeTrainer(config, () -> other, observers, stop, provenance, resumes);
  }

  /** This trainer with one more observer. */
  public VaeTrainer with(TrainingObserver observer) {
    requireNonNull(observer, "observer");
    List<TrainingObserver> more = new ArrayList<>(observers);
    more.add(observer);
    return new VaeTrainer(config, optimizers, more, stop, provenance, resumes);
  }

  /**
   * This trainer, ending early, after the step at hand, once {@code condition} holds, too: one that
   * was given before counts as before. So it does, always, where the thread that trains is
   * interrupted once the run has begun; it is still interrupted then.
   */
  public VaeTrainer stoppingWhen(BooleanSupplier condition) {
    requireNonNull(condition, "condition");
    BooleanSupplier either = () -> stop.getAsBoolean() || condition.getAsBoolean();
    return new VaeTrainer(config, optimizers, observers, either, provenance, resumes);
  }

  /**
   * This trainer, writing what is known of the data into the checkpoint's header.
   *
   * @param data of texts, numbers, lists and maps of these
   * @throws IllegalArgumentException if there is something else in it
   */
  public VaeTrainer withProvenance(Map<String, Object> data) {
    RunIdentity.json(requireNonNull(data, "data"));
    return new VaeTrainer(config, optimizers, observers, stop, data, resumes);
  }

  /**
   * This trainer, going on from the state that an interrupted, killed or finished run of this name
   * left, instead of starting anew. Settings and data must be those of that run, {@link
   * VaeTrainingConfig#mixing} as a number, too, where it went by the length of the run; there may
   * be more epochs. The result is the same, bit for bit, as that of a run that was never
   * interrupted, on the same engine, machine and number of threads. One that is given more epochs
   * is not always the run that would have had as many from the start: its rate keeps the course it
   * had, unless {@link VaeTrainingConfig#scheduleEpochs} says otherwise, and what was its last
   * epoch stays tested, due or not ({@link VaeTrainingConfig#validateEvery}).
   */
  public VaeTrainer resuming() {
    return new VaeTrainer(config, optimizers, observers, stop, provenance, true);
  }

  /**
   * Trains a model in place. While it goes on the model holds weights for the units trained in;
   * what comes back, and what is written, takes and gives spectra as they are.
   *
   * @param vae a model made by {@link SkyVae#create} or {@link SkyVae#load}
   * @param spectra one a row, as many channels as the model has; those of the rows named are finite
   * @param trainRows the rows to learn from, counted from 0; one may be there more than once
   * @param testRows the rows that pick the best epoch; may be empty, then the last one is kept
   * @return the best model, the history and what was written; of a run that was stopped before its
   *     first epoch was over the model as far as it had come
   * @throws TrainingDivergedException if the loss is no longer finite and the run does not go back
   *     ({@link OnDivergence}), or did so in vain; what was saved stays, and the model has its best
   *     weights, or, if no epoch was completed, those it diverged with
   * @throws org.desisky.core.DesiskyException if the flux is in a unit that makes its numbers too
   *     small to learn from; if another run of this name is going on; if files cannot be written,
   *     before any work is done where that shows, else when it does: older files are then intact;
   *     or if it should resume and cannot
   * @throws IllegalArgumentException if there are no rows to learn from, one of the rows is not
   *     there or not finite, or the spectra are not the model's
   * @throws org.desisky.core.engine.EngineUnavailableException if another training is running on
   *     this engine in this process
   * @throws IllegalStateException if the model is closed, or another thread or an observer closes
   *     it; what was saved stays
   */
  public VaeTrainingResult train(SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows) {
    check(vae, spectra, trainRows, testRows);
    TrainingPermit permit = TrainingPermit.of(vae.compute());
    try {
      return vae.holding(
          () ->
              config.saveBest()
                  ? runAlone(vae, spectra, trainRows, testRows)
                  : run(vae, spectra, trainRows, testRows));
    } finally {
      permit.close();
    }
  }

  /**
   * Makes sure that the files of a run can be written, as training does when it begins: for whoever
   * has long work to do before. Leaves nothing behind.
   *
   * @throws DesiskyException if one cannot, as where a folder has its name
   */
  public static void requireWritable(VaeTrainingConfig config) {
    if (config.saveBest()) {
      FILES.forEach(extension -> AtomicFiles.checkReplaceable(config.file(extension)));
    }
  }

  /** Runs with the right to write the files of this name. */
  private VaeTrainingResult runAlone(
      SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows) {
    if (resumes) {
      StateKeeper.requireState(config); // before the lock makes folder and file
    }
    requireWritable(config);
    FileClaim claim = RunClaim.take(config);
    try {
      FILES.forEach(extension -> AtomicFiles.removeHalfWritten(config.file(extension)));
      if (!resumes && !config.savesState()) {
        removeState();
      }
      return run(vae, spectra, trainRows, testRows);
    } finally {
      claim.close();
    }
  }

  /** Nobody shall take the state of an earlier run of this name for one of this run. */
  private void removeState() {
    try {
      AtomicFiles.remove(config.file(".state"));
    } catch (IOException e) {
      throw new DesiskyException(
          "cannot remove " + config.file(".state") + ": " + AtomicFiles.reason(e), e);
    }
  }

  private VaeTrainingResult run(SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows) {
    SkyOptimizer optimizer = optimizers.get();
    optimizer.reset();
    try (BackgroundWriter writer = new BackgroundWriter()) {
      return new TrainingRun(this, optimizer, vae, spectra, trainRows, testRows, writer).go();
    } finally {
      optimizer.reset();
    }
  }

  private void check(SkyVae vae, FloatMatrix spectra, int[] trainRows, int[] testRows) {
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
    checkRows("train", trainRows, spectra);
    checkRows("test", testRows, spectra);
    // Else nothing is squared but scaled flux in units of its own noise, whatever that is.
    if (config.reconUnits() == ReconUnits.FLUX || config.scaling() == Scaling.NONE) {
      FluxUnit.check(spectra, trainRows);
    }
    if (config.start() == Start.PCA) {
      PrincipalStart.check(vae);
    }
  }

  private static void checkRows(String what, int[] rows, FloatMatrix spectra) {
    for (int row : rows) {
      if (row < 0 || row >= spectra.rows()) {
        throw new IllegalArgumentException(
            "row " + row + " to " + what + " on is none of the " + spectra.rows() + " spectra");
      }
      if (!spectra.isFinite(row)) {
        throw new IllegalArgumentException(
            "row " + row + " to " + what + " on has numbers that are not finite; leave it out");
      }
    }
  }
}
