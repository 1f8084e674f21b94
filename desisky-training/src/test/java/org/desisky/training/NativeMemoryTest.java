package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.ResidentMemory;
import org.desisky.core.noise.Noise;
import org.desisky.vae.SkyVae;

/** A long run holds no more than a short one. */
class NativeMemoryTest {
  private static final int ROWS = 200;
  private static final int CHANNELS = 2000;

  @EachEngine
  void twentyEpochsHoldNoMoreThanTwo(Compute compute) throws IOException {
    FloatMatrix spectra = FloatMatrix.of(Noise.of(1).normals(ROWS * CHANNELS), ROWS, CHANNELS);
    try (SkyVae vae = SkyVae.create(CHANNELS, 8, 1, compute)) {
      train(vae, spectra, 4);
      int arrays = liveArrays(vae);
      double resident = residentMib();
      train(vae, spectra, 20);
      assertThat(liveArrays(vae)).isEqualTo(arrays);
      if (resident > 0) {
        // One batch's activations, leaked once an epoch, would be some 20 x 3 MiB on top of noise.
        assertThat(residentMib() - resident).isLessThan(150);
      }
    }
  }

  private void train(SkyVae vae, FloatMatrix spectra, int epochs) {
    VaeTrainingConfig config =
        VaeTrainingConfig.best().epochs(epochs).batchSize(32).saveBest(false).build();
    int[] train = new int[ROWS - 40];
    int[] test = new int[40];
    for (int i = 0; i < ROWS; i++) {
      if (i < train.length) {
        train[i] = i;
      } else {
        test[i - train.length] = i;
      }
    }
    VaeTrainer.of(config).train(vae, spectra, train, test);
  }

  /** The arrays that the model's manager and the engine's own hold between them. */
  private static int liveArrays(SkyVae vae) {
    try (NDManager scope = vae.newScope()) {
      NDManager model = scope.getParentManager();
      return model.getManagedArrays().size() + model.getParentManager().getManagedArrays().size();
    }
  }

  /** Resident memory of this process where the system tells, else 0. */
  private static double residentMib() throws IOException {
    if (!ResidentMemory.isKnown()) {
      return 0;
    }
    System.gc();
    return ResidentMemory.mib();
  }
}
