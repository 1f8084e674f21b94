package org.desisky.training;

import java.util.OptionalDouble;
import org.desisky.core.Labelled;
import org.desisky.training.scaling.Scaling;
import org.desisky.training.schedule.RateSchedule;
import org.desisky.vae.KernelWidth;
import org.desisky.vae.ReconstructionTerm;

/** Settings that go together. */
public enum Recipe implements Labelled {
  /** What gives the best models: a start as principal components, scaled channels, falling rate. */
  BEST,
  /**
   * The published objective to the letter: what {@link VaeTrainingConfig#builder()} begins with.
   */
  DOCUMENT,
  /** What the Python package computes, so that like can be compared with like. */
  PYTHON;

  /** Settings of this recipe, to be changed. */
  public VaeTrainingConfig.Builder settings() {
    VaeTrainingConfig.Builder settings = VaeTrainingConfig.builder();
    return switch (this) {
      case BEST -> best(settings);
      case DOCUMENT -> settings;
      case PYTHON ->
          settings
              .reconstruction(ReconstructionTerm.HALF_MSE)
              .start(Start.UNIFORM)
              .discrepancy(Discrepancy.document().withPrior(PriorSample.SAME_AS_NOISE));
    };
  }

  private static VaeTrainingConfig.Builder best(VaeTrainingConfig.Builder settings) {
    return settings
        .learningRate(3e-4)
        .lam(0.1)
        .scaling(Scaling.GLOBAL)
        .start(Start.PCA)
        .mixing(Mixing.auto())
        .discrepancy(
            Discrepancy.document()
                .withWidth(KernelWidth.median())
                .withLatents(LatentScaling.STANDARD))
        .optimisation(
            Optimisation.document()
                .withSchedule(RateSchedule.Kind.COSINE)
                .withWarmUp(1)
                .withLayerRates(LayerRates.FAN_IN)
                .withClipNorm(OptionalDouble.of(1))
                .withAveraging(0.99));
  }
}
