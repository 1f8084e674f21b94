package org.desisky.training.verify;

import java.util.List;
import org.desisky.core.engine.Compute;

/**
 * How three steps on an engine compare with the reference.
 *
 * @param engine the engine and its version, such as {@code PyTorch 2.7.1}
 * @param device where it was to compute, such as {@code cpu}
 * @param placed where the weights lay
 * @param firstLoss how much the loss before any step differs, relative: the forward pass
 * @param losses how much the losses after steps differ at most, relative
 * @param norms how much the global norms of gradients differ at most, relative
 */
public record EngineCheckResult(
    String engine, String device, String placed, double firstLoss, double losses, double norms) {
  /** How much the loss before any step may differ; the reference's own rounding is 9e-7. */
  public static final double FIRST_LOSS_TOLERANCE = 5e-6;

  /** How much losses may differ later: Adam divides by small roots, which amplifies rounding. */
  public static final double LOSS_TOLERANCE = 5e-4;

  /** How much norms of gradients may differ. */
  public static final double NORM_TOLERANCE = 1e-2;

  static EngineCheckResult of(
      Compute compute,
      String placed,
      List<Double> losses,
      List<Double> norms,
      Reference reference) {
    return new EngineCheckResult(
        compute.engineName() + " " + compute.engineVersion(),
        compute.deviceName(),
        placed,
        worst(losses.subList(0, 1), reference.losses(), 0),
        worst(losses.subList(1, losses.size()), reference.losses(), 1),
        worst(norms, reference.norms(), 0));
  }

  /** The larger differences of two checks of one engine and device. */
  EngineCheckResult worse(EngineCheckResult other) {
    return new EngineCheckResult(
        engine,
        device,
        placed.equals(device) ? other.placed : placed,
        Math.max(firstLoss, other.firstLoss),
        Math.max(losses, other.losses),
        Math.max(norms, other.norms));
  }

  /** Whether everything is as it should be. What is not a number is not. */
  public boolean passed() {
    return placed.equals(device)
        && firstLoss <= FIRST_LOSS_TOLERANCE
        && losses <= LOSS_TOLERANCE
        && norms <= NORM_TOLERANCE;
  }

  /** The largest relative difference; NaN where a number is not one. */
  private static double worst(List<Double> numbers, double[] expected, int first) {
    double worst = 0;
    for (int i = 0; i < numbers.size(); i++) {
      double golden = expected[first + i];
      worst = Math.max(worst, Math.abs(numbers.get(i) - golden) / Math.abs(golden));
    }
    return worst;
  }
}
