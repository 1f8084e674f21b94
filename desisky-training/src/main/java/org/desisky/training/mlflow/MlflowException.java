package org.desisky.training.mlflow;

import org.desisky.core.DesiskyException;

/** The tracking server could not be told something. */
final class MlflowException extends DesiskyException {
  private static final long serialVersionUID = 1L;

  MlflowException(String message) {
    super(message);
  }

  MlflowException(String message, Throwable cause) {
    super(message, cause);
  }
}
