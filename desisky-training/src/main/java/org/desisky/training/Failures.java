package org.desisky.training;

import org.desisky.core.DesiskyException;

/** What is done once something failed. */
final class Failures {
  private Failures() {}

  /**
   * Does what is still to be done. What fails of it does not take the place of the first failure.
   */
  static void after(Throwable first, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      if (e != first) {
        first.addSuppressed(e);
      }
    }
  }

  /** A failure as observers are told of it. */
  static RuntimeException told(Throwable failure) {
    return failure instanceof RuntimeException known
        ? known
        : new DesiskyException("training ended with an error: " + failure, failure);
  }
}
