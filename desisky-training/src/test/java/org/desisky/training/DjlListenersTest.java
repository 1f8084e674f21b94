package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.desisky.training.SmallRuns.CHANNELS;
import static org.desisky.training.SmallRuns.SPECTRA;
import static org.desisky.training.SmallRuns.TEST;
import static org.desisky.training.SmallRuns.TRAIN;

import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

/** The framework's own listeners hear of a run what they hear of one of the framework's. */
class DjlListenersTest {
  @EachEngine
  void listenersAreToldOfBatchesEpochsAndTheEnd(Compute compute) {
    Counting counting = new Counting();
    List<Double> losses = new ArrayList<>();
    TrainingObserver mean =
        new TrainingObserver() {
          @Override
          public void batchEnded(int epoch, int batch, LossValues loss) {
            losses.add(loss.total());
          }
        };
    VaeTrainingConfig config =
        VaeTrainingConfig.builder().epochs(2).batchSize(16).saveBest(false).build();
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute)) {
      VaeTrainer.of(config)
          .with(mean)
          .with(DjlListeners.of(vae, counting, new Accumulating()))
          .train(vae, SPECTRA, TRAIN, TEST);
      assertThat(vae.reconstruct(SPECTRA).rows()).isEqualTo(SPECTRA.rows());
      assertThat(vae.weights().areFinite()).isTrue();
    }
    assertThat(counting.calls).startsWith("begin").endsWith("epoch", "end");
    assertThat(counting.calls).containsOnlyOnce("begin", "end");
    assertThat(counting.calls).filteredOn("batch"::equals).hasSize(6);
    assertThat(counting.calls).filteredOn("test batch"::equals).hasSize(2);
    assertThat(counting.calls).filteredOn("epoch"::equals).hasSize(2);
    double all = losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    assertThat(losses).hasSize(6);
    assertThat(counting.loss).isCloseTo((float) all, offset(1e-5f * (float) all));
  }

  /** And nothing of the run before is left that the next would stumble on. */
  @Test
  void aListenerThatFailsAtTheEndHoldsNoLaterRunUp() {
    Counting failing =
        new Counting() {
          @Override
          public void onTrainingEnd(Trainer trainer) {
            super.onTrainingEnd(trainer);
            throw new IllegalStateException("as of a listener");
          }
        };
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      DjlListeners listeners = DjlListeners.of(vae, failing);
      for (int run = 0; run < 2; run++) {
        listeners.started(1, 1);
        assertThatThrownBy(() -> listeners.failed(new IllegalStateException("of the run")))
            .hasMessage("as of a listener");
      }
    }
    assertThat(failing.calls).containsExactly("begin", "end", "begin", "end");
  }

  /** Writes down what it hears, and at the end the mean of what was added up on the way. */
  private static class Counting implements TrainingListener {
    private final List<String> calls = new ArrayList<>();
    private float loss;

    @Override
    public void onTrainingBegin(Trainer trainer) {
      calls.add("begin");
      trainer.getLoss().addAccumulator(Accumulating.NAME);
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
      calls.add("batch");
    }

    @Override
    public void onValidationBatch(Trainer trainer, BatchData batchData) {
      calls.add("test batch");
    }

    @Override
    public void onEpoch(Trainer trainer) {
      calls.add("epoch");
      loss = trainer.getLoss().getAccumulator(Accumulating.NAME);
    }

    @Override
    public void onTrainingEnd(Trainer trainer) {
      calls.add("end");
    }
  }

  /** Adds up the loss as the framework's evaluating listener does, over the whole run. */
  private static final class Accumulating implements TrainingListener {
    private static final String NAME = "all of training";

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
      batchData
          .getLabels()
          .forEach(
              (device, labels) ->
                  trainer
                      .getLoss()
                      .updateAccumulator(NAME, labels, batchData.getPredictions().get(device)));
    }

    @Override
    public void onValidationBatch(Trainer trainer, BatchData batchData) {}

    @Override
    public void onEpoch(Trainer trainer) {}

    @Override
    public void onTrainingBegin(Trainer trainer) {}

    @Override
    public void onTrainingEnd(Trainer trainer) {}
  }
}
