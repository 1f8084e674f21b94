package org.desisky.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** One example as two charts of equal margins, so that one lies under the other. */
final class SpectrumChart {
  /** About as many columns of pixels as the plot has. */
  private static final int COLUMNS = 1500;

  private SpectrumChart() {}

  /** Paints flux and reconstruction, and the residual below them. */
  static void paint(
      ModelReport report,
      ExampleReconstruction example,
      Graphics2D pen,
      int width,
      int fluxHeight,
      int residualHeight) {
    XYChart flux = fluxChart(report, example, width, fluxHeight, COLUMNS);
    XYChart residual = residualChart(report, example, width, residualHeight, COLUMNS);
    // How wide an axis is, painting tells; of a line of hardly any points it does not take long.
    double fluxAxis = axis(fluxChart(report, example, width, fluxHeight, 1));
    double residualAxis = axis(residualChart(report, example, width, residualHeight, 1));
    double left = Math.max(fluxAxis, residualAxis);
    paint(flux, pen, (int) Math.round(left - fluxAxis), 0, width, fluxHeight);
    int indent = (int) Math.round(left - residualAxis);
    paint(residual, pen, indent, fluxHeight, width, residualHeight);
  }

  /** The width of a chart's vertical axis. */
  private static double axis(XYChart chart) {
    BufferedImage nowhere = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D trial = nowhere.createGraphics();
    chart.paint(trial, chart.getWidth(), chart.getHeight());
    trial.dispose();
    return chart.getYAxisLeftWidth();
  }

  private static void paint(
      XYChart chart, Graphics2D pen, int left, int top, int width, int height) {
    Graphics2D part = (Graphics2D) pen.create(left, top, width - left, height);
    chart.paint(part, width - left, height);
    part.dispose();
  }

  private static XYChart fluxChart(
      ModelReport report, ExampleReconstruction example, int width, int height, int columns) {
    String title = example.label() + " · MSE " + ReportText.meanSquaredError(example);
    double[] x = positions(report).x();
    XYChart chart = chart(title, "", FluxUnit.axis(report.fluxUnit()), x, width, height);
    double[] flux = doubles(example.flux());
    double[] reconstruction = doubles(example.reconstruction());
    range(chart, flux, reconstruction);
    addLine(chart, "flux", x, flux, ChartStyle.FIRST, ChartStyle.SOLID, columns);
    addLine(
        chart, "reconstruction", x, reconstruction, ChartStyle.SECOND, ChartStyle.THIN, columns);
    return chart;
  }

  private static XYChart residualChart(
      ModelReport report, ExampleReconstruction example, int width, int height, int columns) {
    ChannelAxis axis = positions(report);
    double[] x = axis.x();
    XYChart chart = chart("", axis.label(), "residual", x, width, height);
    chart.getStyler().setChartTitleVisible(false);
    range(chart, example.residual());
    addLine(chart, "residual", x, example.residual(), ChartStyle.THIRD, ChartStyle.THIN, columns);
    return chart;
  }

  /** An empty chart that reaches from the first position to the last. */
  static XYChart chart(
      String title, String xAxis, String yAxis, double[] x, int width, int height) {
    XYChart chart = ChartStyle.chart(title, xAxis, yAxis, width, height);
    double last = x[x.length - 1];
    chart.getStyler().setXAxisMin(x[0]);
    chart.getStyler().setXAxisMax(x.length == 1 ? last + 1 : last);
    return chart;
  }

  /** Leaves a margin above the highest and below the lowest value. */
  static void range(XYChart chart, double[]... values) {
    double[] finite =
        Arrays.stream(values).flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    if (finite.length > 0) {
      double lowest = Arrays.stream(finite).min().getAsDouble();
      double highest = Arrays.stream(finite).max().getAsDouble();
      double margin = highest > lowest ? 0.05 * (highest - lowest) : Math.abs(highest) * 0.1 + 1e-3;
      chart.getStyler().setYAxisMin(lowest - margin);
      chart.getStyler().setYAxisMax(highest + margin);
    }
  }

  /** Adds a line, thinned to the points that can be told apart; none if no value is finite. */
  static void addLine(
      XYChart chart, String name, double[] x, double[] y, Color colour, BasicStroke stroke) {
    addLine(chart, name, x, y, colour, stroke, COLUMNS);
  }

  /** The same, thinned to what can be told apart in so many columns of pixels. */
  private static void addLine(
      XYChart chart,
      String name,
      double[] x,
      double[] y,
      Color colour,
      BasicStroke stroke,
      int columns) {
    int[] kept = Thinning.keep(y, columns);
    double[] drawn = Arrays.stream(kept).mapToDouble(i -> y[i]).toArray();
    if (Arrays.stream(drawn).anyMatch(Double::isFinite)) {
      double[] at = Arrays.stream(kept).mapToDouble(i -> x[i]).toArray();
      double[] finite =
          Arrays.stream(drawn).map(v -> Double.isFinite(v) ? v : Double.NaN).toArray();
      ChartStyle.line(chart, name, at, finite, colour, stroke);
      double[] alone = alone(finite);
      if (Arrays.stream(alone).anyMatch(Double::isFinite)) {
        ChartStyle.points(chart, name + ", single", at, alone, colour);
      }
    }
  }

  /** The values with none on either side, from or to which no line can be drawn; the others NaN. */
  private static double[] alone(double[] values) {
    double[] alone = new double[values.length];
    for (int i = 0; i < alone.length; i++) {
      boolean before = i > 0 && !Double.isNaN(values[i - 1]);
      boolean after = i + 1 < values.length && !Double.isNaN(values[i + 1]);
      alone[i] = before || after ? Double.NaN : values[i];
    }
    return alone;
  }

  private static ChannelAxis positions(ModelReport report) {
    return ChannelAxis.of(report.wavelength(), report.channels());
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
