package org.desisky.training;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.vae.SkyVae;

/** Runs of four batches an epoch, one of them to test. */
final class SmallRuns {
  static final int CHANNELS = 12;
  static final FloatMatrix SPECTRA =
      FloatMatrix.of(Noise.of(5).normals(90 * CHANNELS), 90, CHANNELS);
  static final int[] TRAIN = IntStream.range(0, 43).toArray();
  static final int[] TEST = IntStream.range(75, 90).toArray();

  private SmallRuns() {}

  static VaeTrainingResult train(Compute compute, VaeTrainer trainer) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute)) {
      return trainer.train(vae, SPECTRA, TRAIN, TEST);
    }
  }

  static VaeTrainingConfig.Builder config(Path folder, String name, int epochs) {
    return VaeTrainingConfig.builder()
        .epochs(epochs)
        .batchSize(16)
        .learningRate(1e-3)
        .saveDir(folder)
        .runName(name);
  }
}
