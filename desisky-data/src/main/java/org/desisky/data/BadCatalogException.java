package org.desisky.data;

import org.desisky.core.DesiskyException;

/**
 * A catalogue that cannot be used as it is: parts missing, sizes that disagree, numbers not finite.
 */
public class BadCatalogException extends DesiskyException {
  private static final long serialVersionUID = 1L;

  /** With what it is about. */
  public BadCatalogException(String message) {
    super(message);
  }

  /** With what lies behind it. */
  public BadCatalogException(String message, Throwable cause) {
    super(message, cause);
  }
}
