package org.desisky.report.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.desisky.data.photometry.AirglowLine;
import org.desisky.vae.measure.EmpiricalDistribution;

/**
 * The ratio of two airglow lines, and how often it is one that the catalogue knows. Atomic physics
 * holds that of the red oxygen lines near 3; those of hydroxyl bands follow the temperature of one
 * layer.
 *
 * @param name such as {@code OI 6300 / OI 6364}
 * @param low 0.5 % of the training spectra have a lower one
 * @param high 0.5 % of them have a higher one
 * @param shareWithin which part of held-out and of generated spectra has it between both, 0 to 1;
 *     where the second line is not above 0 there is no ratio, and so none within
 */
public record LineRatio(String name, double low, double high, Beside<Double> shareWithin) {
  private static final double TAIL = 0.005;
  private static final int FEWEST = 20;

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(AirglowLine.OI_6300, AirglowLine.OI_6364),
          new Pair(AirglowLine.OH_6_1, AirglowLine.OH_7_2),
          new Pair(AirglowLine.OH_7_2, AirglowLine.OH_8_3),
          new Pair(AirglowLine.OH_6_2, AirglowLine.OH_8_3),
          new Pair(AirglowLine.NA_I_D, AirglowLine.OH_8_3),
          new Pair(AirglowLine.O2_0_1, AirglowLine.OI_5577));

  private record Pair(AirglowLine first, AirglowLine second) {
    /** None where the spectra do not cover both. */
    double[] ratios(BandMeter meter, int side) {
      double[] above = meter.values(first.label(), side);
      double[] below = meter.values(second.label(), side);
      double[] ratios = new double[Math.min(above.length, below.length)];
      Arrays.setAll(ratios, i -> below[i] > 0 ? above[i] / below[i] : Double.NaN);
      return ratios;
    }
  }

  /**
   * Of spectra measured, within the range of others; those ratios that at least 20 of these have.
   */
  static List<LineRatio> of(BandMeter training, BandMeter measured) {
    List<LineRatio> ratios = new ArrayList<>();
    for (Pair pair : PAIRS) {
      EmpiricalDistribution known = EmpiricalDistribution.of(pair.ratios(training, 0));
      if (known.count() >= FEWEST) {
        double low = known.quantile(TAIL);
        double high = known.quantile(1 - TAIL);
        Beside<Double> within =
            new Beside<>(0, 1, 2).map(side -> share(pair.ratios(measured, side), low, high));
        String name = pair.first.label() + " / " + pair.second.label();
        ratios.add(new LineRatio(name, low, high, within));
      }
    }
    return ratios;
  }

  private static double share(double[] values, double low, double high) {
    return (double) Arrays.stream(values).filter(x -> x >= low && x <= high).count()
        / values.length;
  }
}
