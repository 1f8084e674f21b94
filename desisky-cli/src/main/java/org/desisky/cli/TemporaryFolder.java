package org.desisky.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;

/**
 * A folder for work in between, removed with all that is in it: when it is closed, or where the
 * process is ended before.
 */
final class TemporaryFolder implements AutoCloseable {
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;

  private TemporaryFolder(Path path) {
    this.path = path;
    OPEN.add(path);
  }

  /**
   * Makes one.
   *
   * @param prefix what its name begins with
   */
  static TemporaryFolder of(String prefix) {
    try {
      return new TemporaryFolder(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw new DesiskyException(
          "no temporary folder: "
              + AtomicFiles.reason(e)
              + "; have Java use another: JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
          e);
    }
  }

  /**
   * Makes one at a place of its own, in place of what an earlier process left there.
   *
   * @throws IOException if it cannot be made
   */
  static TemporaryFolder at(Path path) throws IOException {
    remove(path);
    return new TemporaryFolder(Files.createDirectories(path));
  }

  Path path() {
    return path;
  }

  /** Removes those that are open: for a process that ends in the midst of their use. */
  static void removeAll() {
    for (Path each : OPEN) {
      try {
        remove(each);
      } catch (IOException e) {
        // Nobody is there any more to be told.
      }
    }
  }

  @Override
  public void close() {
    try {
      remove(path);
    } catch (IOException e) {
      throw new DesiskyException(path + " cannot be removed: " + AtomicFiles.reason(e), e);
    } finally {
      OPEN.remove(path);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
