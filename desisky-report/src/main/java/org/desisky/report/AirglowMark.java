package org.desisky.report;

import org.desisky.data.photometry.AirglowLine;

/**
 * Airglow to point out in a spectrum: a line, or the extent of a band, by the names and bands of
 * {@link AirglowLine}.
 *
 * <p>Lines are at vacuum wavelengths after Hanuschik (2003, A&amp;A 407, 1157), doublets between
 * their lines.
 *
 * @param name as it is written beside it
 * @param from the beginning in Å
 * @param to the end in Å; of a line the same
 */
record AirglowMark(String name, double from, double to) {
  /** By wavelength, the lines after the bands, so that they are drawn over them. */
  static final AirglowMark[] ALL = {
    band(AirglowLine.OH_6_1),
    band(AirglowLine.OH_7_2),
    band(AirglowLine.OH_8_3),
    band(AirglowLine.OH_6_2),
    band(AirglowLine.O2_0_1),
    line(AirglowLine.NI_5200, 5200.5),
    line(AirglowLine.OI_5577, 5578.9),
    line(AirglowLine.NA_I_D, 5894.6),
    line(AirglowLine.OI_6300, 6302.0),
    line(AirglowLine.OI_6364, 6365.5),
  };

  private static AirglowMark band(AirglowLine band) {
    return new AirglowMark(band.label(), band.from(), band.to());
  }

  private static AirglowMark line(AirglowLine line, double wavelength) {
    return new AirglowMark(line.label(), wavelength, wavelength);
  }

  boolean isLine() {
    return from == to;
  }
}
