package org.desisky.report;

import org.desisky.data.photometry.AirglowLine;

/**
 * Airglow to point out in a spectrum: a line, or the extent of a band.
 *
 * <p>Lines are at vacuum wavelengths after Hanuschik (2003, A&amp;A 407, 1157), doublets between
 * their lines; bands are those of {@link AirglowLine}.
 *
 * @param name as it is written beside it
 * @param from the beginning in Å
 * @param to the end in Å; of a line the same
 */
record AirglowMark(String name, double from, double to) {
  /** By wavelength, the lines after the bands, so that they are drawn over them. */
  static final AirglowMark[] ALL = {
    band("OH 6-1", AirglowLine.OH_6_1),
    band("OH 7-2", AirglowLine.OH_7_2),
    band("OH 8-3", AirglowLine.OH_8_3),
    band("OH 6-2", AirglowLine.OH_6_2),
    band("O₂ 0-1", AirglowLine.O2_0_1),
    line("N I 5200", 5200.5),
    line("O I 5577", 5578.9),
    line("Na I D", 5894.6),
    line("O I 6300", 6302.0),
    line("O I 6364", 6365.5),
  };

  private static AirglowMark band(String name, AirglowLine band) {
    return new AirglowMark(name, band.from(), band.to());
  }

  private static AirglowMark line(String name, double wavelength) {
    return new AirglowMark(name, wavelength, wavelength);
  }

  boolean isLine() {
    return from == to;
  }
}
