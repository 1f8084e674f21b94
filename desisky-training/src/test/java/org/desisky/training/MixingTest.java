package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixingTest {
  @ParameterizedTest
  @CsvSource({"1, 0.5", "30, 0.5", "65, 0.7", "100, 0.9", "5000, 0.9"})
  void longerRunsMixMore(int epochs, double part) {
    assertThat(Mixing.auto().part(epochs)).isCloseTo(part, within(1e-12));
    assertThat(Mixing.of(0.25).part(epochs)).isEqualTo(0.25);
  }

  @Test
  void labelsAreRead() {
    for (Mixing mixing : List.of(Mixing.auto(), Mixing.of(0), Mixing.of(0.25), Mixing.of(1))) {
      assertThat(Mixing.parse(mixing.label())).isEqualTo(mixing);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "1.1", "NaN", "much", ""})
  void whatIsNoPartIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mixing.parse(text))
        .withMessageMatching(
            "mixing must be from 0 to 1, not .*|'.*' is neither auto nor a number");
  }

  @Test
  void settingsTellThePart() {
    assertThat(VaeTrainingConfig.best().epochs(10).build().mixing()).isEqualTo(0.5);
    assertThat(VaeTrainingConfig.best().build().mixing()).isEqualTo(0.9);
    VaeTrainingConfig begun =
        VaeTrainingConfig.best().epochs(100).scheduleEpochs(OptionalInt.of(10)).build();
    assertThat(begun.settings(8)).containsEntry("mixing", 0.5);
    assertThat(VaeTrainingConfig.best().mixing(0.3).build().mixing()).isEqualTo(0.3);
    assertThat(VaeTrainingConfig.builder().build().mixing()).isZero();
  }
}
