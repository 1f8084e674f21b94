package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.noise.Noise;
import org.desisky.vae.SkyVae;

/**
 * A long run holds no more arrays than a short one. How much memory a process has is too blurred to
 * show a leak within seconds, so {@code desisky-benchmarks/memory.sh} measures that.
 */
class NativeMemoryTest {
  private static final int ROWS = 100;
  private static final int CHANNELS = 24;
  private static final int[] TRAIN = IntStream.range(0, 80).toArray();
  private static final int[] TEST = IntStream.range(80, ROWS).toArray();

  @EachEngine
  void sixEpochsHoldNoMoreArraysThanTwo(Compute compute) {
    FloatMatrix spectra = FloatMatrix.of(Noise.of(1).normals(ROWS * CHANNELS), ROWS, CHANNELS);
    VaeTrainingConfig config =
        VaeTrainingConfig.best().epochs(6).batchSize(40).saveBest(false).build();
    List<Integer> held = new ArrayList<>();
    try (SkyVae vae = SkyVae.create(CHANNELS, 8, 1, compute)) {
      TrainingObserver counting =
          new TrainingObserver() {
            @Override
            public void epochEnded(VaeTrainingHistory history) {
              held.add(liveArrays(vae));
            }
          };
      int before = liveArrays(vae);
      VaeTrainer.of(config).with(counting).train(vae, spectra, TRAIN, TEST);
      assertThat(liveArrays(vae)).as("after the run").isEqualTo(before);
    }
    assertThat(held).hasSize(6);
    assertThat(held.subList(1, 6)).containsOnly(held.get(1));
  }

  /** The arrays that the model's manager and the engine's own hold between them. */
  private static int liveArrays(SkyVae vae) {
    try (NDManager scope = vae.newScope()) {
      NDManager model = scope.getParentManager();
      return model.getManagedArrays().size() + model.getParentManager().getManagedArrays().size();
    }
  }
}
