package org.desisky.report;

/**
 * Airglow to point out in a spectrum: a line, or the extent of a band.
 *
 * <p>Lines are at vacuum wavelengths after Hanuschik (2003, A&amp;A 407, 1157), doublets between
 * their lines; bands after Noll et al. (2012, A&amp;A 543, A92).
 *
 * @param name as it is written beside it
 * @param from the beginning in Å
 * @param to the end in Å; of a line the same
 */
record AirglowMark(String name, double from, double to) {
  /** By wavelength, the lines after the bands, so that they are drawn over them. */
  static final AirglowMark[] ALL = {
    new AirglowMark("OH 6-1", 6435, 6680),
    new AirglowMark("OH 7-2", 6810, 7060),
    new AirglowMark("OH 8-3", 7200, 7450),
    new AirglowMark("OH 6-2", 8250, 8570),
    new AirglowMark("O₂ 0-1", 8605, 8716),
    line("N I 5200", 5200.5),
    line("O I 5577", 5578.9),
    line("Na I D", 5894.6),
    line("O I 6300", 6302.0),
    line("O I 6364", 6365.5),
  };

  private static AirglowMark line(String name, double wavelength) {
    return new AirglowMark(name, wavelength, wavelength);
  }

  boolean isLine() {
    return from == to;
  }
}
