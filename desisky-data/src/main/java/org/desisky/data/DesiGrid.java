package org.desisky.data;

/** The wavelength grid of DESI sky spectra: 3600 to 9824 Å (vacuum) in steps of 0.8 Å. */
public final class DesiGrid {
  /** How many channels there are. */
  public static final int CHANNELS = 7781;

  /** Wavelength of the first channel in Å. */
  public static final double FIRST = 3600;

  /** From a channel to the next, in Å. */
  public static final double STEP = 0.8;

  private DesiGrid() {}

  /** The wavelengths of all channels in Å, as a new array. */
  public static double[] wavelength() {
    double[] wavelength = new double[CHANNELS];
    for (int i = 0; i < CHANNELS; i++) {
      wavelength[i] = FIRST + STEP * i;
    }
    return wavelength;
  }
}
