package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.desisky.training.SmallRuns.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.TestEngines;
import org.desisky.vae.LossValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on two engines at once. */
class TwoEnginesTest {
  @TempDir Path folder;

  /** Each remembers the gradients of its own steps alone. */
  @Test
  void ofOneTrainerLeaveEachOtherAlone() {
    List<Compute> engines = TestEngines.onCpu();
    assumeThat(engines).hasSizeGreaterThan(1);
    VaeTrainer trainer = VaeTrainer.of(SmallRuns.config(folder, "run", 2).saveBest(false).build());
    List<List<EpochRecord>> alone = new ArrayList<>();
    for (Compute engine : engines.subList(0, 2)) {
      alone.add(epochs(train(engine, trainer)));
    }
    List<List<EpochRecord>> both = new ArrayList<>();
    TrainingObserver second =
        new TrainingObserver() {
          @Override
          public void batchEnded(int epoch, int batch, LossValues loss) {
            if (both.isEmpty()) {
              both.add(epochs(train(engines.get(1), trainer)));
            }
          }
        };
    both.add(0, epochs(train(engines.get(0), trainer.with(second))));
    assertThat(both).isEqualTo(alone);
  }

  private static List<EpochRecord> epochs(VaeTrainingResult result) {
    return SameRuns.withoutSeconds(result.history());
  }
}
