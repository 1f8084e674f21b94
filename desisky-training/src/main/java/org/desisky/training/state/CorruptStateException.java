package org.desisky.training.state;

import java.nio.file.Path;
import org.desisky.core.io.BadFileException;

/** A state that cannot be trusted. Names the file, and the part and byte offset where it can. */
public class CorruptStateException extends BadFileException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong with a state. */
  public CorruptStateException(Path file, String problem) {
    super(file, problem);
  }

  /** Says what is wrong with a state, and how it was found out. */
  public CorruptStateException(Path file, String problem, Throwable cause) {
    super(file, problem, cause);
  }
}
