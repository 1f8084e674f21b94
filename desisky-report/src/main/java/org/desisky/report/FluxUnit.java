package org.desisky.report;

import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;

/** The unit that figures and reports give for flux. */
public final class FluxUnit {
  /** That of the DESI catalogue, {@link SkyCatalog#FLUX_UNIT}, as readers write it. */
  public static final String DESI = "1e-17 erg/s/cm²/Å/arcsec²";

  private FluxUnit() {}

  /**
   * {@link #DESI}; empty for a bare array of numbers, without observations, of which nobody knows.
   */
  public static String of(SkyCatalog catalog) {
    return of(catalog.observations());
  }

  /** The same, of a catalogue with these observations. */
  public static String of(ObservationTable observations) {
    return SkyCatalogWriter.fluxUnit(observations).isEmpty() ? "" : DESI;
  }

  /** {@code flux [unit]}, or {@code flux} where the unit is empty. */
  static String axis(String unit) {
    return unit.isEmpty() ? "flux" : "flux [" + unit + "]";
  }
}
