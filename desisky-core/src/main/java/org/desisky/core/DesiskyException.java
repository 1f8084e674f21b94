package org.desisky.core;

/**
 * The root of everything desisky throws on purpose. Its message says what was wrong, where, and
 * what to do about it, in words a user can act on.
 */
public class DesiskyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what it is about. */
  public DesiskyException(String message) {
    super(message);
  }

  /** With what lies behind it. */
  public DesiskyException(String message, Throwable cause) {
    super(message, cause);
  }
}
