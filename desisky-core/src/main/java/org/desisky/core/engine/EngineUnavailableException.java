package org.desisky.core.engine;

import org.desisky.core.DesiskyException;

/** The engine or device asked for is not there or does not start. */
public class EngineUnavailableException extends DesiskyException {
  private static final long serialVersionUID = 1L;

  public EngineUnavailableException(String message) {
    super(message);
  }

  public EngineUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
