package org.desisky.vae.anomaly;

import java.util.Locale;
import java.util.Optional;

/** Puts into words what is odd about a spectrum. */
final class Reason {
  private static final int MOST_SHIFT = 8;

  /** Channels on either side of one that tell what it stands out of. */
  private static final int AROUND = 20;

  /** By how much lines have to correlate better, beside what chance makes of so many channels. */
  private static final double CLEARLY = 0.1;

  /** Of a correlation by chance. */
  private static final double SIGMAS = 5;

  private final double[] wavelength;

  Reason(double[] wavelength) {
    this.wavelength = wavelength.clone();
  }

  /**
   * That the spectrum is moved as a whole, if its lines lie clearly nearer to those of its
   * reconstruction so. Only where lines are is compared, and not how well they fit: a model knows
   * no moved spectra, and what it makes of one has lines in their places and little else right. A
   * move by less than lines are wide, or of few channels, is not clear.
   */
  Optional<String> ofShift(float[] flux, float[] reconstruction) {
    int shift = shift(lines(flux), lines(reconstruction));
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

  /** By how many channels the one is moved against the other; 0 if that does not help clearly. */
  private static int shift(double[] lines, double[] expected) {
    double most = correlation(lines, expected, 0) + CLEARLY + SIGMAS / Math.sqrt(lines.length);
    int best = 0;
    for (int shift = -MOST_SHIFT; shift <= MOST_SHIFT; shift++) {
      double correlation = correlation(lines, expected, shift);
      if (correlation > most) {
        most = correlation;
        best = shift;
      }
    }
    return best;
  }

  /** What stands out of its surroundings, as a root, so that one spike does not decide. */
  private static double[] lines(float[] spectrum) {
    double[] sums = new double[spectrum.length + 1];
    for (int i = 0; i < spectrum.length; i++) {
      sums[i + 1] = sums[i] + spectrum[i];
    }
    double[] lines = new double[spectrum.length];
    for (int i = 0; i < lines.length; i++) {
      int first = Math.max(0, i - AROUND);
      int end = Math.min(lines.length, i + AROUND + 1);
      double above = spectrum[i] - (sums[end] - sums[first]) / (end - first);
      lines[i] = Math.copySign(Math.sqrt(Math.abs(above)), above);
    }
    return lines;
  }

  private static double correlation(double[] lines, double[] expected, int by) {
    double both = 0;
    double one = 0;
    double other = 0;
    for (int i = MOST_SHIFT; i < lines.length - MOST_SHIFT; i++) {
      both += lines[i] * expected[i - by];
      one += lines[i] * lines[i];
      other += expected[i - by] * expected[i - by];
    }
    return both / Math.sqrt(one * other);
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
