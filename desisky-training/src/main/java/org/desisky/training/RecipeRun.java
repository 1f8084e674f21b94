package org.desisky.training;

import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.desisky.core.EvenRows;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.training.optimizer.FiniteNumbers;
import org.desisky.training.optimizer.MovingAverage;
import org.desisky.training.schedule.RateSchedule;
import org.desisky.vae.Latents;
import org.desisky.vae.PrincipalStart;
import org.desisky.vae.ReconstructionTerm;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Standardisation;
import org.desisky.vae.Weights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the settings make of one run: the units trained in, where it starts, the rate of each step,
 * the average of weights, when to give up. While it goes on the model holds weights for
 * standardised spectra; what leaves the run has the standardisation folded in.
 *
 * <p>All of it follows from settings, data and the number of the step, but for the average of
 * weights, {@link #state()}, and how often the run has gone back.
 */
final class RecipeRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecipeRun.class);

  /** Enough to know means and deviations of latents to some hundredths. */
  private static final int ROWS_FOR_LATENTS = 1024;

  private final VaeTrainingConfig config;
  private final SkyVae vae;
  private final Optional<Standardisation> standardisation;
  private final float[] unit;
  private final double[] shares;
  private final double peak;
  private final int stepsPerEpoch;
  private int scheduleEpochs;
  private RateSchedule schedule;
  private double rateFactor = 1;
  private boolean warned;
  private Optional<MovingAverage> average = Optional.empty();

  /** What the model came with, until the run has begun. */
  private Optional<Weights> given = Optional.empty();

  private Optional<Weights> setAside = Optional.empty();

  /**
   * Knows what settings and data say; the model is as it was until {@link #begin}.
   *
   * @param peak the peak rate
   * @param trainRows the rows that are learned from, which give means and deviations
   */
  RecipeRun(
      VaeTrainingConfig config, double peak, SkyVae vae, FloatMatrix spectra, int[] trainRows) {
    this.config = config;
    this.peak = peak;
    this.vae = vae;
    standardisation = config.scaling().fit(spectra, trainRows);
    unit = config.reconUnits().factors(standardisation, spectra, trainRows);
    shares = config.optimisation().layerRates().shares(vae.getParameters().values());
    stepsPerEpoch = new RowBatches(trainRows, config.batchSize()).count();
    scheduleOver(config.scheduleEpochs().orElse(config.epochs()));
  }

  /**
   * Brings the model to where the run starts.
   *
   * @param trainRows the rows that are learned from, which give components
   * @param resumes whether the weights to start from are those of a state, which come later
   */
  void begin(FloatMatrix spectra, int[] trainRows, boolean resumes) {
    if (!resumes) {
      start(spectra, trainRows)
          .ifPresent(
              weights -> {
                given = Optional.of(vae.weights());
                vae.setWeights(weights);
              });
    }
    double decay = config.optimisation().averaging();
    if (decay > 0) {
      List<Parameter> parameters = vae.getParameters().values();
      average = Optional.of(new MovingAverage(parameters, decay, stepsPerEpoch));
    }
  }

  /** Is told that all is there that the run needs: it does not give up any more. */
  void hasBegun() {
    given = Optional.empty();
    if (config.lam() < config.beta()) {
      LOG.warn(
          "the MMD is weighted by lam - beta = {}, which is below 0: training drives latents away"
              + " from the prior; choose lam = beta for no MMD, and more for one",
          config.lam() - config.beta());
    }
  }

  /** The model has again what it came with, and nothing is held any more. */
  void giveUp() {
    given.ifPresent(vae::setWeights);
    close();
  }

  /** The weights to start from; empty for those of the model as they are. */
  private Optional<Weights> start(FloatMatrix spectra, int[] trainRows) {
    return switch (config.start()) {
      case AS_GIVEN -> standardisation.map(s -> s.unfold(vae.weights()));
      case UNIFORM -> Optional.of(vae.randomWeights(config.randomSeed()));
      case PCA -> Optional.of(principalStart(spectra, trainRows));
    };
  }

  private Weights principalStart(FloatMatrix spectra, int[] trainRows) {
    double[] ones = new double[spectra.columns()];
    Arrays.fill(ones, 1);
    double[] scale = standardisation.map(Standardisation::scale).orElse(ones);
    PrincipalComponents components =
        PrincipalComponents.in(spectra)
            .rows(trainRows)
            .scale(scale)
            .with(vae.compute())
            .fit(vae.latentDim());
    double factor = config.reconstruction() == ReconstructionTerm.MSE ? 1 : 0.5;
    double[] logvar = StartVariances.of(components, unit, factor, config.beta());
    Weights weights = PrincipalStart.weights(vae, components, logvar, config.randomSeed());
    return standardisation.isPresent()
        ? weights
        : new Standardisation(components.mean(), ones).fold(weights);
  }

  /** Steps in the units of this run. */
  TrainingStep step(FloatMatrix spectra) {
    return new TrainingStep(vae, spectra, config, standardisation, unit);
  }

  /** Over how many epochs the rate runs its course. */
  int scheduleEpochs() {
    return scheduleEpochs;
  }

  /** Lets the rate run its course over so many epochs; it stays as it is at its end after that. */
  void scheduleOver(int epochs) {
    scheduleEpochs = epochs;
    schedule = config.optimisation().schedule(peak, epochs, stepsPerEpoch);
  }

  /** The rate of a step, counted from 0 over the whole run. */
  double rate(long step) {
    return rateFactor * schedule.at(step);
  }

  /** Multiplies the rates of all steps from here on by the factor of the last return, if any. */
  void slowDown(List<Retry> retries) {
    rateFactor = retries.isEmpty() ? 1 : retries.get(retries.size() - 1).rateFactor();
  }

  /** What the rates are multiplied by. */
  double rateFactor() {
    return rateFactor;
  }

  /** The rate of a step for each parameter, in their order. */
  double[] rates(long step) {
    double rate = rate(step);
    return Arrays.stream(shares).map(share -> share * rate).toArray();
  }

  /** Is told that a step was made. */
  void stepMade(long step) {
    average.ifPresent(a -> a.stepMade(step));
  }

  /** Whether the weights that the model holds now are finite. */
  boolean weightsAreFinite() {
    return FiniteNumbers.areAllOf(
        vae.getParameters().values().stream().map(Parameter::getArray).toList());
  }

  /**
   * Puts what is tested and saved into the model, until {@link #useTrained}: the average, if there
   * is one, with latents in the prior's units, if they are to be.
   *
   * @param trainRows rows to learn from, of which latents are measured
   * @return false if some of these latents are not finite, so that they cannot be
   */
  boolean useTested(TrainingStep step, int[] trainRows) {
    boolean rescales = config.discrepancy().latents() == LatentScaling.STANDARD;
    if (average.isEmpty() && !rescales) {
      return true;
    }
    Weights trained = vae.weights();
    setAside = Optional.of(trained);
    Weights tested = average.map(a -> new Weights(a.values())).orElse(trained);
    if (average.isPresent()) {
      vae.setWeights(tested);
    }
    if (!rescales) {
      return true;
    }
    LatentMoments moments = latentMoments(step, trainRows);
    if (moments.areFinite()) {
      vae.setWeights(moments.standardisation().fold(vae, tested));
    }
    return moments.areFinite();
  }

  private LatentMoments latentMoments(TrainingStep step, int[] trainRows) {
    Latents latents = vae.encode(step.seen(EvenRows.among(trainRows, ROWS_FOR_LATENTS)));
    return LatentMoments.of(latents.mean(), latents.logvar());
  }

  /** Puts the weights that steps are made with back into the model. */
  void useTrained() {
    setAside.ifPresent(vae::setWeights);
    setAside = Optional.empty();
  }

  /** A copy of the model's weights now, for spectra as they are. */
  Weights folded() {
    Weights weights = vae.weights();
    return standardisation.map(s -> s.fold(weights)).orElse(weights);
  }

  /**
   * How much the kernel sees of rows' latents; warns, once a run, where that is next to nothing.
   */
  double overlap(TrainingStep step, int[] rows, Noise noise) {
    double overlap = step.overlap(rows, noise);
    if (overlap < EpochRecord.LEAST_OVERLAP && !warned && config.lam() > config.beta()) {
      warned = true;
      LOG.warn(
          "the kernel of the MMD is saturated: latents lie too far apart for its width ({}), so that"
              + " the term is its own diagonal and has hardly a gradient; try the width median or"
              + " multi, or the kernel imq",
          config.discrepancy().width());
    }
    return overlap;
  }

  /** Whether the run has gone on for too long without a better test loss. */
  boolean outOfPatience(VaeTrainingHistory history) {
    OptionalInt patience = config.optimisation().patience();
    return patience.isPresent() && history.testedSinceBest() >= patience.getAsInt();
  }

  /**
   * What must be kept to go on after the run was ended, beside {@link #scheduleEpochs} and the
   * returns: {@link MovingAverage#values()}; empty if there are none.
   */
  List<float[]> state() {
    return average.map(MovingAverage::values).orElse(List.of());
  }

  /** Whether {@link #state()} has anything to keep. */
  boolean hasState() {
    return average.isPresent();
  }

  /** Goes on from a state. */
  void restore(List<float[]> state) {
    average.ifPresent(a -> a.restore(state));
  }

  @Override
  public void close() {
    average.ifPresent(MovingAverage::close);
  }
}
