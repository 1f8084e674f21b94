package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.TestEngines;
import org.desisky.vae.Golden;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;

/** The numbers behind the names, as docs/training.md has them. */
class RecipeValuesTest {
  private static final int LATENTS = 8;

  /** Python's runs that differ in nothing but their seed. */
  private static final int LIKE_RUNS = 8;

  /** As many as it takes for a weight of twice its size to lie outside of three errors. */
  private static final int SEEDS = 12;

  private static Map<String, Object> document() {
    Map<String, Object> values = new HashMap<>();
    values.put("epochs", 100);
    values.put("schedule_epochs", 100);
    values.put("learning_rate", 1e-4);
    values.put("beta", 1e-3);
    values.put("lam", 4.0);
    values.put("seed", 42L);
    values.put("batch_size", 64);
    values.put("validate_every", 1);
    values.put("recon", "mse");
    values.put("recon_units", "flux");
    values.put("scaling", "none");
    values.put("init", "as-given");
    values.put("mixing", 0.0);
    values.put("kernel", "rbf");
    values.put("kernel_width", "auto");
    values.put("kernel_sigma", 0.5);
    values.put("mmd_estimate", "biased");
    values.put("prior_sample", "independent");
    values.put("optimizer", "adam");
    values.put("schedule", "constant");
    values.put("warmup_epochs", 0.0);
    values.put("layer_rates", "equal");
    values.put("averaging", 0.0);
    values.put("patience", null);
    values.put("on_divergence", "stop");
    values.put("clip_norm", null);
    return values;
  }

  @Test
  void theDocumentsRecipeIsThePublishedObjective() {
    assertThat(settings(Recipe.DOCUMENT)).isEqualTo(document());
  }

  @Test
  void thePythonRecipeDiffersInWhatThePythonPackageDoes() {
    Map<String, Object> values = document();
    values.put("recon", "half-mse");
    values.put("init", "uniform");
    values.put("prior_sample", "same-as-noise");
    assertThat(settings(Recipe.PYTHON)).isEqualTo(values);
  }

  @Test
  void theBestRecipeDiffersInMuch() {
    Map<String, Object> values = document();
    values.put("learning_rate", 3e-4);
    values.put("lam", 0.1);
    values.put("scaling", "global");
    values.put("init", "pca");
    values.put("mixing", 0.9);
    values.put("kernel_width", "median");
    values.remove("kernel_sigma");
    values.put("latent_scaling", "standard");
    values.put("schedule", "cosine");
    values.put("warmup_epochs", 1.0);
    values.put("layer_rates", "fan-in");
    values.put("averaging", 0.99);
    values.put("clip_norm", 1.0);
    assertThat(settings(Recipe.BEST)).isEqualTo(values);
    assertThat(VaeTrainingConfig.best().build().settings(LATENTS)).isEqualTo(values);
  }

  private static Map<String, Object> settings(Recipe recipe) {
    return recipe.settings().build().settings(LATENTS);
  }

  @Test
  void presetsAreThoseOfThePythonPackage() {
    assertThat(Preset.values())
        .extracting(Preset::label, Preset::beta, Preset::lam)
        .containsExactly(
            tuple("quality", 1e-4, 2.0), tuple("balanced", 1e-3, 4.0), tuple("strong", 1e-2, 10.0));
  }

  /** 300 of so many inputs; a bias has the share of its weight. */
  @Test
  void layersOfManyInputsLearnAtAShareOfTheRate() {
    try (SkyVae vae = SkyVae.create(24, 3, 1, TestEngines.all().get(0))) {
      double[] shares = LayerRates.FAN_IN.shares(vae.getParameters().values());
      assertThat(shares)
          .containsExactly(
              new double[] {
                1,
                1,
                0.3,
                0.3,
                0.375,
                0.375,
                0.5,
                0.5,
                0.6,
                0.6,
                1,
                1, // to what is common
                1,
                1,
                1,
                1,
                1,
                1,
                1,
                1, // of the mean and of logvar
                1,
                1,
                1,
                1,
                0.6,
                0.6,
                0.5,
                0.5,
                0.375,
                0.375,
                0.3,
                0.3 // to the output
              },
              within(1e-12));
      assertThat(LayerRates.EQUAL.shares(vae.getParameters().values())).hasSize(32).containsOnly(1);
    }
  }

  /**
   * Golden case 08: terms of the first and the fifth epoch, as means of logarithms over seeds, lie
   * within three standard errors of those of the Python package's eight runs.
   */
  @Test
  void thePythonRecipeComputesWhatThePythonPackageDoes() {
    FloatMatrix spectra = Golden.matrix("08_training/train_data.npy");
    JsonNode reference = Golden.json("08_training/history.json");
    List<VaeTrainingHistory> ours = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      VaeTrainingConfig config =
          Recipe.PYTHON
              .settings()
              .epochs(5)
              .learningRate(1e-3)
              .saveBest(false)
              .randomSeed(seed)
              .build();
      try (SkyVae vae = SkyVae.create(24, 3, 99, TestEngines.all().get(0))) {
        int[] train = rows(reference, "train_idx");
        int[] test = rows(reference, "test_idx");
        ours.add(VaeTrainer.of(config).train(vae, spectra, train, test).history());
      }
    }
    for (int epoch : new int[] {0, 4}) {
      assertAlike(reference, "losses", epoch, ours, LossValues::total);
      assertAlike(reference, "recon", epoch, ours, LossValues::recon);
      assertAlike(reference, "kl", epoch, ours, LossValues::kl);
      assertAlike(reference, "mmd", epoch, ours, LossValues::mmd);
    }
  }

  private static void assertAlike(
      JsonNode reference,
      String term,
      int epoch,
      List<VaeTrainingHistory> ours,
      ToDoubleFunction<LossValues> value) {
    assertAlike(
        "train_" + term + " " + epoch,
        theirs(reference, "train_" + term, epoch),
        ours.stream()
            .mapToDouble(run -> value.applyAsDouble(run.epochs().get(epoch).train()))
            .toArray());
    assertAlike(
        "test_" + term + " " + epoch,
        theirs(reference, "test_" + term, epoch),
        ours.stream()
            .mapToDouble(run -> value.applyAsDouble(run.epochs().get(epoch).test().orElseThrow()))
            .toArray());
  }

  private static double[] theirs(JsonNode reference, String name, int epoch) {
    return IntStream.range(0, LIKE_RUNS)
        .mapToDouble(
            run -> reference.get("runs").get(run).get("history").get(name).get(epoch).doubleValue())
        .toArray();
  }

  private static void assertAlike(String name, double[] theirs, double[] ours) {
    double expected = logarithm(theirs);
    double squares = 0;
    for (double one : theirs) {
      squares += Math.pow(Math.log(one) - expected, 2);
    }
    double sigma = Math.sqrt(squares / (theirs.length - 1));
    double error = sigma * Math.sqrt(1.0 / theirs.length + 1.0 / ours.length);
    assertThat(logarithm(ours)).as(name).isCloseTo(expected, within(3 * error));
  }

  private static double logarithm(double[] values) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> Math.log(values[i]))
        .average()
        .orElseThrow();
  }

  private static int[] rows(JsonNode reference, String name) {
    JsonNode list = reference.get(name);
    return IntStream.range(0, list.size()).map(i -> list.get(i).intValue()).toArray();
  }
}
