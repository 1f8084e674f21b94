package org.desisky.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How the PNG figures look: colours that colour-blind readers tell apart, fonts, grids. */
final class ChartStyle {
  static final Color TEXT = new Color(0x1a2028);
  static final Color FIRST = new Color(0x0072b2);
  static final Color SECOND = new Color(0xc84800);
  static final Color THIRD = new Color(0x00795a);
  static final Color MARK = new Color(0x6b4a9e);
  private static final Color MUTED = new Color(0x53606d);
  static final Color OVER_GRID = new Color(0x30808a94, true);
  static final BasicStroke SOLID = stroke(2.6f);
  static final BasicStroke DASHED = stroke(2.2f, 9f, 6f);
  static final BasicStroke DOTTED = stroke(2f, 2f, 4f);
  static final BasicStroke THIN = stroke(1.2f);
  private static final Color GRID = new Color(0xe3e8ed);

  private ChartStyle() {}

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** An empty chart of the house style. */
  static XYChart chart(String title, String x, String y, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .title(shortened(title, 110))
            .xAxisTitle(x)
            .yAxisTitle(y)
            .width(width)
            .height(height)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(MUTED);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setAxisTickMarksColor(MUTED);
    styler.setChartFontColor(TEXT);
    styler.setXAxisTickLabelsColor(TEXT);
    styler.setYAxisTickLabelsColor(TEXT);
    styler.setChartTitleFont(font(Font.BOLD, 19));
    styler.setChartTitleBoxVisible(false);
    styler.setAxisTitleFont(font(Font.PLAIN, 17));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 15));
    styler.setLegendVisible(false);
    styler.setPlotContentSize(1);
    styler.setPlotMargin(0);
    styler.setLocale(Locale.ROOT);
    styler.setXAxisDecimalPattern("0");
    return chart;
  }

  /** Adds a line. */
  static XYSeries line(
      XYChart chart, String name, double[] x, double[] y, Color colour, BasicStroke stroke) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(colour);
    series.setMarkerColor(colour);
    series.setLineStyle(stroke);
    return series;
  }

  /** Adds points that no line joins. */
  static void points(XYChart chart, String name, double[] x, double[] y, Color colour) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(colour);
    series.setLineStyle(SeriesLines.NONE);
  }

  private static BasicStroke stroke(float width, float... dashes) {
    return new BasicStroke(
        width,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        1f,
        dashes.length == 0 ? null : dashes,
        0f);
  }

  /** The number at a tick, with no digits it does not need. */
  static String tick(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size >= 1e6 || size < 1e-3)) {
      return String.format(Locale.ROOT, "%.2e", value)
          .replaceFirst("\\.?0+e", "e")
          .replaceFirst("e([+-])0", "e$1")
          .replace("e+", "e")
          .replace('-', '−');
    }
    String text = String.format(Locale.ROOT, "%.6f", value);
    return text.replaceFirst("0+$", "").replaceFirst("\\.$", "").replace('-', '−');
  }

  /** Text cut to a length that fits. */
  static String shortened(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
