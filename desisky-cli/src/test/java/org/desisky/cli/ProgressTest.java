package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.desisky.training.EpochRecord;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.vae.LossValues;
import org.junit.jupiter.api.Test;

/** What a bar tells of the losses, by how much room there is. */
class ProgressTest {
  private static final LossValues TRAIN = new LossValues(0.5, 0.4, 0.05, 0.05);
  private static final LossValues TEST = new LossValues(0.25, 0.2, 0.03, 0.02);

  private static VaeTrainingHistory history(int epochs, boolean tested) {
    VaeTrainingHistory history = VaeTrainingHistory.empty();
    for (int epoch = 0; epoch < epochs; epoch++) {
      boolean isTested = tested && epoch == 0;
      history = history.plus(record(epoch, isTested ? Optional.of(TEST) : Optional.empty()));
    }
    return history;
  }

  private static EpochRecord record(int epoch, Optional<LossValues> test) {
    return new EpochRecord(epoch, TRAIN, test, 1e-3, 1, 1);
  }

  @Test
  void whereThereIsLittleRoomTheTestLossIsToldInFull() {
    List<String> texts = Progress.shorterAndShorter(history(1, true));
    assertThat(texts)
        .containsExactly(
            "train 0.5000  test 0.2500  best 0.2500 (epoch 1)",
            "test 0.2500  best 0.2500",
            "test 0.2500");
    assertThat(Progress.fitting(texts, 48)).isEqualTo(texts.get(0));
    assertThat(Progress.fitting(texts, 47)).isEqualTo(texts.get(1));
    assertThat(Progress.fitting(texts, 23)).isEqualTo(texts.get(2));
    assertThat(Progress.fitting(texts, 3)).isEqualTo(texts.get(2));
  }

  @Test
  void anEpochThatWasNotTestedTellsTheBestOrElseTheTrainingLoss() {
    assertThat(Progress.shorterAndShorter(history(2, true)))
        .containsExactly("train 0.5000  best 0.2500 (epoch 1)", "best 0.2500");
    assertThat(Progress.shorterAndShorter(history(1, false)))
        .containsExactly("train 0.5000", "train 0.5000");
  }
}
