package org.desisky.cli;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.desisky.core.DesiskyException;

/** Checks made one after another, each told in a line on standard output. */
final class Checklist {
  private final Talk talk;
  private final long began = System.nanoTime();
  private int made;
  private int failed;

  Checklist(Talk talk) {
    this.talk = talk;
  }

  /** A step failed without which those after it cannot be made; its line has been told. */
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException(Throwable cause) {
      super(cause);
    }
  }

  /** Tells what came of a check. */
  void tell(String name, boolean passed, String found) {
    made++;
    failed += passed ? 0 : 1;
    talk.result(
        String.format(Locale.ROOT, "%-6s  %-28s  %s", passed ? "ok" : "FAILED", name, found));
  }

  /** Tells a number that is neither right nor wrong. */
  void note(String name, String found) {
    talk.result(String.format(Locale.ROOT, "%-6s  %-28s  %s", "", name, found));
  }

  /**
   * Does what later checks need, and tells what was found.
   *
   * <p>If it fails, nothing after it in {@link #untilStopped} is done.
   */
  <T> T step(String name, Supplier<T> work, Function<T, String> found) {
    try {
      T result = work.get();
      tell(name, true, found.apply(result));
      return result;
    } catch (DesiskyException e) {
      tell(name, false, e.getMessage());
      throw new StoppedException(e);
    } catch (RuntimeException e) {
      tell(name, false, "internal error, please report it: " + e);
      throw new StoppedException(e);
    }
  }

  /** Makes checks up to the first step that fails. */
  void untilStopped(Runnable checks) {
    try {
      checks.run();
    } catch (StoppedException e) {
      talk.say("What follows needs this step and was not tried");
    }
  }

  /** Tells the sum of it; whether all went well. */
  boolean end() {
    String time = String.format(Locale.ROOT, "in %.0f s", (System.nanoTime() - began) / 1e9);
    talk.result(
        failed == 0
            ? "All " + made + " checks passed, " + time
            : failed + " of " + made + " checks FAILED, " + time);
    return failed == 0;
  }
}
