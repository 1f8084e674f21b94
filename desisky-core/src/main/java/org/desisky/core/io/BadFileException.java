package org.desisky.core.io;

import java.nio.file.Path;
import org.desisky.core.DesiskyException;
import org.desisky.core.Printable;

/**
 * A file that is missing, unreadable, or not what its name promises. Names the file. Its name, and
 * what a message quotes from it, may be anything, so control characters become question marks and
 * what is longer than a few lines is cut.
 */
public class BadFileException extends DesiskyException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 1000;

  /** With what it is about. */
  public BadFileException(Path file, String problem) {
    super(Printable.line(file.toString()) + ": " + oneLine(problem));
  }

  /** With what lies behind it. */
  public BadFileException(Path file, String problem, Throwable cause) {
    super(Printable.line(file.toString()) + ": " + oneLine(problem), cause);
  }

  private static String oneLine(String problem) {
    String line = Printable.line(problem);
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + " ...";
  }
}
