package org.desisky.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.data.photometry.BandValues;
import org.desisky.data.photometry.Photometry;
import org.desisky.data.simulate.SkySimulator;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the figures of docs/simulation.md and prints its table of numbers, from a simulated
 * catalogue.
 *
 * <pre>SimulationFigures FOLDER [rows [seed]]</pre>
 */
public final class SimulationFigures {
  private static final Color DARK = new Color(0x0072b2);
  private static final Color MOON = new Color(0xc84800);
  private static final Color TWILIGHT = new Color(0x00795a);
  private static final Color TARGET = new Color(0x6b4a9e);
  private static final int COMPONENTS = 20;
  private static final double BIN = 0.1;

  private final Path folder;
  private final SkyCatalog catalog;
  private final SkyCondition[] conditions;
  private final BandValues magnitudes;

  private SimulationFigures(Path folder, SkyCatalog catalog) {
    this.folder = folder;
    this.catalog = catalog;
    conditions = SkyCondition.classify(catalog.observations());
    magnitudes = Photometry.on(catalog.wavelength()).magnitudes(catalog.flux());
  }

  /** Draws and prints; the class has the arguments. */
  public static void main(String... arguments) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9176;
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 42;
    SimulationFigures figures = new SimulationFigures(folder, SkySimulator.simulate(rows, seed));
    figures.magnitudes();
    figures.spectra();
    figures.components();
  }

  private void magnitudes() throws IOException {
    System.out.println("| condition | rows | V | g | r | z |");
    System.out.println("| --- | ---: | --- | --- | --- | --- |");
    XYChart chart =
        chart("V magnitude by condition", "V (AB mag per square arcsecond)", "% of the condition");
    for (SkyCondition condition :
        List.of(SkyCondition.DARK, SkyCondition.MOON, SkyCondition.TWILIGHT, SkyCondition.OTHER)) {
      IntPredicate which = row -> conditions[row] == condition;
      String name = condition.label();
      StringBuilder line = new StringBuilder("| " + name + " | " + count(which));
      for (String band : magnitudes.names()) {
        line.append(" | ").append(summary(values(band, which)));
      }
      System.out.println(line + " |");
      if (condition != SkyCondition.OTHER) {
        histogram(chart, name, values("V", which), colour(condition));
      }
    }
    System.out.println();
    target(chart, "dark, target", 21.2, 21.8, 24, DARK);
    target(chart, "moon, target", 17.5, 21.3, 7, MOON);
    axis(chart, 16, 22.5);
    write(chart, "simulation-magnitudes.png");

    ObservationTable table = catalog.observations();
    double[] sun = table.doubles("SUNALT");
    System.out.println("| altitude of the Sun, twilight | rows | V |");
    System.out.println("| --- | ---: | --- |");
    for (double altitude : new double[] {-15, -12}) {
      IntPredicate near =
          row -> conditions[row] == SkyCondition.TWILIGHT && Math.abs(sun[row] - altitude) < 0.5;
      System.out.printf(
          Locale.ROOT,
          "| %.0f° ± 0.5° | %d | %s |%n",
          altitude,
          count(near),
          summary(values("V", near)));
    }
    double[] airmass = table.doubles("AIRMASS");
    IntPredicate zenith = row -> conditions[row] == SkyCondition.DARK && airmass[row] < 1.05;
    System.out.printf(
        Locale.ROOT,
        "%nDark, airmass below 1.05: V %s, %d rows%n%n",
        summary(values("V", zenith)),
        count(zenith));
  }

  private void spectra() throws IOException {
    XYChart chart =
        chart("Median spectra", "vacuum wavelength (Å)", "flux (1e-17 erg/s/cm²/Å/arcsec²)");
    chart.getStyler().setYAxisLogarithmic(true);
    for (SkyCondition condition :
        List.of(SkyCondition.TWILIGHT, SkyCondition.MOON, SkyCondition.DARK)) {
      int[] rows =
          IntStream.range(0, catalog.rows()).filter(r -> conditions[r] == condition).toArray();
      FloatMatrix flux = catalog.flux().select(rows);
      // The last channel is empty by design.
      double[] median =
          IntStream.range(0, catalog.channels() - 1)
              .parallel()
              .mapToDouble(channel -> medianOf(flux, channel))
              .toArray();
      line(
          chart,
          condition.label(),
          Arrays.copyOf(catalog.wavelength(), median.length),
          median,
          colour(condition));
    }
    axis(chart, 3500, 10000);
    write(chart, "simulation-spectra.png");
  }

  private static double medianOf(FloatMatrix flux, int channel) {
    double[] column = new double[flux.rows()];
    for (int row = 0; row < column.length; row++) {
      column[row] = flux.get(row, channel);
    }
    return quantile(column, 0.5);
  }

  /** The parts of the variance that the first 1, 2, … components hold together. */
  private static double[] shares(PrincipalComponents components) {
    return IntStream.rangeClosed(1, components.count())
        .mapToDouble(count -> components.first(count).explainedVariance())
        .toArray();
  }

  private void components() throws IOException {
    double[] shares = shares(PrincipalComponents.fit(catalog.flux(), COMPONENTS));
    System.out.println("| principal components | variance they hold |");
    System.out.println("| ---: | ---: |");
    for (int count : new int[] {1, 2, 4, 6, 8, 10, 12, 17, 20}) {
      System.out.printf(Locale.ROOT, "| %d | %.4f %% |%n", count, 100 * shares[count - 1]);
    }
    for (double wanted : new double[] {0.99, 0.999, 0.9999}) {
      long needed = 1 + Arrays.stream(shares).filter(share -> share < wanted).count();
      System.out.printf(
          Locale.ROOT, "%.2f %% of the variance: %d components%n", 100 * wanted, needed);
    }
    XYChart chart = chart("Variance left over", "principal components", "share of the variance");
    chart.getStyler().setYAxisLogarithmic(true);
    double[] number = IntStream.rangeClosed(1, COMPONENTS).mapToDouble(i -> i).toArray();
    double[] left = Arrays.stream(shares).map(share -> 1 - share).toArray();
    line(chart, "simulated", number, left, DARK).setMarker(SeriesMarkers.CIRCLE);
    XYSeries target =
        chart.addSeries("target", new double[] {6, 10, 17}, new double[] {1e-2, 1e-3, 1e-4});
    target.setLineStyle(new BasicStroke(0));
    target.setLineColor(new Color(0, true));
    target.setMarker(SeriesMarkers.DIAMOND);
    target.setMarkerColor(TARGET);
    write(chart, "simulation-components.png");
  }

  private int count(IntPredicate which) {
    return (int) IntStream.range(0, catalog.rows()).filter(which).count();
  }

  private double[] values(String band, IntPredicate which) {
    double[] all = magnitudes.of(band);
    return IntStream.range(0, all.length).filter(which).mapToDouble(row -> all[row]).toArray();
  }

  /** Median, and in brackets what nine out of ten lie between. */
  private static String summary(double[] values) {
    return values.length == 0
        ? "–"
        : String.format(
            Locale.ROOT,
            "%.2f (%.2f–%.2f)",
            quantile(values, 0.5),
            quantile(values, 0.05),
            quantile(values, 0.95));
  }

  private static double quantile(double[] values, double part) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return sorted[(int) Math.round(part * (sorted.length - 1))];
  }

  private static void histogram(XYChart chart, String name, double[] values, Color colour) {
    double first = 16;
    double[] middle = IntStream.range(0, 65).mapToDouble(i -> first + BIN * (i + 0.5)).toArray();
    double[] counts = new double[middle.length];
    for (double value : values) {
      int bin = (int) Math.floor((value - first) / BIN);
      if (bin >= 0 && bin < counts.length) {
        counts[bin] += 100.0 / values.length;
      }
    }
    line(chart, name, middle, counts, colour);
  }

  private static Color colour(SkyCondition condition) {
    return switch (condition) {
      case DARK -> DARK;
      case MOON -> MOON;
      default -> TWILIGHT;
    };
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(480)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setXAxisDecimalPattern("0.##");
    return chart;
  }

  private static void axis(XYChart chart, double first, double last) {
    chart.getStyler().setXAxisMin(first);
    chart.getStyler().setXAxisMax(last);
    chart.getStyler().setXAxisTickMarkSpacingHint(90);
  }

  /** A dashed line over the range that a figure should have. */
  private static void target(
      XYChart chart, String name, double from, double to, double height, Color colour) {
    line(chart, name, new double[] {from, to}, new double[] {height, height}, colour)
        .setLineStyle(
            new BasicStroke(
                2.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {8, 5}, 0));
  }

  private static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color colour) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(colour);
    series.setMarkerColor(colour);
    series.setLineStyle(new BasicStroke(1.6f));
    return series;
  }

  private void write(XYChart chart, String name) throws IOException {
    byte[] png = BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
    AtomicFiles.write(folder.resolve(name), out -> out.write(png));
  }
}
