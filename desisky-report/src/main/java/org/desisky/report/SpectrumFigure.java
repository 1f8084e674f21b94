package org.desisky.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Exposures;
import org.desisky.data.Nights;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkyCondition;
import org.desisky.report.evaluation.Evaluation;
import org.knowm.xchart.XYChart;

/** A figure of one spectrum, as PNG or SVG, 1600 × 700 pixels. It needs no display. */
public final class SpectrumFigure {
  private static final int WIDTH = 1600;
  private static final int HEIGHT = 700;

  private static final Color BAND = new Color(0x186b4a9e, true);
  private static final Color LINE = new Color(0x706b4a9e, true);

  /** The spectrum alone. */
  private final SkyCatalog catalog;

  private final int row;
  private final String title;

  private SpectrumFigure(SkyCatalog catalog, int row, String title) {
    this.catalog = catalog;
    this.row = row;
    this.title = title;
  }

  /**
   * Writes the figure of a spectrum: flux over vacuum wavelength (over channels where wavelengths
   * are not known), with airglow marked lightly. The title is the row's EXPID, night and condition,
   * as far as they are known.
   *
   * @param row of the catalogue, from 0
   * @param file whose extension, {@code .png} or {@code .svg}, tells the format
   * @throws IllegalArgumentException if there is no such row, or the extension is another
   * @throws DesiskyException if the flux of the row has no finite number, the file cannot be
   *     written, or Java finds no fonts
   */
  public static void write(SkyCatalog catalog, int row, Path file) {
    requireFormat(file);
    checkRow(row, catalog.rows());
    SkyCatalog spectrum = catalog.select(new int[] {row});
    new SpectrumFigure(spectrum, row, title(catalog.observations(), row)).write(file);
  }

  /** The same of a file, of which no other spectrum is read. */
  public static void write(SkyCatalogFile catalog, int row, Path file) {
    requireFormat(file);
    checkRow(row, catalog.rows());
    SkyCatalog spectrum = catalog.read(row, 1);
    new SpectrumFigure(spectrum, row, title(catalog.observations(), row)).write(file);
  }

  private static void checkRow(int row, int rows) {
    if (row < 0 || row >= rows) {
      throw new IllegalArgumentException(
          "there is no row "
              + row
              + ": the rows of these "
              + rows
              + " spectra are 0 to "
              + (rows - 1));
    }
  }

  private void write(Path file) {
    if (isSvg(file)) {
      writeSvg(file);
    } else {
      Canvas.writePng(file, () -> Canvas.draw(WIDTH, HEIGHT, this::paint));
    }
  }

  /**
   * Makes sure, before any work, that a file's extension is one that can be drawn.
   *
   * @throws IllegalArgumentException if it is neither {@code .png} nor {@code .svg}
   */
  public static void requireFormat(Path file) {
    isSvg(file);
  }

  /** Whether a file's extension asks for SVG, and not PNG. */
  private static boolean isSvg(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (!name.endsWith(".svg") && !name.endsWith(".png")) {
      throw new IllegalArgumentException(
          "a figure's file must end in .png or .svg, which " + file + " does not");
    }
    return name.endsWith(".svg");
  }

  /**
   * What is known of a row, in a line, such as {@code row 7 · EXPID 5 · night 2021-05-14 · dark}.
   */
  static String title(ObservationTable observations, int row) {
    StringBuilder title = new StringBuilder("row ").append(row);
    ObservationTable one = observations.select(new int[] {row});
    Exposures.of(one).at(0).ifPresent(exposure -> title.append(" · EXPID ").append(exposure));
    double night = night(one);
    if (!Double.isNaN(night)) {
      int date = (int) night;
      title.append(
          String.format(
              Locale.ROOT, " · night %04d-%02d-%02d", date / 10_000, date / 100 % 100, date % 100));
    }
    for (SkyCondition condition : Evaluation.conditionsOf(one)) {
      title.append(" · ").append(condition.label());
    }
    return title.toString();
  }

  /** That of the only observation; NaN where the columns do not tell it in numbers. */
  private static double night(ObservationTable one) {
    try {
      return Nights.of(one).map(nights -> nights[0]).orElse(Double.NaN);
    } catch (BadCatalogException e) {
      return Double.NaN;
    }
  }

  private void writeSvg(Path file) {
    VectorGraphics2D drawing =
        Canvas.headless(
            () -> {
              VectorGraphics2D pen = new VectorGraphics2D();
              paint(pen);
              return pen;
            });
    AtomicFiles.write(
        file,
        out ->
            new SVGProcessor()
                .getDocument(drawing.getCommands(), new PageSize(WIDTH, HEIGHT))
                .writeTo(out));
  }

  private void paint(Graphics2D pen) {
    XYChart chart = chart();
    chart.paint(pen, WIDTH, HEIGHT);
    if (catalog.hasWavelength()) {
      markAirglow(chart, pen);
    }
  }

  private XYChart chart() {
    ChannelAxis axis =
        ChannelAxis.of("vacuum wavelength [Å]", catalog.wavelength(), catalog.channels());
    double[] x = axis.x();
    float[] flux = catalog.flux().row(0);
    double[] y = new double[flux.length];
    Arrays.setAll(y, i -> Float.isFinite(flux[i]) ? flux[i] : Double.NaN);
    if (Arrays.stream(y).noneMatch(Double::isFinite)) {
      throw new DesiskyException("the flux of row " + row + " has no finite number to draw");
    }
    XYChart chart =
        SpectrumChart.chart(
            title, axis.label(), FluxUnit.axis(FluxUnit.of(catalog)), x, WIDTH, HEIGHT);
    SpectrumChart.range(chart, y);
    SpectrumChart.addLine(chart, "flux", x, y, ChartStyle.FIRST, ChartStyle.THIN);
    return chart;
  }

  /** Marks what lies inside the plot, with names along the marks from the top. */
  private void markAirglow(XYChart chart, Graphics2D pen) {
    double[] wavelength = catalog.wavelength();
    int top = (int) Math.round(chart.getScreenYFromChart(chart.getStyler().getYAxisMax()));
    int bottom = (int) Math.round(chart.getScreenYFromChart(chart.getStyler().getYAxisMin()));
    pen.setFont(ChartStyle.font(Font.PLAIN, 13));
    FontMetrics metrics = pen.getFontMetrics();
    for (AirglowMark mark : AirglowMark.ALL) {
      if (mark.from() < wavelength[0] || mark.to() > wavelength[wavelength.length - 1]) {
        continue;
      }
      int left = (int) Math.round(chart.getScreenXFromChart(mark.from()));
      int right = (int) Math.round(chart.getScreenXFromChart(mark.to()));
      if (mark.isLine()) {
        pen.setColor(LINE);
        pen.setStroke(ChartStyle.DOTTED);
        pen.drawLine(left, top, left, bottom);
        pen.setColor(ChartStyle.MARK);
        downwards(pen, mark.name(), left + 3, top + 6);
      } else {
        pen.setColor(BAND);
        pen.fillRect(left, top, Math.max(1, right - left), bottom - top);
        pen.setColor(ChartStyle.MARK);
        int middle = (left + right - metrics.stringWidth(mark.name())) / 2;
        pen.drawString(mark.name(), middle, top + 4 + metrics.getAscent());
      }
    }
  }

  private static void downwards(Graphics2D pen, String text, int x, int y) {
    pen.translate(x, y);
    pen.rotate(Math.PI / 2);
    pen.drawString(text, 0, 0);
    pen.rotate(-Math.PI / 2);
    pen.translate(-x, -y);
  }
}
