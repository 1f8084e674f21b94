package org.desisky.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** What came of the results that were printed. */
final class StandardOutput {
  private static final int KIND = 0170000; // of a file, in its mode as POSIX has it
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private StandardOutput() {}

  /**
   * Whether something of it was lost, as on a full disk. Of a pipe nothing is: it fails only where
   * its reader, such as {@code head}, has had enough.
   */
  static boolean isLost(PrintWriter out) {
    return out.checkError() && !isPipe();
  }

  /** Whether it is a pipe; where the system does not tell, it may be one. */
  static boolean isPipe() {
    try {
      int kind = (int) Files.getAttribute(Path.of("/dev/fd/1"), "unix:mode") & KIND;
      return kind == PIPE || kind == SOCKET;
    } catch (IOException e) {
      return false; // it is closed
    } catch (UnsupportedOperationException e) {
      return true;
    }
  }
}
