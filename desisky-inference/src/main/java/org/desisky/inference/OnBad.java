package org.desisky.inference;

import org.desisky.core.Labelled;

/** What to do with a spectrum that has NaN or infinite flux. */
public enum OnBad implements Labelled {
  /** End with an error that names the row. */
  FAIL,
  /** Leave the spectrum out of the results. */
  SKIP,
  /** Keep its row, with NaN for every result, and mark it. */
  MARK
}
