package org.desisky.vae.anomaly;

import com.google.common.math.Quantiles;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;

/**
 * Flux that no sky has. A model may reproduce it well all the same, so that no {@link Trait} tells
 * of it: of a dead spectrum it makes one that is as dark.
 */
final class ImpossibleFlux {
  /**
   * Where so many of the reference spectra, or more, are negative, they are data of another kind.
   */
  private static final double RARE = 1e-3;

  private final boolean isNegativeOdd;

  private ImpossibleFlux(boolean isNegativeOdd) {
    this.isNegativeOdd = isNegativeOdd;
  }

  /** What is impossible beside these rows of reference spectra. */
  static ImpossibleFlux beside(FloatMatrix reference, int... rows) {
    long negative = IntStream.of(rows).filter(row -> isNegative(reference.row(row))).count();
    return new ImpossibleFlux(negative < RARE * rows.length);
  }

  /** What is impossible about a spectrum, in words. */
  Optional<String> in(float[] flux) {
    if (isConstant(flux)) {
      return Optional.of(
          flux[0] == 0
              ? "the flux is 0 in all channels"
              : "the flux is the same, " + flux[0] + ", in all channels");
    }
    return isNegativeOdd && isNegative(flux)
        ? Optional.of(
            String.format(
                Locale.ROOT, "more than half of the flux is negative (median %.3g)", median(flux)))
        : Optional.empty();
  }

  /** Those of the rows of spectra about which nothing is. */
  int[] others(FloatMatrix spectra, int... rows) {
    return IntStream.of(rows).filter(row -> in(spectra.row(row)).isEmpty()).toArray();
  }

  private static boolean isConstant(float[] flux) {
    for (float value : flux) {
      if (value != flux[0]) {
        return false;
      }
    }
    return true;
  }

  /** Whether more than half of the channels are below 0. */
  private static boolean isNegative(float[] flux) {
    int below = 0;
    for (float value : flux) {
      below += value < 0 ? 1 : 0;
    }
    return 2 * below > flux.length;
  }

  private static double median(float[] flux) {
    double[] numbers = new double[flux.length];
    for (int i = 0; i < flux.length; i++) {
      numbers[i] = flux[i];
    }
    return Quantiles.median().computeInPlace(numbers);
  }
}
