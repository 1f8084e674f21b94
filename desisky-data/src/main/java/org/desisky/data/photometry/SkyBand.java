package org.desisky.data.photometry;

/** A broad band in which the brightness of the sky is given. */
public enum SkyBand {
  /** Johnson V: Bessell 1990, PASP 102, 1181. */
  V("V", "bessell-V"),
  /** DECam g, telescope and atmosphere included. */
  G("g", "decam2014-g"),
  /** DECam r, telescope and atmosphere included. */
  R("r", "decam2014-r"),
  /** DECam z, telescope and atmosphere included. */
  Z("z", "decam2014-z");

  private final String label;
  private final String table;

  SkyBand(String label, String table) {
    this.label = label;
    this.table = table;
  }

  /** As astronomers write it: V, g, r or z. */
  public String label() {
    return label;
  }

  FilterCurve curve() {
    return FilterCurve.read(table + ".csv");
  }
}
