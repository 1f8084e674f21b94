package org.desisky.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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

  /** The one of these constants that has a label, if there is one; case counts. */
  static <T extends Labelled> Optional<T> named(String label, T[] constants) {
    return Arrays.stream(constants).filter(one -> one.label().equals(label)).findFirst();
  }
}
