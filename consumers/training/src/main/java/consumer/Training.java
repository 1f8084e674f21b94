package consumer;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.training.TrainingObserver;
import org.desisky.training.VaeTrainer;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.training.VaeTrainingResult;
import org.desisky.training.optimizer.Sgd;
import org.desisky.vae.SkyVae;

/** Trains on made-up spectra with another optimizer, tells of every epoch, and loads what is best. */
public final class Training {
  private static final int ROWS = 80;
  private static final int CHANNELS = 40;

  private Training() {}

  public static void main(String[] args) {
    FloatMatrix spectra = FloatMatrix.of(Noise.of(1).normals(ROWS * CHANNELS), ROWS, CHANNELS);
    int[] train = IntStream.range(0, 60).toArray();
    int[] test = IntStream.range(60, ROWS).toArray();
    VaeTrainingConfig config =
        VaeTrainingConfig.best().epochs(4).saveDir(Path.of(args[0])).runName("example").build();
    TrainingObserver printer =
        new TrainingObserver() {
          @Override
          public void epochEnded(VaeTrainingHistory history) {
            int last = history.epochs().size() - 1;
            System.out.println("train " + history.epochs().get(last).train().total());
          }
        };
    Path checkpoint;
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, Compute.auto())) {
      VaeTrainingResult result =
          VaeTrainer.of(config)
              .with(Sgd.of(1e-3, 0.9).clippedTo(1))
              .with(printer)
              .train(vae, spectra, train, test);
      checkpoint = result.checkpoint().orElseThrow();
    }
    try (SkyVae vae = SkyVae.load(checkpoint, Compute.auto())) {
      System.out.println("encoded " + vae.encode(spectra).mean());
    }
  }
}
