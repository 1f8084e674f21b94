package org.desisky.tables;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What STIL logs: it would tell of its own start on the terminal. */
final class StilLog {
  /** Held on to, since a logger that nobody holds forgets its level. */
  private static final Logger STIL = Logger.getLogger("uk.ac.starlink");

  private StilLog() {}

  /** Leaves its warnings and errors, unless somebody has chosen a level. */
  static void quieten() {
    if (STIL.getLevel() == null) {
      STIL.setLevel(Level.WARNING);
    }
  }
}
