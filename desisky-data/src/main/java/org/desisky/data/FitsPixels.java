package org.desisky.data;

/** The numbers of a FITS image by range; scale, offset and blank are applied. */
interface FitsPixels {
  /** Those of an image, whether it is stored as it is or in compressed tiles. */
  static FitsPixels of(FitsHdu hdu) {
    return hdu.isTiledImage() ? new FitsTiledImage(hdu) : new FitsImage(hdu);
  }

  /**
   * Reads numbers as float32.
   *
   * @param first which number to begin with, counted over the whole image
   * @param target where to put them, from {@code at} on
   * @throws org.desisky.core.io.BadFileException if they cannot be read
   */
  void floats(long first, int count, float[] target, int at);

  /** The first {@code count} numbers as float64. */
  double[] doubles(int count);
}
