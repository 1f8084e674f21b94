package org.desisky.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.data.Split;
import org.desisky.data.simulate.SkySimulator;
import org.desisky.training.EpochRecord;
import org.desisky.training.Recipe;
import org.desisky.training.TrainingObserver;
import org.desisky.training.VaeTrainer;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.training.VaeTrainingResult;
import org.desisky.vae.SkyVae;
import org.desisky.vae.measure.FrechetDistance;

/**
 * Trains one recipe on one simulated catalogue and prints, as a line of JSON, what its best model
 * makes of the test spectra: their mean squared error from the means of the latents, beside that of
 * a principal-component analysis with as many components; and how far decoded samples of the prior
 * are from them, beside how far as many training spectra are in the mean.
 *
 * <pre>RecipeBenchmark recipe epochs [seed [rows [settings...]]]</pre>
 *
 * <p>Settings are {@code name=value}: mixing, lam, beta, rate, averaging.
 */
public final class RecipeBenchmark {
  private static final int LATENT = 8;
  private static final double TEST_FRACTION = 0.1;

  private final FloatMatrix flux;
  private final Split split;
  private final long seed;

  private RecipeBenchmark(int rows, long seed) {
    flux = SkySimulator.simulate(rows, seed).flux();
    split = Split.byRow(rows, TEST_FRACTION, seed);
    this.seed = seed;
  }

  /** Runs the benchmark; the arguments are those of the class. */
  public static void main(String... arguments) throws JsonProcessingException {
    Recipe recipe = Recipe.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    int epochs = Integer.parseInt(arguments[1]);
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 42;
    int rows = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 9176;
    VaeTrainingConfig.Builder settings =
        recipe.settings().epochs(epochs).randomSeed(seed).saveBest(false);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("recipe", recipe.label());
    result.put("epochs", epochs);
    result.put("seed", seed);
    result.put("rows", rows);
    for (int i = 4; i < arguments.length; i++) {
      change(settings, recipe, arguments[i]);
      result.put("changed " + i, arguments[i]);
    }
    new RecipeBenchmark(rows, seed).run(settings.build(), result);
    System.out.println(new JsonMapper().writeValueAsString(result));
  }

  private static void change(VaeTrainingConfig.Builder settings, Recipe recipe, String change) {
    String[] parts = change.split("=", 2);
    double value = Double.parseDouble(parts[1]);
    switch (parts[0]) {
      case "mixing" -> settings.mixing(value);
      case "lam" -> settings.lam(value);
      case "beta" -> settings.beta(value);
      case "rate" -> settings.learningRate(value);
      case "averaging" ->
          settings.optimisation(recipe.settings().build().optimisation().withAveraging(value));
      default -> throw new IllegalArgumentException("no such setting: " + change);
    }
  }

  private void run(VaeTrainingConfig config, Map<String, Object> result) {
    FloatMatrix test = flux.select(split.test());
    PrincipalComponents components = PrincipalComponents.fit(flux, split.train(), LATENT);
    double pca = Arrays.stream(components.meanSquaredError(test)).average().orElseThrow();
    try (SkyVae vae = SkyVae.create(flux.columns(), LATENT, seed, Compute.auto())) {
      VaeTrainingResult trained =
          VaeTrainer.of(config).with(new Course()).train(vae, flux, split.train(), split.test());
      List<EpochRecord> history = trained.history().epochs();
      int best = trained.history().bestEpoch().orElseThrow();
      result.put("engine", vae.compute().engineName());
      result.put("best_epoch", best + 1);
      result.put("train_recon", history.get(history.size() - 1).train().recon());
      double mse = mean(vae.reconstructionError(test));
      result.put("test_mse", mse);
      result.put("pca_mse", pca);
      result.put("ratio", mse / pca);
      FrechetDistance distance = FrechetDistance.in(flux, split.train());
      FloatMatrix held = distance.scores(test);
      float[] prior = Noise.of(seed).stream("prior sample").normals(test.rows() * LATENT);
      FloatMatrix decoded = vae.decode(FloatMatrix.of(prior, test.rows(), LATENT));
      result.put("frechet", distance.between(distance.scores(decoded), held));
      result.put("frechet_of_real", ofReal(distance, held));
      result.put("kernel_overlap", history.get(best).kernelOverlap());
      result.put("seconds", trained.seconds());
    }
  }

  /** The mean over all samples of as many training spectra, since one tells next to nothing. */
  private double ofReal(FrechetDistance distance, FloatMatrix held) {
    int n = held.rows();
    return IntStream.range(0, split.train().length / n)
        .mapToObj(i -> Arrays.copyOfRange(split.train(), i * n, (i + 1) * n))
        .mapToDouble(rows -> distance.between(distance.scores(flux.select(rows)), held))
        .average()
        .orElseThrow();
  }

  private static double mean(float[] errors) {
    double sum = 0;
    for (float error : errors) {
      sum += error;
    }
    return sum / errors.length;
  }

  /** A line an epoch on standard error. */
  private static final class Course implements TrainingObserver {
    @Override
    public void epochEnded(VaeTrainingHistory history) {
      EpochRecord last = history.epochs().get(history.epochs().size() - 1);
      System.err.printf(
          Locale.ROOT,
          "epoch %d  train %.4f  test %.4f (total %.4f)  overlap %.3f  %.1f s%n",
          last.epoch() + 1,
          last.train().recon(),
          last.test().orElseThrow().recon(),
          last.test().orElseThrow().total(),
          last.kernelOverlap(),
          last.seconds());
    }
  }
}
