package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeapTrimsTest {
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void eachEpochOnceThereIsTime() {
    assertThat(after(3, Duration.ZERO)).isEqualTo(3);
  }

  @Test
  void noneUntilThen() {
    assertThat(after(3, Duration.ofDays(1))).isZero();
  }

  @Test
  void everyTrainerHasThem() {
    VaeTrainer trainer =
        VaeTrainer.of(VaeTrainingConfig.best().build()).with(TrainingObserver.NONE).resuming();
    assertThat(trainer.observers).hasAtLeastOneElementOfType(HeapTrims.class).hasSize(2);
  }

  private int after(int epochs, Duration between) {
    HeapTrims trims = new HeapTrims(between, made::incrementAndGet);
    for (int epoch = 0; epoch < epochs; epoch++) {
      trims.epochEnded(VaeTrainingHistory.empty());
    }
    return made.get();
  }
}
