package org.desisky.data;

import org.desisky.core.Unsigned;

/**
 * What turns the numbers stored in an image into those meant (FITS standard 4.0, section 4.4.2.5):
 * zero + scale × number, and NaN for a blank integer.
 *
 * @param scale BSCALE
 * @param zero BZERO
 * @param hasBlank whether an integer means that there is no value
 * @param blank that integer, as stored
 */
record FitsScale(double scale, double zero, boolean hasBlank, long blank) {
  private static final double TWO_TO_63 = 0x1p63;

  /** By the header of an image, of which the numbers stored are integers or not. */
  static FitsScale of(FitsHdu hdu, boolean integers) {
    String key = hdu.header().containsKey("BLANK") ? "BLANK" : "ZBLANK";
    boolean hasBlank = integers && hdu.header().containsKey(key);
    return new FitsScale(
        hdu.header().getDoubleValue("BSCALE", 1),
        hdu.header().getDoubleValue("BZERO", 0),
        hasBlank,
        hasBlank ? hdu.integer(key) : 0);
  }

  /** Whether numbers are meant as they are stored. */
  boolean isIdentity() {
    return scale == 1 && zero == 0 && !hasBlank;
  }

  double of(double stored) {
    return zero + scale * stored;
  }

  double of(long stored) {
    if (hasBlank && stored == blank) {
      return Double.NaN;
    }
    // Unsigned numbers are stored less 2⁶³: a sum in float64 would lose small ones.
    return scale == 1 && zero == TWO_TO_63
        ? Unsigned.toDouble(stored ^ Long.MIN_VALUE)
        : zero + scale * stored;
  }
}
