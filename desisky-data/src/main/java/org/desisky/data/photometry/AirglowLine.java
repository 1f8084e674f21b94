package org.desisky.data.photometry;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * A line or band of airglow: where it is measured, and the windows beside it from which the light
 * under it is guessed (Noll et al. 2012, A&amp;A 543, A92). All in Å, ends included.
 */
public enum AirglowLine {
  /** The green line of atomic oxygen. */
  OI_5577("OI 5577", 5574, 5585, 5555, 5560, 5630, 5635),
  /** The sodium doublet. */
  NA_I_D("Na I D", 5885, 5902, 5880, 5882, 5962, 5968),
  /** The stronger red line of atomic oxygen. */
  OI_6300("OI 6300", 6297, 6305, 6282, 6284, 6315, 6317),
  /** The weaker red line of atomic oxygen. */
  OI_6364("OI 6364", 6362, 6370, 6353, 6355, 6373, 6377),
  /** The green doublet of atomic nitrogen. */
  NI_5200("NI 5200", 5197, 5206, 5195, 5196, 5210, 5211),
  /** Hydroxyl, vibrational transition 6 to 1. */
  OH_6_1("OH(6-1)", 6435, 6680, 6430, 6432, 6694, 6696),
  /** Hydroxyl, vibrational transition 7 to 2. */
  OH_7_2("OH(7-2)", 6810, 7060, 6750, 6775, 6775, 6800),
  /** Hydroxyl, vibrational transition 8 to 3. */
  OH_8_3("OH(8-3)", 7200, 7450, 7197, 7198, 7452, 7453),
  /** Hydroxyl, vibrational transition 6 to 2. */
  OH_6_2("OH(6-2)", 8250, 8570, 8240, 8243, 8583, 8586),
  /** Molecular oxygen, vibrational transition 0 to 1. */
  O2_0_1("O2(0-1)", 8605, 8716, 8583, 8587, 8720, 8725);

  private final String label;

  /** First and last wavelength of the band, the left window, the right window. */
  private final ImmutableDoubleArray bounds;

  AirglowLine(String label, double... bounds) {
    this.label = label;
    this.bounds = ImmutableDoubleArray.copyOf(bounds);
  }

  /** As in tables, such as {@code OI 5577} or {@code OH(6-2)}. */
  public String label() {
    return label;
  }

  /** Where the band it is measured in begins, in Å. */
  public double from() {
    return bounds.get(0);
  }

  /** Where the band it is measured in ends, in Å. */
  public double to() {
    return bounds.get(1);
  }

  /** Whether band and windows lie between two wavelengths. */
  boolean isWithin(double first, double last) {
    return bounds.stream().allMatch(bound -> bound >= first && bound <= last);
  }

  boolean isHydroxyl() {
    return label.startsWith("OH(");
  }

  boolean inBand(double wavelength) {
    return between(0, wavelength);
  }

  /** In how many of the two side windows a wavelength lies: those of OH(7-2) share an end. */
  int sideWindows(double wavelength) {
    return (between(2, wavelength) ? 1 : 0) + (between(4, wavelength) ? 1 : 0);
  }

  private boolean between(int first, double wavelength) {
    return wavelength >= bounds.get(first) && wavelength <= bounds.get(first + 1);
  }
}
