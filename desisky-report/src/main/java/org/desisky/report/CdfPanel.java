package org.desisky.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.desisky.vae.measure.EmpiricalDistribution;

/** A small figure of cumulative distributions of one number over spectra. */
final class CdfPanel {
  private static final int POINTS = 240;

  /** A long tail of a few spectra would squeeze all the others into a corner. */
  private static final double TAIL = 0.002;

  /** Between values that differ by a smaller part of themselves are not numbers enough. */
  private static final double LEAST_SHARE = 1e-9;

  private final String title;
  private final String unit;
  private final String note;
  private final Map<String, Curves.Style> styles = new LinkedHashMap<>();
  private final List<EmpiricalDistribution> distributions = new ArrayList<>();

  CdfPanel(String title, String unit, String note) {
    this.title = title;
    this.unit = unit;
    this.note = note;
  }

  CdfPanel with(String name, Curves.Style style, EmpiricalDistribution distribution) {
    styles.put(name, style);
    distributions.add(distribution);
    return this;
  }

  Curves curves() {
    double low = each(distribution -> distribution.quantile(TAIL)).min().orElse(0);
    double high = each(distribution -> distribution.quantile(1 - TAIL)).max().orElse(1);
    double size = Math.max(Math.abs(low), Math.abs(high));
    boolean differ = high - low > Math.max(LEAST_SHARE * size, Double.MIN_NORMAL / LEAST_SHARE);
    double margin = differ ? 0.02 * (high - low) : Math.max(1, size / 1000);
    double[] x = new double[POINTS];
    double[][] shares = new double[distributions.size()][POINTS];
    for (int i = 0; i < POINTS; i++) {
      x[i] = low - margin + (high - low + 2 * margin) * i / (POINTS - 1);
      for (int k = 0; k < shares.length; k++) {
        shares[k][i] = distributions.get(k).cumulative(x[i]);
      }
    }
    Curves.Builder curves =
        Curves.builder(title, x).note(note).axes("[" + unit + "]", "share of spectra");
    styles.forEach(curves::series);
    return curves.values(shares).build();
  }

  private DoubleStream each(ToDoubleFunction<EmpiricalDistribution> number) {
    return distributions.stream().mapToDouble(number).filter(Double::isFinite);
  }
}
