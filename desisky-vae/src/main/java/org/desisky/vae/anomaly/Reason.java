package org.desisky.vae.anomaly;

import java.util.Locale;
import java.util.Optional;

/** Puts into words what is odd about a spectrum. */
final class Reason {
  private static final int MOST_SHIFT = 8;
  private static final double CLEARLY = 0.7;

  private final double[] wavelength;

  Reason(double[] wavelength) {
    this.wavelength = wavelength.clone();
  }

  /** That the spectrum is moved as a whole, if its reconstruction fits clearly better so. */
  Optional<String> ofShift(float[] flux, float[] reconstruction, ResidualModel model) {
    int shift = shift(flux, reconstruction, model);
    return shift == 0
        ? Optional.empty()
        : Optional.of("the whole spectrum seems moved by " + distance(shift));
  }

  String of(Trait trait, RowTraits traits) {
    WindowScan.Window window = traits.window(trait);
    if (traits.isBesideHole(trait)) {
      return spike(window) + ", with a hole beside it";
    }
    String side = window.sigmas() > 0 ? "too bright" : "too faint";
    return switch (trait) {
      case SPIKE -> spike(window);
      case BAND, REGION ->
          String.format(
              Locale.ROOT, "%s %s, %.0f sigma", side, range(window), Math.abs(window.sigmas()));
      case NOISE -> "more noise than other spectra have";
      case SHAPE -> "the residual has an unusual shape, most of all " + range(window);
      case LATENTS -> "the latents are unlike those of other spectra";
    };
  }

  private String spike(WindowScan.Window window) {
    return String.format(
        Locale.ROOT,
        "%s at %s, %.0f sigma",
        window.sigmas() > 0 ? "a spike" : "a hole",
        place((window.first() + window.last()) / 2),
        Math.abs(window.sigmas()));
  }

  /**
   * By how many channels the spectrum has to be moved to fit its reconstruction clearly better; 0
   * if that does not help.
   */
  private static int shift(float[] flux, float[] reconstruction, ResidualModel model) {
    double unmoved = misfit(flux, reconstruction, model, 0);
    int best = 0;
    double least = CLEARLY * unmoved;
    for (int shift = -MOST_SHIFT; shift <= MOST_SHIFT; shift++) {
      double misfit = misfit(flux, reconstruction, model, shift);
      if (misfit < least) {
        least = misfit;
        best = shift;
      }
    }
    return best;
  }

  /** Each channel's part is bounded, so that one spike does not decide. */
  private static double misfit(float[] flux, float[] reconstruction, ResidualModel model, int by) {
    double sum = 0;
    for (int i = MOST_SHIFT; i < flux.length - MOST_SHIFT; i++) {
      double z = (flux[i] - (double) reconstruction[i - by]) / model.scale(i);
      sum += Math.min(z * z, 400);
    }
    return sum;
  }

  /** Such as {@code from 4573 Å to 4575 Å}, or {@code at 4573 Å}. */
  private String range(WindowScan.Window window) {
    String first = place(window.first());
    String last = place(window.last());
    return first.equals(last) ? "at " + first : "from " + first + " to " + last;
  }

  private String place(int channel) {
    return wavelength.length == 0
        ? "channel " + channel
        : String.format(Locale.ROOT, "%.0f Å", wavelength[channel]);
  }

  /** In the middle of the spectrum, where channels are not evenly far apart. */
  private String distance(int channels) {
    if (wavelength.length == 0) {
      return channels + " channels";
    }
    int middle = wavelength.length / 2;
    double step = wavelength[middle] - wavelength[middle - 1];
    return String.format(Locale.ROOT, "%+.1f Å", channels * step);
  }
}
