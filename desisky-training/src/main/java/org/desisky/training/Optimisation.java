package org.desisky.training;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.training.optimizer.SkyOptimizer;
import org.desisky.training.schedule.RateSchedule;

/**
 * How steps are made from gradients, and when they end. Immutable; each {@code with} method gives
 * another.
 *
 * @param optimizer which one
 * @param weightDecay the share of each matrix that AdamW takes off per step and unit of rate
 * @param momentum of SGD, from 0 up to but not 1
 * @param schedule what the rate does after the warm-up
 * @param warmUpEpochs in how many epochs the rate rises to its peak; may be a part of one; of short
 *     runs half of all steps at most
 * @param layerRates how the rate differs from layer to layer
 * @param clipNorm the global norm that gradients are scaled down to, if any
 * @param averaging the decay δ of the moving average of weights that is tested and saved; 0 for the
 *     weights themselves
 * @param patience after how many tested epochs without a better test loss the run ends, if it may
 * @param onDivergence what is done once the loss is no longer finite
 */
public record Optimisation(
    OptimizerKind optimizer,
    double weightDecay,
    double momentum,
    RateSchedule.Kind schedule,
    double warmUpEpochs,
    LayerRates layerRates,
    OptionalDouble clipNorm,
    double averaging,
    OptionalInt patience,
    OnDivergence onDivergence) {
  /** The name of the setting of what is done then. */
  static final String ON_DIVERGENCE = "on_divergence";

  /** The name of the setting of when the run ends early. */
  static final String PATIENCE = "patience";

  /** Checks what is given. */
  public Optimisation {
    requireNonNull(optimizer, "optimizer");
    requireNonNull(schedule, "schedule");
    requireNonNull(layerRates, "layer rates");
    requireNonNull(clipNorm, "gradient norm");
    requireNonNull(patience, "patience");
    requireNonNull(onDivergence, "on divergence");
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight decay must be 0 or more and finite",
        weightDecay);
    require(momentum >= 0 && momentum < 1, "momentum must be 0 or more and below 1", momentum);
    require(
        warmUpEpochs >= 0 && Double.isFinite(warmUpEpochs),
        "warm-up epochs must be 0 or more and finite",
        warmUpEpochs);
    require(averaging >= 0 && averaging < 1, "averaging must be 0 or more and below 1", averaging);
    double norm = clipNorm.orElse(1);
    require(norm > 0 && Double.isFinite(norm), "gradient norm must be above 0 and finite", norm);
    int epochs = patience.orElse(1);
    require(epochs >= 1, "patience must be 1 or more", epochs);
  }

  private static void require(boolean holds, String what, Number value) {
    if (!holds) {
      throw new IllegalArgumentException(what + ", not " + value);
    }
  }

  /** Adam at a constant rate, nothing clipped, nothing averaged, to the last epoch. */
  public static Optimisation document() {
    return new Optimisation(
        OptimizerKind.ADAM,
        0.01,
        0.9,
        RateSchedule.Kind.CONSTANT,
        0,
        LayerRates.EQUAL,
        OptionalDouble.empty(),
        0,
        OptionalInt.empty(),
        OnDivergence.STOP);
  }

  /** This with another optimizer. */
  public Optimisation withOptimizer(OptimizerKind value) {
    return with(parts -> parts.optimizer = value);
  }

  /** This with another weight decay. */
  public Optimisation withWeightDecay(double value) {
    return with(parts -> parts.weightDecay = value);
  }

  /** This with another momentum. */
  public Optimisation withMomentum(double value) {
    return with(parts -> parts.momentum = value);
  }

  /** This with another course of the rate. */
  public Optimisation withSchedule(RateSchedule.Kind value) {
    return with(parts -> parts.schedule = value);
  }

  /** This with another warm-up, in epochs. */
  public Optimisation withWarmUp(double value) {
    return with(parts -> parts.warmUpEpochs = value);
  }

  /** This with other rates from layer to layer. */
  public Optimisation withLayerRates(LayerRates value) {
    return with(parts -> parts.layerRates = value);
  }

  /** This with gradients scaled down to a norm, or not. */
  public Optimisation withClipNorm(OptionalDouble value) {
    return with(parts -> parts.clipNorm = value);
  }

  /** This with an average of weights of decay δ; 0 for none. */
  public Optimisation withAveraging(double value) {
    return with(parts -> parts.averaging = value);
  }

  /** This with another patience, or none. */
  public Optimisation withPatience(OptionalInt value) {
    return with(parts -> parts.patience = value);
  }

  /** This with another answer to a loss that is not finite. */
  public Optimisation withOnDivergence(OnDivergence value) {
    return with(parts -> parts.onDivergence = value);
  }

  private Optimisation with(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return parts.together();
  }

  /** The parts, to be changed one at a time. */
  private static final class Parts {
    private OptimizerKind optimizer;
    private double weightDecay;
    private double momentum;
    private RateSchedule.Kind schedule;
    private double warmUpEpochs;
    private LayerRates layerRates;
    private OptionalDouble clipNorm;
    private double averaging;
    private OptionalInt patience;
    private OnDivergence onDivergence;

    Parts(Optimisation whole) {
      optimizer = whole.optimizer;
      weightDecay = whole.weightDecay;
      momentum = whole.momentum;
      schedule = whole.schedule;
      warmUpEpochs = whole.warmUpEpochs;
      layerRates = whole.layerRates;
      clipNorm = whole.clipNorm;
      averaging = whole.averaging;
      patience = whole.patience;
      onDivergence = whole.onDivergence;
    }

    Optimisation together() {
      return new Optimisation(
          optimizer,
          weightDecay,
          momentum,
          schedule,
          warmUpEpochs,
          layerRates,
          clipNorm,
          averaging,
          patience,
          onDivergence);
    }
  }

  SkyOptimizer optimizer(double learningRate) {
    SkyOptimizer created = optimizer.create(learningRate, weightDecay, momentum);
    return clipNorm.isPresent() ? created.clippedTo(clipNorm.getAsDouble()) : created;
  }

  /** The rate by step of a run of so many epochs. */
  RateSchedule schedule(double peak, int epochs, int stepsPerEpoch) {
    long all = (long) epochs * stepsPerEpoch;
    long warmUp = Math.min(all / 2, Math.round(warmUpEpochs * stepsPerEpoch));
    return new RateSchedule(schedule, peak, warmUp, all);
  }

  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("schedule", schedule.label());
    settings.put("warmup_epochs", warmUpEpochs);
    settings.put("layer_rates", layerRates.label());
    settings.put("averaging", averaging);
    settings.put(PATIENCE, patience.isPresent() ? patience.getAsInt() : null);
    settings.put(ON_DIVERGENCE, onDivergence.label());
    return settings;
  }
}
