package org.desisky.data.fetch;

import org.desisky.core.DesiskyException;

/** A published file that could not be fetched. Says from where, why, and what to do about it. */
public class FetchException extends DesiskyException {
  private static final long serialVersionUID = 1L;

  /** With what it is about. */
  public FetchException(String message) {
    super(message);
  }

  /** With what lies behind it. */
  public FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
