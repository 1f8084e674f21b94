package org.desisky.core;

import java.util.Locale;

/** A constant of an enum that users read and write by a name in their own style. */
public interface Labelled {
  /** The constant's name in Java; every enum has it. */
  String name();

  /**
   * Its name where users read and write it: in lower case, with dashes, such as {@code half-mse}.
   */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
