package org.desisky.training;

import java.util.EnumMap;
import java.util.Map;
import org.desisky.core.DesiskyException;

/**
 * Writes a run's files on a thread of its own, one at a time. Of each kind only the newest waits:
 * where a disk is slower than training, files in between are left out. What a job throws ends the
 * run: it is thrown at the next {@link #check} or {@link #await}, and nothing is written any more.
 */
final class BackgroundWriter implements AutoCloseable {
  /** What is written, in the order in which it is where all of them wait. */
  enum Kind {
    CHECKPOINT,
    HISTORY,
    STATE
  }

  private final Map<Kind, Runnable> waiting = new EnumMap<>(Kind.class);
  private final Thread thread = new Thread(this::work, "desisky-writer");
  private Kind writing;
  private boolean closed;
  private RuntimeException failure;
  private Error error;

  BackgroundWriter() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Has something written soon, in place of what of this kind still waits. */
  synchronized void later(Kind kind, Runnable job) {
    check();
    waiting.put(kind, job);
    notifyAll();
  }

  /** Whether something of this kind is being written or waits for that. */
  synchronized boolean isBusyWith(Kind kind) {
    return writing == kind || waiting.containsKey(kind);
  }

  private boolean isBusy() {
    return writing != null || !waiting.isEmpty();
  }

  /** Throws what went wrong, if anything did. */
  synchronized void check() {
    if (error != null) {
      throw error;
    }
    if (failure != null) {
      throw failure instanceof DesiskyException
          ? new DesiskyException(
              failure.getMessage()
                  + "; training ends here. Older files are intact: once this can be written, a run"
                  + " that writes states can be resumed",
              failure)
          : failure;
    }
  }

  /** Waits until all is written. */
  synchronized void await() {
    waitUntilIdle();
    check();
  }

  /** Waits until nothing more is written, whether it could be or not; throws nothing. */
  synchronized void settle() {
    waitUntilIdle();
  }

  /** Ends the thread once all is written, also of a thread that is interrupted; throws nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    waitUntilIdle();
  }

  private void waitUntilIdle() {
    boolean interrupted = false;
    while (isBusy()) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Half a file helps nobody: the wait goes on, and the interruption is told afterwards.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    for (Runnable job = next(); job != null; job = next()) {
      Thread.interrupted(); // which would keep a file from being written
      try {
        job.run();
        done(null, null);
      } catch (RuntimeException e) {
        done(e, null);
      } catch (Error e) {
        done(null, e);
      }
    }
  }

  private synchronized Runnable next() {
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Others wait for what is still to be written, and end this thread by closing it.
      }
    }
    if (waiting.isEmpty()) {
      return null;
    }
    writing = waiting.keySet().iterator().next();
    return waiting.remove(writing);
  }

  private synchronized void done(RuntimeException e, Error serious) {
    writing = null;
    failure = e;
    error = serious;
    if (e != null || serious != null) {
      waiting.clear();
      closed = true;
    }
    notifyAll();
  }
}
