package org.desisky.data.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.desisky.core.io.AtomicFiles;

/**
 * The right to fetch a file, which one thread of all processes has at a time. It is the operating
 * system's lock of a hidden file {@code .<name>.lock}, which ends with its process, however that
 * ends; the file itself stays, since removing it would let two processes lock two files of one
 * name.
 */
final class CacheLock {
  private static final Set<OpenOption> OPEN =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private static final ConcurrentMap<Path, Lock> OF_THREADS = new ConcurrentHashMap<>();

  private final Path target;
  private final Duration poll;
  private final BooleanSupplier stop;

  private CacheLock(Path target, Duration poll, BooleanSupplier stop) {
    this.target = target;
    this.poll = poll;
    this.stop = stop;
  }

  /**
   * The lock of a file.
   *
   * @param target the file that is to be fetched
   * @param poll how often to try, while somebody else has the lock
   * @param stop whether to give up
   */
  static CacheLock of(Path target, Duration poll, BooleanSupplier stop) {
    return new CacheLock(target, poll, stop);
  }

  /**
   * Does something while it has the lock.
   *
   * @param waiting is called once if somebody else has it
   * @throws FetchException if the waiting was ended, or the file system has no locks
   */
  <T> T hold(Runnable waiting, Supplier<T> work) {
    Path file = HiddenFiles.beside(target, "lock");
    try {
      // Threads of this process have a lock of their own before the system's: on many systems a
      // process that closes the lock's file anywhere gives up its lock.
      Path folder = file.getParent().toRealPath();
      Lock ofThreads =
          OF_THREADS.computeIfAbsent(folder.resolve(file.getFileName()), p -> new ReentrantLock());
      Runnable once = once(waiting);
      await(() -> ofThreads.tryLock(), once);
      try (FileChannel channel = FileChannel.open(file, OPEN)) {
        await(() -> tryLock(channel), once);
        return work.get();
      } finally {
        ofThreads.unlock();
      }
    } catch (IOException e) {
      throw new FetchException(
          "cannot lock "
              + file
              + ": "
              + AtomicFiles.reason(e)
              + "; choose a folder on a disk that can be written and has locks",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("interrupted while another process downloads " + target, e);
    }
  }

  private interface Attempt {
    boolean succeeds() throws IOException;
  }

  private void await(Attempt attempt, Runnable waiting) throws IOException, InterruptedException {
    while (!attempt.succeeds()) {
      waiting.run();
      if (stop.getAsBoolean()) {
        throw new FetchException("stopped while another process downloads " + target);
      }
      Thread.sleep(poll.toMillis());
    }
  }

  private static Runnable once(Runnable message) {
    AtomicBoolean said = new AtomicBoolean();
    return () -> {
      if (!said.getAndSet(true)) {
        message.run();
      }
    };
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // A copy of this class, loaded by another class loader of this process, has it.
      return false;
    }
  }
}
