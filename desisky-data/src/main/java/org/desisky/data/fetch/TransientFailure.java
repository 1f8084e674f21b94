package org.desisky.data.fetch;

import java.time.Duration;
import java.util.Optional;

/** What may be gone at the next try: a broken connection, a busy server. */
final class TransientFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;
  private final boolean afterGain;

  TransientFailure(String reason, Throwable cause) {
    this(reason, cause, Optional.empty(), false);
  }

  TransientFailure(String reason) {
    this(reason, null, Optional.empty(), false);
  }

  TransientFailure(String reason, Optional<Duration> retryAfter) {
    this(reason, null, retryAfter, false);
  }

  private TransientFailure(
      String reason, Throwable cause, Optional<Duration> retryAfter, boolean afterGain) {
    super(reason, cause);
    this.retryAfter = retryAfter;
    this.afterGain = afterGain;
  }

  /** How long the server asks to be left alone. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** The same, of a try that brought the file further. */
  TransientFailure withGain() {
    return new TransientFailure(getMessage(), this, retryAfter, true);
  }

  /** Whether the try brought the file further than it ever was. */
  boolean isAfterGain() {
    return afterGain;
  }
}
