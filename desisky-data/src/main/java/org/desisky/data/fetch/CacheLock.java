package org.desisky.data.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.desisky.core.io.FileClaim;

/**
 * The right to fetch a file, which one thread of all processes has at a time: a {@link FileClaim}
 * of a hidden file {@code .<name>.lock} that is waited for.
 */
final class CacheLock {
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
      FileClaim claim = await(file, waiting);
      try {
        return work.get();
      } finally {
        claim.close();
      }
    } catch (IOException e) {
      throw new FetchException(FileClaim.failure(file, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("interrupted while another process downloads " + target, e);
    }
  }

  private FileClaim await(Path file, Runnable waiting) throws IOException, InterruptedException {
    Optional<FileClaim> claim = FileClaim.tryTake(file);
    if (claim.isEmpty()) {
      waiting.run();
    }
    while (claim.isEmpty()) {
      if (stop.getAsBoolean()) {
        throw new FetchException("stopped while another process downloads " + target);
      }
      Thread.sleep(poll.toMillis());
      claim = FileClaim.tryTake(file);
    }
    return claim.get();
  }
}
