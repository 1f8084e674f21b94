package org.desisky.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.DesiskyException;

/** The figures of a training run as PNG files, 1600 pixels wide. They need no display. */
public final class Figures {
  /** How many examples {@link #reconstructions} draws at most: the first ones. */
  public static final int MOST_EXAMPLES = 6;

  private static final int WIDTH = 1600;
  private static final int HEAD = 84;
  private static final int CURVE_HEIGHT = 480;
  private static final int FLUX_HEIGHT = 400;
  private static final int RESIDUAL_HEIGHT = 220;

  private Figures() {}

  /**
   * Writes all figures there is something to draw for.
   *
   * @param folder where to
   * @param run the beginning of the file names
   * @return what was written: {@code <run>.curves.png}, {@code <run>.reconstructions.png}
   * @throws DesiskyException if a file cannot be written, or nothing can be drawn because Java
   *     finds no fonts on this machine
   */
  public static List<Path> write(ModelReport report, Path folder, String run) {
    List<Path> written = new ArrayList<>();
    if (!report.history().epochs().isEmpty()) {
      Path curves = folder.resolve(run + ".curves.png");
      curves(report, curves);
      written.add(curves);
    }
    if (!report.examples().isEmpty()) {
      Path reconstructions = folder.resolve(run + ".reconstructions.png");
      reconstructions(report, reconstructions);
      written.add(reconstructions);
    }
    return written;
  }

  /**
   * Writes the training curves: a panel for each term of the loss, train and test, on a logarithmic
   * scale. Losses that are zero, negative or not finite are left out.
   *
   * @throws DesiskyException if the file cannot be written, or Java finds no fonts
   */
  public static void curves(ModelReport report, Path png) {
    Canvas.writePng(png, () -> drawCurves(report));
  }

  /**
   * Writes the first examples: flux and reconstruction, and the residual below.
   *
   * @throws DesiskyException if the file cannot be written, or Java finds no fonts
   */
  public static void reconstructions(ModelReport report, Path png) {
    Canvas.writePng(png, () -> drawReconstructions(report));
  }

  private static BufferedImage drawCurves(ModelReport report) {
    int half = WIDTH / 2;
    return Canvas.draw(
        WIDTH,
        HEAD + 2 * CURVE_HEIGHT,
        pen -> {
          head(pen, report.title(), ReportText.headline(report.history()));
          key(pen, WIDTH - 230, "train", ChartStyle.FIRST, ChartStyle.DASHED);
          if (report.history().epochs().stream().anyMatch(epoch -> epoch.test().isPresent())) {
            key(pen, WIDTH - 110, "test", ChartStyle.SECOND, ChartStyle.SOLID);
          }
          LossTerm[] terms = LossTerm.values();
          for (int i = 0; i < terms.length; i++) {
            int left = i % 2 * half;
            int top = HEAD + i / 2 * CURVE_HEIGHT;
            Graphics2D panel = (Graphics2D) pen.create(left, top, half, CURVE_HEIGHT);
            CurveChart.paint(report, terms[i], panel, half, CURVE_HEIGHT);
            panel.dispose();
          }
        });
  }

  private static BufferedImage drawReconstructions(ModelReport report) {
    int all = report.examples().size();
    int shown = Math.min(all, MOST_EXAMPLES);
    int each = FLUX_HEIGHT + RESIDUAL_HEIGHT;
    String count =
        shown < all
            ? "The first " + shown + " of " + all + " examples."
            : "Example reconstructions.";
    return Canvas.draw(
        WIDTH,
        HEAD + Math.max(1, shown * each),
        pen -> {
          head(pen, report.title(), count + " Residual = flux − reconstruction, in the same unit.");
          key(pen, WIDTH - 440, "flux", ChartStyle.FIRST, ChartStyle.SOLID);
          key(pen, WIDTH - 340, "reconstruction", ChartStyle.SECOND, ChartStyle.THIN);
          key(pen, WIDTH - 140, "residual", ChartStyle.THIRD, ChartStyle.THIN);
          for (int i = 0; i < shown; i++) {
            ExampleReconstruction example = report.examples().get(i);
            Graphics2D panel = (Graphics2D) pen.create(0, HEAD + i * each, WIDTH, each);
            SpectrumChart.paint(report, example, panel, WIDTH, FLUX_HEIGHT, RESIDUAL_HEIGHT);
            panel.dispose();
          }
        });
  }

  private static void head(Graphics2D pen, String title, String text) {
    pen.setColor(ChartStyle.TEXT);
    pen.setFont(ChartStyle.font(Font.BOLD, 26));
    pen.drawString(ChartStyle.shortened(title, 100), 24, 38);
    pen.setFont(ChartStyle.font(Font.PLAIN, 19));
    pen.drawString(text, 24, 70);
  }

  private static void key(Graphics2D pen, int x, String name, Color colour, BasicStroke stroke) {
    pen.setColor(colour);
    pen.setStroke(stroke);
    pen.drawLine(x, 63, x + 40, 63);
    pen.setColor(ChartStyle.TEXT);
    pen.setFont(ChartStyle.font(Font.PLAIN, 17));
    pen.drawString(name, x + 48, 69);
  }
}
