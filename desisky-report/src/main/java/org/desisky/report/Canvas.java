package org.desisky.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;

/** What figures are drawn on. It needs no display. */
final class Canvas {
  private Canvas() {}

  /** An image, white at first, with smooth lines and text. */
  static BufferedImage draw(int width, int height, Consumer<Graphics2D> drawing) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    try {
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      pen.setColor(Color.WHITE);
      pen.fillRect(0, 0, width, height);
      drawing.accept(pen);
    } finally {
      pen.dispose();
    }
    return image;
  }

  /**
   * Draws without a display.
   *
   * @throws DesiskyException if Java finds no fonts
   */
  static <T> T headless(Supplier<T> drawing) {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    return Fonts.orExplain(drawing);
  }

  /**
   * Draws an image and writes it.
   *
   * @throws DesiskyException if the file cannot be written, or Java finds no fonts
   */
  static void writePng(Path png, Supplier<BufferedImage> drawing) {
    BufferedImage image = headless(drawing);
    AtomicFiles.write(
        png,
        out -> {
          if (!ImageIO.write(image, "png", out)) {
            throw new DesiskyException("this Java has no PNG writer (module java.desktop)");
          }
        });
  }
}
