package org.desisky.cli;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.desisky.training.Discrepancy;
import org.desisky.training.LatentScaling;
import org.desisky.training.LayerRates;
import org.desisky.training.Mixing;
import org.desisky.training.OnDivergence;
import org.desisky.training.Optimisation;
import org.desisky.training.Preset;
import org.desisky.training.Recipe;
import org.desisky.training.Start;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.training.scaling.ReconUnits;
import org.desisky.training.scaling.Scaling;
import org.desisky.training.schedule.RateSchedule;
import org.desisky.vae.KernelShape;
import org.desisky.vae.KernelWidth;
import org.desisky.vae.MmdEstimate;
import org.desisky.vae.ReconstructionTerm;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options of {@code train-vae} that say how it learns: a recipe, and what differs from it. */
final class RecipeOptions {
  private static final String OFF = "off";

  /** Options that set all that some others do. */
  private static final Map<String, List<String>> WHOLES =
      Map.of("--preset", List.of("--beta", "--lam"), "--clip-gradients", List.of("--clip-norm"));

  @Option(
      names = "--recipe",
      defaultValue = "best",
      description =
          "Settings that go together: best; document, the objective as published, on raw flux; or"
              + " python, what the Python package computes. The options below change single"
              + " settings of it.")
  Recipe recipe;

  @Option(
      names = "--preset",
      description =
          "Weights beta and lam: quality (1e-4, 2), balanced (1e-3, 4) or strong (1e-2, 10).")
  Preset preset;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description =
          "The optimizer's rate, where it changes its peak (best: 3e-4; document, python: 1e-4).")
  Double learningRate;

  @Option(
      names = "--schedule",
      description = "The rate after the warm-up: constant, or cosine, down to 0 (best: cosine).")
  RateSchedule.Kind schedule;

  @Option(
      names = "--schedule-epochs",
      paramLabel = "N",
      description =
          "Over how many epochs the rate runs its course, if not over all. A resumed run keeps those"
              + " it began with unless this is given.")
  Integer scheduleEpochs;

  @Option(
      names = "--warmup-epochs",
      paramLabel = "N",
      description =
          "In how many epochs the rate rises to its peak; may be 0.5; of short runs half of all"
              + " steps at most (best: 1).")
  Double warmUpEpochs;

  @Option(
      names = "--layer-rates",
      description =
          "equal, or fan-in: layers of more than 300 inputs learn slower by as much (best: fan-in).")
  LayerRates layerRates;

  @Option(names = "--optimizer", description = "adam, adamw, sgd or nesterov (all recipes: adam).")
  OptimizerKind optimizer;

  @Option(
      names = "--weight-decay",
      paramLabel = "SHARE",
      description = "Decay of matrices, per step and unit of rate, of adamw alone (0.01).")
  Double weightDecay;

  @Option(
      names = "--momentum",
      paramLabel = "SHARE",
      description = "Momentum, of sgd and nesterov alone (0.9).")
  Double momentum;

  @Option(names = "--clip-gradients", description = "Scale gradients down to a global norm of 1.")
  boolean clipGradients;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      description = "Scale gradients down to this global norm, or off (best: 1).")
  String clipNorm;

  @Option(
      names = "--ema",
      paramLabel = "DECAY",
      description =
          "Test and save a moving average of the weights with this decay per step, or off"
              + " (best: 0.99).")
  String averaging;

  @Option(
      names = "--patience",
      paramLabel = "EPOCHS",
      description =
          "End once so many tested epochs in a row were not better than the best, or off. A resumed"
              + " run may be given another.")
  String patience;

  @Option(
      names = "--on-divergence",
      paramLabel = "WHAT",
      description =
          "Where the loss is no longer finite: stop; or retry, that is go back to the end of the last"
              + " epoch and on at half the rate, up to 10 times (all recipes: stop).")
  OnDivergence onDivergence;

  @Option(
      names = "--scaling",
      description =
          "Learn on flux less its channel's mean, over one standard deviation for all (global) or"
              + " one a channel (channel); or on flux itself (none). The model takes and gives flux"
              + " all the same (best: global).")
  Scaling scaling;

  @Option(
      names = "--init",
      description =
          "Start as a principal-component analysis (pca), or from random numbers (uniform)"
              + " (best: pca).")
  Start start;

  @Option(
      names = "--mix",
      paramLabel = "SHARE",
      description =
          "Part of the training spectra that are mixed with another, so that these are new: a number,"
              + " or auto, which is 0.5 for up to 30 epochs and rises to 0.9 for 100 (best: auto).")
  Mixing mixing;

  @Option(names = "--beta", description = "Weight of the KL term (1e-3).")
  Double beta;

  @Option(
      names = "--lam",
      description =
          "Weight of all regularisation, of which the MMD has what beta leaves of it (best: 0.1;"
              + " document, python: 4).")
  Double lam;

  @Option(
      names = "--kernel",
      description = "Kernel of the MMD: rbf, or imq, which reaches further (all recipes: rbf).")
  KernelShape kernel;

  @Option(
      names = "--kernel-sigma",
      paramLabel = "WIDTH",
      description =
          "Its width: a number; auto, sqrt(2 / latent dimension); median, of the distances in each"
              + " batch; or multi, four widths at once (best: median; others: auto).")
  KernelWidth kernelSigma;

  @Option(
      names = "--mmd",
      description = "Estimate of the MMD: biased or unbiased (all recipes: biased).")
  MmdEstimate mmd;

  @Option(
      names = "--latent-scaling",
      description =
          "Units of the latents of what is tested and saved: the prior's, so that each has mean 0"
              + " and deviation 1 over training spectra (standard), or as learnt (none). What the"
              + " model makes of spectra is the same (best: standard).")
  LatentScaling latentScaling;

  @Option(
      names = "--recon",
      description =
          "Reconstruction term: mse, or half-mse as the Python package computes (python: half-mse).")
  ReconstructionTerm recon;

  @Option(
      names = "--recon-units",
      description = "Measure it in flux, or in the noise of each channel (all recipes: flux).")
  ReconUnits reconUnits;

  /**
   * The recipe with what was said on top.
   *
   * @throws IllegalArgumentException naming what makes no sense
   */
  VaeTrainingConfig.Builder settings() {
    VaeTrainingConfig.Builder settings = recipe.settings();
    VaeTrainingConfig defaults = settings.build();
    if (preset != null) {
      settings.preset(preset);
    }
    if (learningRate != null) {
      settings.learningRate(learningRate);
    }
    if (scaling != null) {
      settings.scaling(scaling);
    }
    if (start != null) {
      settings.start(start);
    }
    if (mixing != null) {
      settings.mixing(mixing);
    }
    if (scheduleEpochs != null) {
      settings.scheduleEpochs(OptionalInt.of(scheduleEpochs));
    }
    if (beta != null) {
      settings.beta(beta);
    }
    if (lam != null) {
      settings.lam(lam);
    }
    if (recon != null) {
      settings.reconstruction(recon);
    }
    if (reconUnits != null) {
      settings.reconUnits(reconUnits);
    }
    return settings
        .discrepancy(discrepancy(defaults.discrepancy()))
        .optimisation(optimisation(defaults.optimisation()));
  }

  private Discrepancy discrepancy(Discrepancy changed) {
    Discrepancy result = changed;
    if (kernel != null) {
      result = result.withShape(kernel);
    }
    if (kernelSigma != null) {
      result = result.withWidth(kernelSigma);
    }
    if (mmd != null) {
      result = result.withEstimate(mmd);
    }
    return latentScaling == null ? result : result.withLatents(latentScaling);
  }

  private Optimisation optimisation(Optimisation changed) {
    Optimisation result = changed;
    if (optimizer != null) {
      result = result.withOptimizer(optimizer);
    }
    if (weightDecay != null) {
      result = result.withWeightDecay(weightDecay);
    }
    if (momentum != null) {
      result = result.withMomentum(momentum);
    }
    if (schedule != null) {
      result = result.withSchedule(schedule);
    }
    if (warmUpEpochs != null) {
      result = result.withWarmUp(warmUpEpochs);
    }
    if (layerRates != null) {
      result = result.withLayerRates(layerRates);
    }
    if (clipGradients) {
      result = result.withClipNorm(OptionalDouble.of(1));
    }
    if (clipNorm != null) {
      result = result.withClipNorm(number("--clip-norm", clipNorm));
    }
    if (averaging != null) {
      result = result.withAveraging(number("--ema", averaging).orElse(0));
    }
    if (onDivergence != null) {
      result = result.withOnDivergence(onDivergence);
    }
    return patience == null ? result : result.withPatience(patience());
  }

  /** As it was given, once it was; {@code off} is none. */
  OptionalInt patience() {
    if (patience == null || patience.equalsIgnoreCase(OFF)) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(patience));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--patience: '"
              + patience
              + "' is neither 'off' nor a whole number up to "
              + Integer.MAX_VALUE,
          e);
    }
  }

  /**
   * An optimizer that makes nothing of an option would leave who gave it in error. Where it is a
   * default of the user's, or of the run that goes on, it waits for an optimizer that does.
   *
   * @param given what was said on the command line
   * @param optimizer of the run
   * @throws IllegalArgumentException naming the option
   */
  static void checkUse(ParseResult given, OptimizerKind optimizer) {
    checkUse(given, "--weight-decay", optimizer, OptimizerKind::decays);
    checkUse(given, "--momentum", optimizer, OptimizerKind::hasMomentum);
  }

  private static void checkUse(
      ParseResult given, String option, OptimizerKind optimizer, Predicate<OptimizerKind> uses) {
    if (given.hasMatchedOption(option) && !uses.test(optimizer)) {
      throw new IllegalArgumentException(
          option
              + " is of "
              + Stream.of(OptimizerKind.values())
                  .filter(uses)
                  .map(OptimizerKind::label)
                  .collect(Collectors.joining(" and "))
              + ", and the optimizer is "
              + optimizer.label()
              + ": leave it out, or choose another --optimizer");
    }
  }

  /**
   * Options that would silently go before others that are typed: these are to go before what is a
   * default of the user's, or of the run that goes on.
   *
   * @param given what was said on the command line
   * @return their names
   * @throws IllegalArgumentException where what is typed makes nothing of an option
   */
  static Set<String> overridden(ParseResult given) {
    Set<String> overridden = new TreeSet<>();
    WHOLES.forEach(
        (whole, parts) -> {
          if (given.hasMatchedOption(whole)
              && !Boolean.FALSE.equals(given.matchedOptionValue(whole, null))) {
            if (parts.stream().allMatch(given::hasMatchedOption)) {
              throw new IllegalArgumentException(
                  whole + " sets no more than " + String.join(" and ", parts) + ": leave it out");
            }
            overridden.addAll(parts);
          }
        });
    overridden.removeIf(given::hasMatchedOption);
    return overridden;
  }

  private static OptionalDouble number(String option, String text) {
    if (text.equalsIgnoreCase(OFF)) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          option + ": '" + text + "' is neither 'off' nor a number", e);
    }
  }
}
