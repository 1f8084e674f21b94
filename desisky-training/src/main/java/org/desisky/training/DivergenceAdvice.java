package org.desisky.training;

/** What helps a run that diverged and does not go back: clauses for the end of its message. */
final class DivergenceAdvice {
  /** How the next run may go back. */
  static final String RETRY = "--on-divergence retry (from Java, OnDivergence.RETRY)";

  private static final String ANEW_OR_DATA = "start anew, with " + RETRY + ", or look at the data";

  private DivergenceAdvice() {}

  /** Where steps of the epoch led to it and the run may not go back. */
  static String goBack(boolean hasState) {
    return (hasState
            ? "; --resume --on-divergence retry (from Java, resuming with OnDivergence.RETRY)"
            : "; started anew, with " + RETRY + ", it")
        + " would go back and on at half the rate";
  }

  /**
   * Where no step of the epoch had been made, so that to begin it again at a lower rate changes
   * nothing.
   *
   * @param hasLearned whether steps were made in earlier epochs, since the run began or was resumed
   * @param resumed whether it went on from a state
   * @param goesBack whether the ends of epochs were looked at for what cannot be gone on from
   */
  static String withoutAStep(boolean hasLearned, boolean resumed, boolean goesBack) {
    if (hasLearned) {
      return "; the epochs before led to it, or the data do: "
          + (goesBack ? "start anew at a lower rate, or look at the data" : ANEW_OR_DATA);
    }
    return resumed
        ? "; no step had been made since the run was resumed, so its state is spoilt already, or the"
            + " data are: "
            + ANEW_OR_DATA
        : "; no step had been made, so no rate would help: look at the data";
  }
}
