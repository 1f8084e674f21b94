package org.desisky.data;

import java.util.Locale;
import nom.tam.fits.compression.algorithm.quant.RandomSequence;

/**
 * How floating-point numbers of compressed tiles became integers (FITS standard 4.0, section 10.2
 * and appendix I): by a scale and a zero of each tile, and with random numbers of a fixed sequence
 * where they were dithered.
 *
 * @param dithered whether random numbers were added
 * @param keepsZero whether one integer means exactly 0
 * @param seed ZDITHER0
 * @param hasBlank whether an integer means that there is no value
 * @param blank that integer
 */
record TileQuantization(
    boolean dithered, boolean keepsZero, int seed, boolean hasBlank, long blank) {
  private static final long ZERO = -2147483646;
  private static final int RANDOM_STEP = 500;

  /**
   * Reads the header of an image.
   *
   * @throws org.desisky.core.io.BadFileException if it names a way that the standard has not
   */
  static TileQuantization of(FitsHdu hdu) {
    String way = hdu.header().getStringValue("ZQUANTIZ", "NO_DITHER").strip();
    String known = way.toUpperCase(Locale.ROOT);
    boolean second = known.equals("SUBTRACTIVE_DITHER_2");
    boolean dithered = second || known.equals("SUBTRACTIVE_DITHER_1");
    if (!dithered && !known.equals("NO_DITHER") && !known.equals("NONE")) {
      throw hdu.error("has a header card ZQUANTIZ = '" + way + "', which FITS does not know");
    }
    long seed = dithered ? hdu.integer("ZDITHER0") : 1;
    if (seed < 1 || seed > RandomSequence.length()) {
      throw hdu.error("has a header card ZDITHER0 = " + seed + ", which is not from 1 to 10000");
    }
    boolean hasBlank = hdu.header().containsKey("ZBLANK");
    return new TileQuantization(
        dithered, second, (int) seed, hasBlank, hasBlank ? hdu.integer("ZBLANK") : 0);
  }

  TileQuantization withBlank(long value) {
    return new TileQuantization(dithered, keepsZero, seed, true, value);
  }

  /** Undoes it for the first {@code count} numbers of a tile, counted from 0. */
  double[] undo(TileCodec.Numbers integers, int count, int tile, double scale, double zero) {
    double[] values = new double[count];
    int start = (tile % RandomSequence.length() + seed - 1) % RandomSequence.length();
    int next = first(start);
    for (int i = 0; i < count; i++) {
      long integer = integers.integer(i);
      if (hasBlank && integer == blank) {
        values[i] = Double.NaN;
      } else if (keepsZero && integer == ZERO) {
        values[i] = 0;
      } else if (dithered) {
        values[i] = ((double) integer - random(next) + 0.5) * scale + zero;
      } else {
        values[i] = integer * scale + zero;
      }
      if (++next == RandomSequence.length()) {
        start = (start + 1) % RandomSequence.length();
        next = first(start);
      }
    }
    return values;
  }

  private static int first(int start) {
    return (int) (random(start) * RANDOM_STEP);
  }

  /** The standard's program holds the sequence in float32. */
  private static float random(int i) {
    return (float) RandomSequence.get(i);
  }
}
