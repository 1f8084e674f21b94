package org.desisky.core.io;

import java.nio.file.Path;
import org.desisky.core.DesiskyException;

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
    super(printable(file.toString()) + ": " + oneLine(problem));
  }

  /** With what lies behind it. */
  public BadFileException(Path file, String problem, Throwable cause) {
    super(printable(file.toString()) + ": " + oneLine(problem), cause);
  }

  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]", "?");
  }

  private static String oneLine(String problem) {
    String line = printable(problem);
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + " ...";
  }
}
