package org.desisky.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** The colours of an image, quickly. */
final class Pixels {
  private Pixels() {}

  /** Red, green and blue of each pixel, 8 bits each, row after row. */
  static int[] of(BufferedImage image) {
    BufferedImage plain =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = plain.createGraphics();
    pen.drawImage(image, 0, 0, null);
    pen.dispose();
    return ((DataBufferInt) plain.getRaster().getDataBuffer()).getData();
  }
}
