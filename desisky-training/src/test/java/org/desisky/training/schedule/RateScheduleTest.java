package org.desisky.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.training.tracker.Tracker;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.desisky.training.schedule.RateSchedule.Kind;
import org.junit.jupiter.api.Test;

class RateScheduleTest {
  @Test
  void theCosineRisesInEqualStepsAndFallsToNothing() {
    RateSchedule schedule = new RateSchedule(Kind.COSINE, 0.8, 3, 103);
    assertThat(schedule.at(0)).isCloseTo(0.2, within(1e-15));
    assertThat(schedule.at(2)).isCloseTo(0.6, within(1e-15));
    assertThat(schedule.at(3)).isEqualTo(0.8);
    assertThat(schedule.at(53)).isCloseTo(0.4, within(1e-12));
    assertThat(schedule.at(102)).isBetween(1e-6, 1e-3);
    assertThat(schedule.at(5000)).isEqualTo(schedule.at(102));
    Tracker tracker = schedule;
    assertThat(tracker.getNewValue(54)).isCloseTo(0.4f, within(1e-6f));
    assertThat(tracker.getNewValue(0)).isEqualTo(tracker.getNewValue(1)).isEqualTo(0.2f);
  }

  @Test
  void aConstantRateIsTheRateToTheLastBit() {
    RateSchedule schedule = new RateSchedule(Kind.CONSTANT, 1e-4, 0, 10);
    assertThat(schedule.at(0)).isEqualTo(1e-4);
    assertThat(schedule.at(999)).isEqualTo(1e-4);
  }

  @Property
  void ratesArePositiveAndNeverAboveThePeak(
      @ForAll Kind kind,
      @ForAll @IntRange(max = 50) int warmUp,
      @ForAll @IntRange(min = 1, max = 100) int total,
      @ForAll @IntRange(max = 300) int step) {
    RateSchedule schedule = new RateSchedule(kind, 0.01, warmUp, total);
    assertThat(schedule.at(step)).isPositive().isLessThanOrEqualTo(0.01);
    if (step >= warmUp) {
      assertThat(schedule.at(step + 1)).isLessThanOrEqualTo(schedule.at(step));
    }
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RateSchedule(Kind.COSINE, 0, 0, 1))
        .withMessageContaining("above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RateSchedule(Kind.COSINE, 1, -1, 1))
        .withMessageContaining("-1 steps of warm-up");
  }
}
