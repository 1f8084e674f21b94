package org.desisky.report.evaluation;

import java.util.Arrays;
import org.desisky.vae.measure.EarthMoversDistance;
import org.desisky.vae.measure.EmpiricalDistribution;

/**
 * A magnitude or an airglow intensity of real spectra and of generated ones.
 *
 * @param name of the band or line, such as {@code V} or {@code OI 5577}
 * @param unit of its values
 * @param values how they are distributed
 * @param earthMoversDistance from half of the real spectra, in the unit of the values; NaN where a
 *     half has no finite value
 */
public record GeneratedBand(
    String name,
    String unit,
    Beside<EmpiricalDistribution> values,
    Beside<HalvesDistance> earthMoversDistance) {

  static GeneratedBand of(String name, String unit, int rows, Beside<double[]> values) {
    return new GeneratedBand(
        name,
        unit,
        values.map(EmpiricalDistribution::of),
        HalvesDistance.of(
            values,
            rows,
            (all, chosen) -> Arrays.stream(chosen).mapToDouble(row -> all[row]).toArray(),
            GeneratedBand::distance));
  }

  /** How many values are left out of all else since they are not finite. */
  public Beside<Integer> notFinite() {
    return values.map(EmpiricalDistribution::notFinite);
  }

  /** Values that are not finite are left out: a negative flux has no magnitude. */
  private static double distance(double[] values, double[] others) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    double[] finiteOthers = Arrays.stream(others).filter(Double::isFinite).toArray();
    return finite.length == 0 || finiteOthers.length == 0
        ? Double.NaN
        : EarthMoversDistance.between(finite, finiteOthers);
  }
}
