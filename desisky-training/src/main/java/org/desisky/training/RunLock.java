package org.desisky.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;

/**
 * The right to write the files of a name, which one run of all processes has at a time. It is the
 * operating system's lock of a hidden file {@code .<run>.lock}, which ends with its process,
 * however that ends; the file itself stays, since removing it would let two runs lock two files of
 * one name.
 */
final class RunLock implements AutoCloseable {
  private static final Set<OpenOption> OPEN =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  /** Those of this process; on many systems closing a file anywhere in it gives up its lock. */
  private static final Set<Path> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private RunLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes the right for a run.
   *
   * @throws DesiskyException if another run has it, or the file system has no locks
   */
  static RunLock of(VaeTrainingConfig config) {
    Path file = config.file("").resolveSibling("." + config.runName() + ".lock");
    try {
      Files.createDirectories(config.saveDir());
      Path key = config.saveDir().toRealPath().resolve(file.getFileName());
      if (!OF_THIS_PROCESS.add(key)) {
        throw taken(config);
      }
      FileChannel channel = null;
      try {
        channel = FileChannel.open(file, OPEN);
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw taken(config);
        }
        return new RunLock(key, channel);
      } catch (OverlappingFileLockException e) {
        // A copy of this class, loaded by another class loader of this process, has it.
        release(key, channel);
        throw taken(config);
      } catch (IOException | RuntimeException e) {
        release(key, channel);
        throw e;
      }
    } catch (IOException e) {
      throw new DesiskyException(
          "cannot lock "
              + file
              + ": "
              + AtomicFiles.reason(e)
              + "; choose a folder on a disk that can be written and has locks",
          e);
    }
  }

  private static DesiskyException taken(VaeTrainingConfig config) {
    return new DesiskyException(
        "another run named '"
            + config.runName()
            + "' is going on in "
            + config.saveDir().toAbsolutePath()
            + "; wait for it, or choose another name or folder");
  }

  private static void release(Path key, FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      OF_THIS_PROCESS.remove(key);
    }
  }

  /** Gives the right up. */
  @Override
  public void close() {
    try {
      release(key, channel);
    } catch (IOException e) {
      // The lock ends with the process at the latest, and nothing was written to its file.
      throw new DesiskyException("cannot unlock " + key + ": " + AtomicFiles.reason(e), e);
    }
  }
}
