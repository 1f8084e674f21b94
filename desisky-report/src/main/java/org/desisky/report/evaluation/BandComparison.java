package org.desisky.report.evaluation;

import java.util.stream.IntStream;
import org.desisky.vae.measure.EarthMoversDistance;
import org.desisky.vae.measure.EmpiricalDistribution;

/**
 * A magnitude or an airglow intensity, measured on spectra, on their reconstructions by the model,
 * and on those by principal components. Immutable.
 */
public final class BandComparison {
  private final String name;
  private final String unit;
  private final EmpiricalDistribution truth;
  private final Side model;
  private final Side pca;

  private BandComparison(
      String name, String unit, EmpiricalDistribution truth, Side model, Side pca) {
    this.name = name;
    this.unit = unit;
    this.truth = truth;
    this.model = model;
    this.pca = pca;
  }

  /**
   * What one way of reconstruction gives.
   *
   * @param values the distribution of the values
   * @param differences the distribution of value less true value, spectrum by spectrum
   * @param earthMoversDistance between the distributions of values and true values, in their unit
   */
  public record Side(
      EmpiricalDistribution values, EmpiricalDistribution differences, double earthMoversDistance) {
    static Side of(double[] truth, double[] values) {
      double[] differences =
          IntStream.range(0, truth.length).mapToDouble(i -> values[i] - truth[i]).toArray();
      int[] both =
          IntStream.range(0, truth.length).filter(i -> Double.isFinite(differences[i])).toArray();
      double distance =
          both.length == 0
              ? Double.NaN
              : EarthMoversDistance.between(
                  IntStream.of(both).mapToDouble(i -> truth[i]).toArray(),
                  IntStream.of(both).mapToDouble(i -> values[i]).toArray());
      return new Side(
          EmpiricalDistribution.of(values), EmpiricalDistribution.of(differences), distance);
    }
  }

  static BandComparison of(String name, String unit, double[] truth, double[] model, double[] pca) {
    return new BandComparison(
        name, unit, EmpiricalDistribution.of(truth), Side.of(truth, model), Side.of(truth, pca));
  }

  /** The name of the band or line, such as {@code V} or {@code OI 5577}. */
  public String name() {
    return name;
  }

  /** The unit of its values. */
  public String unit() {
    return unit;
  }

  /** The values of the spectra themselves. */
  public EmpiricalDistribution truth() {
    return truth;
  }

  /** Those of the model's reconstructions. */
  public Side model() {
    return model;
  }

  /** Those of the principal components' reconstructions. */
  public Side pca() {
    return pca;
  }

  @Override
  public String toString() {
    return name + " of " + truth;
  }
}
