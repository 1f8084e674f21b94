package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tries that gain something between tries that do not. */
class RetriesTest {
  private static final int MOST = FetchCase.QUICK.retries();

  @Test
  void onlyTriesInARowThatGainNothingEndADownload() {
    AtomicInteger tries = new AtomicInteger();
    new Retries(FetchCase.QUICK, FetchObserver.NONE)
        .run(
            () -> {
              int number = tries.incrementAndGet();
              if (number < 20) {
                TransientFailure failure = new TransientFailure("broken");
                throw number % (MOST + 1) == 0 ? failure.withGain() : failure;
              }
            });
    assertThat(tries).hasValue(20);
  }

  @Test
  void andTheyDo() {
    AtomicInteger tries = new AtomicInteger();
    assertThatThrownBy(
            () ->
                new Retries(FetchCase.QUICK, FetchObserver.NONE)
                    .run(
                        () -> {
                          TransientFailure failure = new TransientFailure("broken");
                          throw tries.incrementAndGet() == 1 ? failure.withGain() : failure;
                        }))
        .isInstanceOf(TransientFailure.class);
    assertThat(tries).hasValue(1 + MOST + 1);
  }
}
