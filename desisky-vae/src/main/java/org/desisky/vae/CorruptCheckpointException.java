package org.desisky.vae;

import java.nio.file.Path;
import org.desisky.core.io.BadFileException;

/**
 * A checkpoint that cannot be trusted. Names the file, and where it can the leaf and byte offset.
 */
public class CorruptCheckpointException extends BadFileException {
  private static final long serialVersionUID = 1L;

  /** With what it is about. */
  public CorruptCheckpointException(Path file, String problem) {
    super(file, problem);
  }

  /** With what lies behind it. */
  public CorruptCheckpointException(Path file, String problem, Throwable cause) {
    super(file, problem, cause);
  }
}
