package org.desisky.core.io;

import java.nio.file.Path;
import org.desisky.core.DesiskyException;

/** A file that is missing, unreadable, or not what its name promises. Names the file. */
public class BadFileException extends DesiskyException {
  private static final long serialVersionUID = 1L;

  public BadFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  public BadFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
