package org.desisky.report;

import java.util.stream.IntStream;
import org.desisky.data.SkyCatalog;

/**
 * The horizontal axis of what is drawn channel by channel.
 *
 * @param x the wavelengths in Å, or where they are not known the numbers of the channels
 * @param label what they are, with the unit
 */
@SuppressWarnings("ArrayRecordComponent") // two are never compared
record ChannelAxis(double[] x, String label) {
  private static final String NUMBERS = "channel (counted from 0)";

  static ChannelAxis of(double[] wavelength, int channels) {
    return of("wavelength [Å]", wavelength, channels);
  }

  static ChannelAxis of(SkyCatalog catalog) {
    return of(catalog.wavelength(), catalog.channels());
  }

  /** With a label of one's own for wavelengths. */
  static ChannelAxis of(String label, double[] wavelength, int channels) {
    return wavelength.length > 0
        ? new ChannelAxis(wavelength, label)
        : new ChannelAxis(IntStream.range(0, channels).asDoubleStream().toArray(), NUMBERS);
  }
}
