package org.desisky.benchmarks;

import java.nio.file.Path;
import org.desisky.core.engine.Compute;
import org.desisky.data.SkyCatalog;
import org.desisky.data.Split;
import org.desisky.training.Recipe;
import org.desisky.training.Start;
import org.desisky.training.VaeTrainer;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.vae.SkyVae;

/**
 * Trains as {@code desisky train-vae --recipe python} does, but from the weights of a checkpoint in
 * place of random ones, with a tenth of the rows to test on, and writes the history.
 *
 * <pre>FirstWeightsBenchmark catalogue checkpoint epochs seed folder</pre>
 *
 * <p>The history is {@code seed.history.csv} in the folder.
 */
public final class FirstWeightsBenchmark {
  private static final double TEST_FRACTION = 0.1;

  private FirstWeightsBenchmark() {}

  /** Runs the benchmark; the arguments are those of the class. */
  public static void main(String... arguments) {
    SkyCatalog catalog = SkyCatalog.read(Path.of(arguments[0]));
    int epochs = Integer.parseInt(arguments[2]);
    long seed = Long.parseLong(arguments[3]);
    VaeTrainingConfig config =
        Recipe.PYTHON
            .settings()
            .start(Start.AS_GIVEN)
            .epochs(epochs)
            .randomSeed(seed)
            .saveState(false)
            .saveDir(Path.of(arguments[4]))
            .runName(arguments[3])
            .build();
    Split split = Split.byRow(catalog.rows(), TEST_FRACTION, seed);
    try (SkyVae vae = SkyVae.load(Path.of(arguments[1]), Compute.auto())) {
      VaeTrainer.of(config).train(vae, catalog.flux(), split.train(), split.test());
    }
  }
}
