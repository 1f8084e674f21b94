package org.desisky.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.desisky.core.io.Folders;
import org.desisky.vae.RbfKernel;
import org.desisky.vae.ReconstructionTerm;

/**
 * The settings of a training run; names and defaults are those of the Python package. Immutable:
 * make one with {@link #builder()}.
 */
public final class VaeTrainingConfig {
  private final int epochs;
  private final double learningRate;
  private final int batchSize;
  private final double beta;
  private final double lam;
  private final OptionalDouble kernelSigma;
  private final ReconstructionTerm reconstruction;
  private final boolean clipGradients;
  private final boolean saveBest;
  private final Path saveDir;
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
    kernelSigma = builder.kernelSigma;
    kernelSigma.ifPresent(sigma -> positive("kernel sigma", sigma));
    reconstruction = builder.reconstruction;
    clipGradients = builder.clipGradients;
    saveBest = builder.saveBest;
    saveDir = Optional.ofNullable(builder.saveDir).orElseGet(Folders.ofUser()::trainedModels);
    runName = fileName(builder.runName);
    printEvery = positive("print every", builder.printEvery);
    validateEvery = positive("validate every", builder.validateEvery);
    randomSeed = builder.randomSeed;
    saveState = builder.saveState;
    stateEvery = builder.stateEvery;
    if (stateEvery.isNegative() || stateEvery.isZero()) {
      throw new IllegalArgumentException(
          "the time between states must be above 0, not " + stateEvery);
    }
  }

  /** Settings to be changed from their defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** How often the training rows are gone through; 100 unless set. */
  public int epochs() {
    return epochs;
  }

  /** Adam's rate; 1e-4 unless set. */
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

  /** λ, the weight of all regularisation: MMD is weighted by λ − β; 4 unless set. */
  public double lam() {
    return lam;
  }

  /** The kernel's width σ; empty, the default, stands for {@code auto}: √(2/latent dimension). */
  public OptionalDouble kernelSigma() {
    return kernelSigma;
  }

  /** How reconstructions are measured; mean squared error unless set. */
  public ReconstructionTerm reconstruction() {
    return reconstruction;
  }

  /** Whether gradients are scaled down to a global norm of 1; not unless set. */
  public boolean clipGradients() {
    return clipGradients;
  }

  /** Whether checkpoint and history are written; they are unless switched off. */
  public boolean saveBest() {
    return saveBest;
  }

  /** Where to; {@code ~/.cache/desisky/saved_models/vae} unless set. */
  public Path saveDir() {
    return saveDir;
  }

  /** The name of the files, without extension; {@code vae_training} unless set. */
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

  /**
   * All settings that a result follows from, by name, but for the number of epochs: what must be
   * the same for a run to be resumed.
   */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("learning_rate", learningRate);
    settings.put("batch_size", batchSize);
    settings.put("beta", beta);
    settings.put("lam", lam);
    settings.put("kernel_sigma", kernelSigma.isPresent() ? kernelSigma.getAsDouble() : "auto");
    settings.put("recon", reconstruction.label());
    settings.put("validate_every", validateEvery);
    settings.put("seed", randomSeed);
    return settings;
  }

  /** The kernel's width for a model: the one set, else √(2/d). */
  public double sigmaFor(int latentDim) {
    return kernelSigma.orElseGet(() -> RbfKernel.automaticSigma(latentDim));
  }

  /** {@code <saveDir>/<runName><extension>}. */
  public Path file(String extension) {
    return saveDir.resolve(runName + extension);
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
    private OptionalDouble kernelSigma = OptionalDouble.empty();
    private ReconstructionTerm reconstruction = ReconstructionTerm.MSE;
    private boolean clipGradients;
    private boolean saveBest = true;
    private Path saveDir;
    private String runName = "vae_training";
    private int printEvery = 10;
    private int validateEvery = 1;
    private long randomSeed = 42;
    private boolean saveState = true;
    private Duration stateEvery = Duration.ofMinutes(10);

    private Builder() {}

    public Builder epochs(int value) {
      epochs = value;
      return this;
    }

    public Builder learningRate(double value) {
      learningRate = value;
      return this;
    }

    public Builder batchSize(int value) {
      batchSize = value;
      return this;
    }

    public Builder beta(double value) {
      beta = value;
      return this;
    }

    public Builder lam(double value) {
      lam = value;
      return this;
    }

    public Builder kernelSigma(double value) {
      kernelSigma = OptionalDouble.of(value);
      return this;
    }

    public Builder reconstruction(ReconstructionTerm value) {
      reconstruction = value;
      return this;
    }

    public Builder clipGradients(boolean value) {
      clipGradients = value;
      return this;
    }

    public Builder saveBest(boolean value) {
      saveBest = value;
      return this;
    }

    /** {@code null} stands for the default place. */
    public Builder saveDir(Path value) {
      saveDir = value;
      return this;
    }

    public Builder runName(String value) {
      runName = value;
      return this;
    }

    public Builder printEvery(int value) {
      printEvery = value;
      return this;
    }

    public Builder validateEvery(int value) {
      validateEvery = value;
      return this;
    }

    public Builder randomSeed(long value) {
      randomSeed = value;
      return this;
    }

    public Builder saveState(boolean value) {
      saveState = value;
      return this;
    }

    public Builder stateEvery(Duration value) {
      stateEvery = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException naming the first that makes no sense
     */
    public VaeTrainingConfig build() {
      return new VaeTrainingConfig(this);
    }
  }
}
