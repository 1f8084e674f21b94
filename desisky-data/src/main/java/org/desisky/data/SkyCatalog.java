package org.desisky.data;

import java.util.Arrays;
import org.desisky.core.FloatMatrix;

/**
 * Sky spectra and what is known of each: row <em>k</em> of the flux and row <em>k</em> of the
 * observations belong together, always. Immutable.
 */
public final class SkyCatalog {
  /** The unit of flux in the DESI catalogue: surface brightness, per square arcsecond. */
  public static final String FLUX_UNIT = "1e-17 erg/(s cm2 Angstrom arcsec2)";

  private final double[] wavelength;
  private final FloatMatrix flux;
  private final ObservationTable observations;

  private SkyCatalog(double[] wavelength, FloatMatrix flux, ObservationTable observations) {
    this.wavelength = wavelength;
    this.flux = flux;
    this.observations = observations;
  }

  /**
   * Puts a catalogue together.
   *
   * @param wavelength vacuum wavelengths of the channels in Å, rising; empty where they are not
   *     known
   * @param flux a spectrum a row, in {@link #FLUX_UNIT}
   * @param observations a row for each spectrum, in the same order
   * @throws BadCatalogException if the sizes disagree
   */
  public static SkyCatalog of(
      double[] wavelength, FloatMatrix flux, ObservationTable observations) {
    if (wavelength.length != 0 && wavelength.length != flux.columns()) {
      throw new BadCatalogException(
          "there are " + wavelength.length + " wavelengths for " + flux.columns() + " channels");
    }
    if (observations.rows() != flux.rows()) {
      throw new BadCatalogException(
          "there are " + observations.rows() + " observations for " + flux.rows() + " spectra");
    }
    return new SkyCatalog(wavelength.clone(), flux, observations);
  }

  /** Vacuum wavelengths of the channels in Å; empty where the file does not tell. */
  public double[] wavelength() {
    return wavelength.clone();
  }

  /** Whether the wavelengths are known. */
  public boolean hasWavelength() {
    return wavelength.length > 0;
  }

  /** The spectra, one a row. */
  public FloatMatrix flux() {
    return flux;
  }

  /** What is known of each spectrum, in the order of the flux. */
  public ObservationTable observations() {
    return observations;
  }

  /** How many spectra. */
  public int rows() {
    return flux.rows();
  }

  /** How many channels a spectrum has. */
  public int channels() {
    return flux.columns();
  }

  /** The rows named, in the order named: flux and observations together. */
  public SkyCatalog select(int[] rows) {
    return new SkyCatalog(wavelength, flux.select(rows), observations.select(rows));
  }

  @Override
  public String toString() {
    return rows()
        + " spectra x "
        + channels()
        + " channels"
        + (hasWavelength()
            ? ", " + wavelength[0] + " to " + Arrays.stream(wavelength).max().orElse(0) + " Å"
            : "");
  }
}
