package org.desisky.inference;

/** What to do with a spectrum that has NaN or infinite flux. */
public enum OnBad {
  /** End with an error that names the row. */
  FAIL,
  /** Leave the spectrum out of the results. */
  SKIP,
  /** Keep its row, with NaN for every result, and mark it. */
  MARK
}
