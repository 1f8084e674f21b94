package org.desisky.training;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.desisky.core.io.Folders;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.training.scaling.ReconUnits;
import org.desisky.training.scaling.Scaling;
import org.desisky.vae.KernelWidth;
import org.desisky.vae.ReconstructionTerm;

/**
 * The settings of a training run; defaults are those of {@link Recipe#DOCUMENT}, which in four
 * things is not what the Python package computes ({@link Recipe#PYTHON} is). Immutable: make one
 * with {@link #builder()}.
 */
public final class VaeTrainingConfig {
  /** The name of the setting of over how many epochs the rate runs its course. */
  static final String SCHEDULE_EPOCHS = "schedule_epochs";

  private final int epochs;
  private final double learningRate;
  private final int batchSize;
  private final double beta;
  private final double lam;
  private final Discrepancy discrepancy;
  private final ReconstructionTerm reconstruction;
  private final ReconUnits reconUnits;
  private final Scaling scaling;
  private final Start start;
  private final double mixing;
  private final Optimisation optimisation;
  private final OptionalInt scheduleEpochs;
  private final boolean saveBest;
  private final Optional<Path> saveDir;
  private final String runName;
  private final int printEvery;
  private final int validateEvery;
  private final long randomSeed;
  private final boolean saveState;
  private final Duration stateEvery;

  private VaeTrainingConfig(Builder builder) {
    epochs = positive("epochs", builder.epochs);
    learningRate = positive("learning rate", builder.learningRate);
    batchSize = positive("batch size", builder.batchSize);
    beta = notNegative("beta", builder.beta);
    lam = notNegative("lam", builder.lam);
    discrepancy = requireNonNull(builder.discrepancy, "discrepancy");
    reconstruction = requireNonNull(builder.reconstruction, "reconstruction");
    reconUnits = requireNonNull(builder.reconUnits, "recon units");
    scaling = requireNonNull(builder.scaling, "scaling");
    start = requireNonNull(builder.start, "start");
    optimisation = requireNonNull(builder.optimisation, "optimisation");
    optimisation.optimizer(learningRate); // which has limits of its own
    scheduleEpochs = requireNonNull(builder.scheduleEpochs, "schedule epochs");
    scheduleEpochs.ifPresent(value -> positive("schedule epochs", value));
    mixing = requireNonNull(builder.mixing, "mixing").part(scheduleEpochs.orElse(epochs));
    saveBest = builder.saveBest;
    saveDir = Optional.ofNullable(builder.saveDir);
    runName = fileName(builder.runName);
    printEvery = positive("print every", builder.printEvery);
    validateEvery = positive("validate every", builder.validateEvery);
    randomSeed = builder.randomSeed;
    saveState = builder.saveState;
    stateEvery = requireNonNull(builder.stateEvery, "state every");
    if (stateEvery.isNegative() || stateEvery.isZero()) {
      throw new IllegalArgumentException(
          "the time between states must be above 0, not " + stateEvery);
    }
  }

  /**
   * Settings to be changed from their defaults, which are those of {@link Recipe#DOCUMENT}, to
   * compare with. For a model to be used take {@link #best()}: these learn slowly.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings to be changed from those that give the best models, {@link Recipe#BEST}. */
  public static Builder best() {
    return Recipe.BEST.settings();
  }

  /** How often the training rows are gone through; 100 unless set. */
  public int epochs() {
    return epochs;
  }

  /** The learning rate, where it changes its peak; 1e-4 unless set. */
  public double learningRate() {
    return learningRate;
  }

  /** Spectra per step, the last of an epoch may have fewer; 64 unless set. */
  public int batchSize() {
    return batchSize;
  }

  /** β, the weight of the Kullback-Leibler term; 1e-3 unless set. */
  public double beta() {
    return beta;
  }

  /**
   * λ, the weight of all regularisation: MMD is weighted by λ − β; 4 unless set. Below β, latents
   * are driven away from the prior, of which a run warns; where both are equal there is no MMD.
   */
  public double lam() {
    return lam;
  }

  /** How latents are compared with the prior; {@link Discrepancy#document()} unless set. */
  public Discrepancy discrepancy() {
    return discrepancy;
  }

  /** How reconstructions are measured; mean squared error unless set. */
  public ReconstructionTerm reconstruction() {
    return reconstruction;
  }

  /** In which unit they are measured; flux unless set. */
  public ReconUnits reconUnits() {
    return reconUnits;
  }

  /** In which units the model is trained; in flux as it is unless set. */
  public Scaling scaling() {
    return scaling;
  }

  /** The weights that training starts from; those of the model unless set. */
  public Start start() {
    return start;
  }

  /**
   * The part of the training spectra that are mixed with another of their batch, 0 to 1; none
   * unless set. Training losses are then those of mixed spectra.
   */
  public double mixing() {
    return mixing;
  }

  /** How steps are made and when they end; {@link Optimisation#document()} unless set. */
  public Optimisation optimisation() {
    return optimisation;
  }

  /**
   * Over how many epochs the rate's schedule runs, if not over all, which {@link Mixing#auto()}
   * goes by, too; a resumed run keeps the rate's epochs of its first part unless this is set.
   */
  public OptionalInt scheduleEpochs() {
    return scheduleEpochs;
  }

  /** Whether checkpoint and history are written; they are unless switched off. */
  public boolean saveBest() {
    return saveBest;
  }

  /**
   * Where to; {@code ~/.cache/desisky/saved_models/vae} unless set. Of a model of full size these
   * files, with the state, take some 450 MB.
   *
   * @throws org.desisky.core.DesiskyException if it is not set, and the user has no home folder
   */
  public Path saveDir() {
    return saveDir.orElseGet(() -> Folders.ofUser().trainedModels());
  }

  /**
   * The name of the files, without extension; {@code vae_training} unless set. A run of the same
   * name replaces them.
   */
  public String runName() {
    return runName;
  }

  /** Every how many epochs a log line is written where there is no terminal; 10 unless set. */
  public int printEvery() {
    return printEvery;
  }

  /** Every how many epochs the test rows are looked at; always after the last. 1 unless set. */
  public int validateEvery() {
    return validateEvery;
  }

  /** The seed of order and noise; 42 unless set. */
  public long randomSeed() {
    return randomSeed;
  }

  /**
   * All that a run's numbers depend on but for data and engine, by name, for records of it.
   *
   * @param latentDim of the model that is trained
   */
  public Map<String, Object> settings(int latentDim) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("epochs", epochs);
    settings.put("learning_rate", learningRate);
    settings.put("beta", beta);
    settings.put("lam", lam);
    settings.put(SCHEDULE_EPOCHS, scheduleEpochs.orElse(epochs));
    settings.putAll(settings(latentDim, optimisation.optimizer(learningRate)));
    return settings;
  }

  /** The same, but for what the Python package writes, too, of a run with an optimizer. */
  Map<String, Object> settings(int latentDim, SkyOptimizer optimizer) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("seed", randomSeed);
    settings.put("batch_size", batchSize);
    settings.put("validate_every", validateEvery);
    settings.put("recon", reconstruction.label());
    settings.put("recon_units", reconUnits.label());
    settings.put("scaling", scaling.label());
    settings.put("init", start.label());
    settings.put("mixing", mixing);
    settings.putAll(discrepancy.settings(latentDim));
    settings.putAll(optimizer.settings());
    settings.putAll(optimisation.settings());
    settings.put(
        "clip_norm", optimizer.maxNorm().isPresent() ? optimizer.maxNorm().getAsDouble() : null);
    return settings;
  }

  /**
   * Whether a state to resume from is written, after each epoch and within long ones; it is unless
   * that, or {@link #saveBest}, is switched off.
   */
  public boolean savesState() {
    return saveBest && saveState;
  }

  /** How long an epoch may go on before a state is written within it; 10 minutes unless set. */
  public Duration stateEvery() {
    return stateEvery;
  }

  /** {@code <saveDir>/<runName><extension>}; fails as {@link #saveDir()}. */
  public Path file(String extension) {
    return saveDir().resolve(runName + extension);
  }

  private static int positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be 1 or more, not " + value);
    }
    return value;
  }

  private static double positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " must be above 0, not " + value);
    }
    return value;
  }

  private static double notNegative(String what, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " must be 0 or more, not " + value);
    }
    return value;
  }

  private static String fileName(String name) {
    if (name.isBlank() || name.contains("/") || name.contains("\\") || name.startsWith(".")) {
      throw new IllegalArgumentException(
          "the run name '" + name + "' cannot name a file; use letters, digits, _ and -");
    }
    return name;
  }

  /** Collects settings; each method sets one and gives the builder back. */
  public static final class Builder {
    private int epochs = 100;
    private double learningRate = 1e-4;
    private int batchSize = 64;
    private double beta = 1e-3;
    private double lam = 4.0;
    private Discrepancy discrepancy = Discrepancy.document();
    private ReconstructionTerm reconstruction = ReconstructionTerm.MSE;
    private ReconUnits reconUnits = ReconUnits.FLUX;
    private Scaling scaling = Scaling.NONE;
    private Start start = Start.AS_GIVEN;
    private Mixing mixing = Mixing.of(0);
    private Optimisation optimisation = Optimisation.document();
    private OptionalInt scheduleEpochs = OptionalInt.empty();
    private boolean saveBest = true;
    private Path saveDir;
    private String runName = "vae_training";
    private int printEvery = 10;
    private int validateEvery = 1;
    private long randomSeed = 42;
    private boolean saveState = true;
    private Duration stateEvery = Duration.ofMinutes(10);

    private Builder() {}

    /** Sets {@link VaeTrainingConfig#epochs()}. */
    public Builder epochs(int value) {
      epochs = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#learningRate()}. */
    public Builder learningRate(double value) {
      learningRate = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#batchSize()}. */
    public Builder batchSize(int value) {
      batchSize = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#beta()}. */
    public Builder beta(double value) {
      beta = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#lam()}. */
    public Builder lam(double value) {
      lam = value;
      return this;
    }

    /** Sets β and λ. */
    public Builder preset(Preset value) {
      return beta(value.beta()).lam(value.lam());
    }

    /** The kernel's width alone. */
    public Builder kernelSigma(double value) {
      discrepancy = discrepancy.withWidth(KernelWidth.of(value));
      return this;
    }

    /** Sets {@link VaeTrainingConfig#discrepancy()}. */
    public Builder discrepancy(Discrepancy value) {
      discrepancy = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#reconstruction()}. */
    public Builder reconstruction(ReconstructionTerm value) {
      reconstruction = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#reconUnits()}. */
    public Builder reconUnits(ReconUnits value) {
      reconUnits = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#scaling()}. */
    public Builder scaling(Scaling value) {
      scaling = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#start()}. */
    public Builder start(Start value) {
      start = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#mixing()}. */
    public Builder mixing(double value) {
      return mixing(Mixing.of(value));
    }

    /** Sets {@link VaeTrainingConfig#mixing()}, which may go by the length of the run. */
    public Builder mixing(Mixing value) {
      mixing = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#scheduleEpochs()}. */
    public Builder scheduleEpochs(OptionalInt value) {
      scheduleEpochs = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#optimisation()}. */
    public Builder optimisation(Optimisation value) {
      optimisation = value;
      return this;
    }

    /** Whether gradients are scaled down to a global norm of 1, or left as they are. */
    public Builder clipGradients(boolean value) {
      optimisation =
          optimisation.withClipNorm(value ? OptionalDouble.of(1) : OptionalDouble.empty());
      return this;
    }

    /** Sets {@link VaeTrainingConfig#saveBest()}. */
    public Builder saveBest(boolean value) {
      saveBest = value;
      return this;
    }

    /** {@code null} stands for the default place. */
    public Builder saveDir(Path value) {
      saveDir = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#runName()}. */
    public Builder runName(String value) {
      runName = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#printEvery()}. */
    public Builder printEvery(int value) {
      printEvery = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#validateEvery()}. */
    public Builder validateEvery(int value) {
      validateEvery = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#randomSeed()}. */
    public Builder randomSeed(long value) {
      randomSeed = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#savesState()}. */
    public Builder saveState(boolean value) {
      saveState = value;
      return this;
    }

    /** Sets {@link VaeTrainingConfig#stateEvery()}. */
    public Builder stateEvery(Duration value) {
      stateEvery = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException naming the first that makes no sense
     * @throws NullPointerException naming the first that is null
     */
    public VaeTrainingConfig build() {
      return new VaeTrainingConfig(this);
    }
  }
}
