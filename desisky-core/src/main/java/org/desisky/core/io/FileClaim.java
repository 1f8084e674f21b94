package org.desisky.core.io;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A right that one holder of all processes, and of all threads of this one, has at a time. It is
 * the operating system's lock of a file, which ends with its process, however that ends; the file
 * itself stays, since removing it would let two holders lock two files of one name.
 */
public final class FileClaim implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileClaim.class);

  private static final Set<OpenOption> OPEN =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  /**
   * Those of this process stand among Java's own properties, which all copies of this class share,
   * whatever loaded them: on many systems closing a file anywhere in a process gives up its lock.
   */
  static final String OF_THIS_PROCESS = "desisky.claim:";

  private final String key;
  private final Channel channel;

  FileClaim(String key, Channel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes the right, if nobody has it.
   *
   * @param file which is made where it is missing, as its folder is
   * @throws IOException if the file cannot be written or the file system has no locks
   */
  public static Optional<FileClaim> tryTake(Path file) throws IOException {
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    String key = OF_THIS_PROCESS + folder.toRealPath().resolve(file.getFileName());
    if (System.getProperties().putIfAbsent(key, "") != null) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, OPEN);
      taken = channel.tryLock() != null;
      return taken ? Optional.of(new FileClaim(key, channel)) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // something else of this process has locked it
    } finally {
      if (!taken) {
        release(key, channel);
      }
    }
  }

  /** What to say where {@link #tryTake} failed. */
  public static String failure(Path file, IOException e) {
    return "cannot lock "
        + file
        + ": "
        + AtomicFiles.reason(e)
        + "; choose a folder on a disk that can be written and has locks";
  }

  private static void release(String key, Channel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      System.getProperties().remove(key);
    }
  }

  /**
   * Gives the right up; a second time does nothing, since another may have it by then. Where the
   * file cannot be closed, that is logged alone: what was done with the right is done.
   */
  @Override
  public void close() {
    if (channel.isOpen()) {
      try {
        release(key, channel);
      } catch (IOException e) {
        String file = key.substring(OF_THIS_PROCESS.length());
        log.warn(
            "cannot unlock {}: {}; other programs may find it locked until this one ends",
            file,
            AtomicFiles.reason(e));
      }
    }
  }
}
