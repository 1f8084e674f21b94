package org.desisky.report;

import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;

/** The unit that figures and reports give for flux. */
public final class FluxUnit {
  /** That of the DESI catalogue, {@link SkyCatalog#FLUX_UNIT}, as readers write it. */
  public static final String DESI = "1e-17 erg/s/cm²/Å/arcsec²";

  private FluxUnit() {}

  /** The unit of a catalogue's flux, as readers write it; empty where it is not known. */
  public static String of(SkyCatalog catalog) {
    return of(catalog.fluxUnit());
  }

  /** The same, of the unit that {@link SkyCatalog#fluxUnit()} gives. */
  public static String of(String fluxUnit) {
    return fluxUnit.equals(SkyCatalogWriter.BUNIT) ? DESI : fluxUnit;
  }

  /** The unit of squares, such as errors; empty where the unit is. */
  static String squared(String unit) {
    return unit.isEmpty() ? "" : "(" + unit + ")²";
  }

  /** {@code flux [unit]}, or {@code flux} where the unit is empty. */
  static String axis(String unit) {
    return axis("flux", unit);
  }

  /** The same of what else is in the unit of flux. */
  static String axis(String what, String unit) {
    return unit.isEmpty() ? what : what + " [" + unit + "]";
  }
}
