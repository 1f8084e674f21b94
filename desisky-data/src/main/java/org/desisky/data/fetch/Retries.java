package org.desisky.data.fetch;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import java.time.Duration;
import java.util.Locale;

/**
 * When a try that failed is repeated: soon if it gained something, else after waits that grow
 * exponentially, with jitter, until a series of them has gained nothing.
 */
final class Retries {
  private static final double JITTER = 0.25;

  private final FetchSettings settings;
  private final FetchObserver observer;

  Retries(FetchSettings settings, FetchObserver observer) {
    this.settings = settings;
    this.observer = observer;
  }

  /**
   * Tries until it works.
   *
   * @throws TransientFailure of the last try, when no more are worth it
   * @throws FetchException if the thread is interrupted
   */
  void run(Runnable attempt) {
    try {
      // Apart, so that a series of tries without gain begins anew after each that gained something.
      Failsafe.with(goingOn()).run(() -> Failsafe.with(retrying()).run(attempt::run));
    } catch (FailsafeException e) {
      // It wraps checked exceptions, and there is one: the thread was interrupted while it waited.
      Thread.currentThread().interrupt();
      throw new FetchException("the download was interrupted", e);
    }
  }

  /** After a try that gained something: go on soon, however often that happens. */
  private RetryPolicy<Object> goingOn() {
    return said(
        RetryPolicy.builder()
            .handleIf(e -> e instanceof TransientFailure failure && failure.isAfterGain())
            .withMaxRetries(-1)
            .withDelay(settings.firstWait()));
  }

  /** After one that did not: wait longer each time, and give up in the end. */
  private RetryPolicy<Object> retrying() {
    return said(
        RetryPolicy.builder()
            .handleIf(e -> e instanceof TransientFailure failure && !failure.isAfterGain())
            .withMaxRetries(settings.retries())
            .withBackoff(settings.firstWait(), settings.longestWait())
            .withDelayFnOn(Retries::serversWait, TransientFailure.class));
  }

  /** What the server asks for; a negative wait means nothing in particular. */
  private static Duration serversWait(ExecutionContext<Object> context) {
    TransientFailure failure = context.getLastException();
    // Jitter may shorten a wait, and the server's is not to be shortened.
    return failure
        .retryAfter()
        .map(wait -> Duration.ofMillis((long) Math.ceil(wait.toMillis() / (1 - JITTER))))
        .orElse(Duration.ofMillis(-1));
  }

  private RetryPolicy<Object> said(RetryPolicyBuilder<Object> policy) {
    return policy
        .withJitter(JITTER)
        .onRetryScheduled(
            event ->
                observer.said(
                    String.format(
                        Locale.ROOT,
                        "%s; trying again in %.1f s",
                        event.getLastException().getMessage(),
                        event.getDelay().toMillis() / 1e3)))
        .build();
  }
}
