package org.desisky.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.desisky.training.EpochRecord;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One term of the loss against the epoch, on a logarithmic scale. XChart's own logarithmic axis
 * labels whole decades or every digit, so that a narrow range has no label at all; here it draws
 * logarithms scaled to 0..1, and the ticks are added at round numbers.
 */
final class CurveChart {
  private final XYChart chart;
  private final double first;
  private final double last;
  private double lowest = Double.POSITIVE_INFINITY;
  private double highest = Double.NEGATIVE_INFINITY;

  private CurveChart(ModelReport report, LossTerm term, int width, int height) {
    List<EpochRecord> epochs = report.history().epochs();
    chart = ChartStyle.chart(term.label(), "epoch", term.axis(report.errorUnit()), width, height);
    first = epochs.get(0).epoch() + 1.0;
    last = epochs.get(epochs.size() - 1).epoch() + 1.0;
    List<double[]> train = new ArrayList<>();
    List<double[]> test = new ArrayList<>();
    for (EpochRecord epoch : epochs) {
      train.add(point(epoch, term.of(epoch.train())));
      epoch.test().ifPresent(losses -> test.add(point(epoch, term.of(losses))));
    }
    range(train);
    range(test);
    double margin = Math.max(0.06 * (highest - lowest), 0.013);
    lowest -= margin;
    highest += margin;
    boolean few = epochs.size() < 30;
    add("train", train, ChartStyle.FIRST, ChartStyle.DASHED, few);
    add("test", test, ChartStyle.SECOND, ChartStyle.SOLID, few);
  }

  static void paint(ModelReport report, LossTerm term, Graphics2D pen, int width, int height) {
    CurveChart curves = new CurveChart(report, term, width, height);
    if (curves.chart.getSeriesMap().isEmpty()) {
      pen.setColor(ChartStyle.TEXT);
      pen.setFont(ChartStyle.font(Font.PLAIN, 17));
      pen.drawString(term.label() + ": no positive value to draw.", 90, height / 2);
      return;
    }
    curves.paint(pen, width, height);
    ReportText.best(report.history()).ifPresent(best -> curves.mark(pen, best.epoch() + 1));
  }

  private void paint(Graphics2D pen, int width, int height) {
    chart.getStyler().setXAxisMin(first == last ? first - 1 : first);
    chart.getStyler().setXAxisMax(first == last ? first + 1 : last);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(1.0);
    chart.getStyler().setPlotGridHorizontalLinesVisible(false);
    chart.getStyler().setYAxisTickMarksColor(Color.WHITE);
    chart.getStyler().setYAxisTickLabelsColor(Color.WHITE); // keeps room for ours
    chart.getStyler().setYAxisDecimalPattern("0.0000");
    chart.paint(pen, width, height);
    pen.setFont(ChartStyle.font(Font.PLAIN, 15));
    pen.setStroke(new BasicStroke(1f));
    FontMetrics metrics = pen.getFontMetrics();
    int left = left();
    for (double value : LogTicks.between(Math.pow(10, lowest), Math.pow(10, highest))) {
      int y = (int) Math.round(chart.getScreenYFromChart(share(Math.log10(value))));
      String label = ChartStyle.tick(value);
      pen.setColor(ChartStyle.OVER_GRID);
      pen.drawLine(left, y, right(), y);
      pen.setColor(ChartStyle.TEXT);
      pen.drawString(label, left - 8 - metrics.stringWidth(label), y + metrics.getAscent() / 2 - 1);
    }
  }

  /** Draws a line at the best epoch and writes which it is. */
  private void mark(Graphics2D pen, int epoch) {
    String label = "best: epoch " + epoch;
    int x = (int) Math.round(chart.getScreenXFromChart(epoch));
    int top = (int) Math.round(chart.getScreenYFromChart(1));
    int bottom = (int) Math.round(chart.getScreenYFromChart(0));
    pen.setColor(ChartStyle.MARK);
    pen.setStroke(ChartStyle.DOTTED);
    pen.drawLine(x, top, x, bottom);
    pen.setFont(ChartStyle.font(Font.PLAIN, 16));
    FontMetrics metrics = pen.getFontMetrics();
    int wide = metrics.stringWidth(label);
    int at = x + 12 + wide > right() ? x - 6 - wide : x + 6;
    pen.setColor(Color.WHITE);
    pen.fillRect(at - 2, top + 2, wide + 4, metrics.getHeight());
    pen.setColor(ChartStyle.MARK);
    pen.drawString(label, at, top + 2 + metrics.getAscent());
  }

  private int left() {
    return (int) Math.round(chart.getScreenXFromChart(first == last ? first - 1 : first));
  }

  private int right() {
    return (int) Math.round(chart.getScreenXFromChart(first == last ? first + 1 : last));
  }

  /** Adds a curve, if there is a point of it to draw. */
  private void add(
      String name, List<double[]> points, Color colour, BasicStroke stroke, boolean few) {
    double[] x = points.stream().mapToDouble(point -> point[0]).toArray();
    double[] y = points.stream().mapToDouble(point -> share(point[1])).toArray();
    if (Arrays.stream(y).anyMatch(share -> !Double.isNaN(share))) {
      XYSeries series = ChartStyle.line(chart, name, x, y, colour, stroke);
      if (few) {
        series.setMarker(SeriesMarkers.CIRCLE);
      }
    }
  }

  private void range(List<double[]> points) {
    for (double[] point : points) {
      if (!Double.isNaN(point[1])) {
        lowest = Math.min(lowest, point[1]);
        highest = Math.max(highest, point[1]);
      }
    }
  }

  /** Where a logarithm lies between the lower end of the axis, 0, and the upper, 1. */
  private double share(double logarithm) {
    return (logarithm - lowest) / (highest - lowest);
  }

  /** The epoch counted from 1, and the logarithm of the loss: NaN, a gap, where it has none. */
  private static double[] point(EpochRecord epoch, double loss) {
    boolean drawable = loss > 0 && Double.isFinite(loss);
    return new double[] {epoch.epoch() + 1.0, drawable ? Math.log10(loss) : Double.NaN};
  }
}
