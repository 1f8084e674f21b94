package org.desisky.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;

/**
 * Ctrl-C, and the polite kill: work in {@link #endingGently}, which asks {@link #requested()} now
 * and then, gets 25 seconds, which suffice for a disk that is slow, to end by itself before the
 * process does, and it is said if it did not; other work ends at once. Processes, temporary folders
 * and half-written files of work that did not end by itself go with it. The exit code is then the
 * system's: 130 for Ctrl-C, 143 for the polite kill.
 */
final class Interrupts {
  private static final long GRACE_SECONDS = 25; // batch systems kill after 30
  private static final long DESCENDANTS_SECONDS = 3;
  private static final CountDownLatch FINISHED = new CountDownLatch(1);
  private static volatile boolean requested;
  private static volatile boolean gently;

  private Interrupts() {}

  /** Whether the user wants the work to end. */
  static boolean requested() {
    return requested;
  }

  /**
   * Ends work that what was interrupted with this process would take for a failure.
   *
   * @throws DesiskyException if the user wants the work to end
   */
  static void check() {
    if (requested) {
      throw new DesiskyException("interrupted");
    }
  }

  /**
   * Does work that asks {@link #requested()}. If it is interrupted, what follows it may finish,
   * too: the last words about it.
   */
  static <T> T endingGently(Supplier<T> work) {
    gently = true;
    try {
      return work.get();
    } finally {
      gently = requested;
    }
  }

  /**
   * Runs the whole program; does not come back if it was interrupted, since the process then ends.
   */
  static int runToEnd(IntSupplier program) {
    Runtime.getRuntime().addShutdownHook(new Thread(Interrupts::end, "interrupt"));
    int code;
    try {
      code = program.getAsInt();
    } finally {
      FINISHED.countDown();
    }
    if (requested) {
      sleepUntilTheProcessEnds();
    }
    return code;
  }

  private static void end() {
    requested = true;
    try {
      if (FINISHED.await(gently ? GRACE_SECONDS : 0, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (gently) {
      System.err.println(
          "desisky: still at work "
              + GRACE_SECONDS
              + " seconds after it was interrupted; what was being written is lost, the files before"
              + " it are whole");
    }
    endDescendants();
    TemporaryFolder.removeAll();
    AtomicFiles.removeUnfinished();
  }

  /** Waits a moment for them, since they may write to what is removed next. */
  private static void endDescendants() {
    List<ProcessHandle> descendants = ProcessHandle.current().descendants().toList();
    descendants.forEach(ProcessHandle::destroy);
    try {
      CompletableFuture.allOf(
              descendants.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
          .get(DESCENDANTS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // One that goes on is left to itself.
    }
  }

  private static void sleepUntilTheProcessEnds() {
    try {
      Thread.sleep(TimeUnit.SECONDS.toMillis(GRACE_SECONDS + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
