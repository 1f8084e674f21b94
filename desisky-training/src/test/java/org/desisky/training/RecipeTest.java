package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.noise.Noise;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.training.scaling.ReconUnits;
import org.desisky.training.scaling.Scaling;
import org.desisky.training.schedule.RateSchedule;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.KernelShape;
import org.desisky.vae.KernelWidth;
import org.desisky.vae.LossValues;
import org.desisky.vae.MmdEstimate;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTest {
  /** For what is decided in Java and not by the engine. */
  private static final Compute COMPUTE = TestEngines.all().get(0);

  private static final int ROWS = 220;
  private static final int CHANNELS = 30;
  private static final FloatMatrix SPECTRA = curved();
  private static final int[] TRAIN = IntStream.range(0, 180).toArray();
  private static final int[] TEST = IntStream.range(180, ROWS).toArray();

  @TempDir Path folder;

  /** Spectra on a curved surface: two numbers make them, which three components do not hold. */
  private static FloatMatrix curved() {
    Noise noise = Noise.of(23);
    float[] values = new float[ROWS * CHANNELS];
    for (int row = 0; row < ROWS; row++) {
      double a = noise.stream("a").normal(row);
      double b = noise.stream("b").uniform(row);
      for (int c = 0; c < CHANNELS; c++) {
        double line = Math.exp(-Math.pow((c - 15 - 4 * a) / 4, 2));
        values[row * CHANNELS + c] =
            (float) (20 + 3 * b * c + 25 * line + 0.1 * noise.at(row).normal(c));
      }
    }
    return FloatMatrix.of(values, ROWS, CHANNELS);
  }

  @Test
  void theBestRecipeStartsAtThePrincipalComponentsAndImprovesOnThem() {
    double pca = mean(PrincipalComponents.fit(SPECTRA, TRAIN, 2));
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, COMPUTE)) {
      VaeTrainingConfig config = best().epochs(15).learningRate(1e-3).build();
      VaeTrainingHistory history = VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, TEST).history();
      assertThat(mse(vae)).isLessThan(0.8 * pca);
      assertThat(history.epochs().get(14).learningRate()).isLessThan(1e-5);
      config = best().epochs(1).learningRate(1e-9).build();
      history = VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, TEST).history();
      assertThat(history.epochs().get(0).test().orElseThrow().recon()).isLessThan(1.2 * pca);
    }
  }

  /**
   * What is written and returned is for flux: its loss, as it is, is that of the history. Each
   * start with each scaling on one engine, and each once on the others.
   */
  @EachEngine
  void lossesAreInFluxAndTheModelTakesFlux(Compute compute) {
    boolean isFirst = compute.engineName().equals(COMPUTE.engineName());
    List<Start> all = List.of(Start.values());
    int next = 0;
    for (Scaling scaling : Scaling.values()) {
      for (Start start : isFirst ? all : List.of(all.get(next++ % all.size()))) {
        VaeTrainingConfig config = best().epochs(1).scaling(scaling).start(start).build();
        try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute)) {
          VaeTrainingResult result = VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, TEST);
          EpochRecord best =
              result.history().epochs().get(result.history().bestEpoch().orElseThrow());
          LossValues again;
          try (TrainingStep step = new TrainingStep(vae, SPECTRA, config)) {
            again = step.loss(TEST, Noise.of(42).stream("test").at(0));
          }
          LossValues test = best.test().orElseThrow();
          assertThat(again.recon()).isCloseTo(test.recon(), within(1e-3 * test.recon()));
          assertThat(again.total()).isCloseTo(test.total(), within(1e-3 * test.total()));
          assertSame(Checkpoint.read(result.checkpoint().orElseThrow()).weights(), vae.weights());
        }
      }
    }
  }

  @Test
  void aModelAsGivenIsTheSameInOtherUnitsUntilAStepIsMade() {
    VaeTrainingConfig config = best().start(Start.AS_GIVEN).epochs(1).learningRate(1e-12).build();
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, COMPUTE)) {
      float[] before = vae.reconstruct(SPECTRA).toArray();
      VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, TEST);
      float[] after = vae.reconstruct(SPECTRA).toArray();
      for (int i = 0; i < before.length; i++) {
        assertThat(after[i]).isCloseTo(before[i], within(1e-3f));
      }
    }
  }

  @Test
  void aUniformStartIsTheModelOfTheSeed() {
    VaeTrainingConfig given = VaeTrainingConfig.builder().epochs(2).saveBest(false).build();
    VaeTrainingConfig drawn =
        VaeTrainingConfig.builder().epochs(2).saveBest(false).start(Start.UNIFORM).build();
    try (SkyVae one = SkyVae.create(CHANNELS, 2, 42, COMPUTE);
        SkyVae two = SkyVae.create(CHANNELS, 2, 7, COMPUTE)) {
      VaeTrainer.of(given).train(one, SPECTRA, TRAIN, TEST);
      VaeTrainer.of(drawn).train(two, SPECTRA, TRAIN, TEST);
      assertSame(one.weights(), two.weights());
    }
  }

  @Test
  void theBareSettingsAreTheDocuments() {
    VaeTrainingConfig bare = VaeTrainingConfig.builder().build();
    VaeTrainingConfig document = Recipe.DOCUMENT.settings().build();
    assertThat(document).usingRecursiveComparison().isEqualTo(bare);
    assertThat(bare.scaling()).isEqualTo(Scaling.NONE);
    assertThat(bare.start()).isEqualTo(Start.AS_GIVEN);
    assertThat(bare.optimisation()).isEqualTo(Optimisation.document());
    assertThat(bare.discrepancy().width()).isEqualTo(KernelWidth.auto());
    assertThat(Recipe.BEST.settings().preset(Preset.QUALITY).build().beta()).isEqualTo(1e-4);
  }

  @Test
  void theAverageOfWeightsIsWhatIsTestedAndSaved() {
    Optimisation steps = Optimisation.document();
    float[][] biases = new float[2][];
    double[] tests = new double[2];
    for (int i = 0; i < 2; i++) {
      VaeTrainingConfig config =
          VaeTrainingConfig.builder()
              .epochs(1)
              .batchSize(10)
              .saveBest(false)
              .optimisation(steps.withAveraging(i == 0 ? 0 : 0.999))
              .build();
      try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, COMPUTE)) {
        VaeTrainingHistory history =
            VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, TEST).history();
        biases[i] = vae.weights().values().get(31);
        tests[i] = history.epochs().get(0).test().orElseThrow().recon();
        LossValues again =
            testLoss(vae, VaeTrainingConfig.builder().batchSize(10).saveBest(false).build());
        assertThat(again.recon()).isCloseTo(tests[i], within(1e-4 * tests[i]));
      }
    }
    assertThat(biases[1]).isNotEqualTo(biases[0]);
    assertThat(tests[1]).isNotEqualTo(tests[0]);
  }

  private static LossValues testLoss(SkyVae vae, VaeTrainingConfig config) {
    LossMean mean = new LossMean();
    try (TrainingStep step = new TrainingStep(vae, SPECTRA, config)) {
      for (int first = 0; first < TEST.length; first += 10) {
        int[] rows = Arrays.copyOfRange(TEST, first, first + 10);
        mean.add(step.loss(rows, Noise.of(42).stream("test").at(first / 10)), 10);
      }
      return mean.value();
    }
  }

  /**
   * Mixed rows lie between two of the batch; the seed says which, and a share of 0 changes nothing.
   */
  @Test
  void mixedSpectraLieBetweenTwo() {
    int[] rows = {3, 50, 7, 90};
    FloatBuffer mixed = batch(rows);
    mix(1, mixed, rows, Noise.of(1));
    FloatBuffer again = batch(rows);
    mix(1, again, rows, Noise.of(1));
    assertThat(mixed.array()).isEqualTo(again.array()).isNotEqualTo(batch(rows).array());
    int[] partners = Noise.of(1).stream("mixing partner").permutation(4);
    for (int i = 0; i < 4; i++) {
      float weight = (float) Noise.of(1).stream("mixing weight").uniform(i);
      for (int c = 0; c < CHANNELS; c++) {
        float one = SPECTRA.get(rows[i], c);
        float two = SPECTRA.get(rows[partners[i]], c);
        assertThat(mixed.get(i * CHANNELS + c))
            .isCloseTo((1 - weight) * one + weight * two, within(1e-4f));
      }
    }
    FloatBuffer same = batch(rows);
    mix(0, same, rows, Noise.of(1));
    assertThat(same.array()).isEqualTo(batch(rows).array());
  }

  /** Rows that are not chosen stay as they are. */
  @Test
  void aShareOfTheSpectraIsMixed() {
    int[] rows = IntStream.range(0, 40).toArray();
    FloatBuffer mixed = batch(rows);
    mix(0.5, mixed, rows, Noise.of(2));
    int changed = 0;
    for (int i = 0; i < rows.length; i++) {
      float[] row = Arrays.copyOfRange(mixed.array(), i * CHANNELS, (i + 1) * CHANNELS);
      boolean isChosen = Noise.of(2).stream("mixed").uniform(i) < 0.5;
      boolean isItsOwnPartner = Noise.of(2).stream("mixing partner").permutation(40)[i] == i;
      boolean isAsItWas = Arrays.equals(row, SPECTRA.row(i));
      assertThat(isAsItWas).isEqualTo(!isChosen || isItsOwnPartner);
      changed += isAsItWas ? 0 : 1;
    }
    assertThat(changed).isBetween(10, 30);
  }

  private static void mix(double share, FloatBuffer batch, int[] rows, Noise noise) {
    float[] unmixed = batch.array().clone();
    new SpectrumMixing(share)
        .draw(rows.length, noise)
        .ifPresent(mixed -> mixed.mix(batch.array(), unmixed, CHANNELS));
  }

  private static FloatBuffer batch(int[] rows) {
    return FloatBuffer.wrap(SPECTRA.select(rows).toArray());
  }

  @Test
  void aRunThatNoLongerImprovesEnds() {
    // Test spectra of zeros: the better the others are learned, the worse these.
    float[] values = SPECTRA.toArray();
    Arrays.fill(values, 180 * CHANNELS, values.length, 0f);
    FloatMatrix spectra = FloatMatrix.of(values, ROWS, CHANNELS);
    VaeTrainingConfig config =
        VaeTrainingConfig.builder()
            .epochs(60)
            .learningRate(1e-3)
            .saveBest(false)
            .optimisation(Optimisation.document().withPatience(OptionalInt.of(3)))
            .build();
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      VaeTrainingResult result = VaeTrainer.of(config).train(vae, spectra, TRAIN, TEST);
      int best = result.history().bestEpoch().orElseThrow();
      assertThat(result.interrupted()).isFalse();
      assertThat(result.history().epochs()).hasSize(best + 4).hasSizeLessThan(60);
    }
  }

  @Test
  void aSaturatedKernelIsFoundOutInTheHistory() throws IOException {
    for (KernelWidth width : List.of(KernelWidth.of(0.05), KernelWidth.median())) {
      VaeTrainingConfig config =
          best().epochs(1).discrepancy(Discrepancy.document().withWidth(width)).build();
      try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, COMPUTE)) {
        VaeTrainingResult result = VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, TEST);
        EpochRecord epoch = result.history().epochs().get(0);
        assertThat(epoch.kernelSaturated()).isEqualTo(width.equals(KernelWidth.of(0.05)));
        List<String> lines = Files.readAllLines(result.historyFile().orElseThrow());
        assertThat(lines.get(1)).endsWith("," + epoch.kernelOverlap());
      }
    }
  }

  /** Every kind of each setting, over a few steps: finite, and in the checkpoint's header. */
  @Test
  void everySettingTrains() {
    for (OptimizerKind optimizer : OptimizerKind.values()) {
      KernelShape shape = optimizer == OptimizerKind.ADAMW ? KernelShape.RBF : KernelShape.IMQ;
      VaeTrainingConfig config =
          best()
              .epochs(2)
              .learningRate(1e-4)
              .reconUnits(ReconUnits.NOISE)
              .discrepancy(
                  new Discrepancy(
                      shape,
                      KernelWidth.multi(),
                      MmdEstimate.UNBIASED,
                      PriorSample.INDEPENDENT,
                      LatentScaling.STANDARD))
              .optimisation(
                  Optimisation.document()
                      .withOptimizer(optimizer)
                      .withClipNorm(OptionalDouble.of(1)))
              .build();
      try (SkyVae vae = SkyVae.create(CHANNELS, 3, 1, COMPUTE)) {
        VaeTrainingResult result = VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, TEST);
        assertThat(result.history().epochs().get(1).train().isFinite()).isTrue();
        JsonNode header =
            Checkpoint.read(result.checkpoint().orElseThrow())
                .header()
                .get(CheckpointHeader.JAVA_KEY)
                .orElseThrow();
        assertThat(header.get("optimizer").textValue()).isEqualTo(optimizer.label());
        assertThat(header.get("recon_units").textValue()).isEqualTo("noise");
        assertThat(header.get("scaling").textValue()).isEqualTo("global");
        assertThat(header.get("init").textValue()).isEqualTo("pca");
        assertThat(header.get("kernel").textValue()).isEqualTo(shape.label());
        assertThat(header.get("mmd_estimate").textValue()).isEqualTo("unbiased");
      }
    }
  }

  @Test
  void moreLatentsThanAPrincipalStartHasRoomForAreRefused() {
    try (SkyVae vae = SkyVae.create(CHANNELS, 31, 1, Compute.auto())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> VaeTrainer.of(best().build()).train(vae, SPECTRA, TRAIN, TEST))
          .withMessageContaining("fewer principal components");
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefusedByName() {
    Optimisation steps = Optimisation.document();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> steps.withAveraging(1))
        .withMessage("averaging must be 0 or more and below 1, not 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> steps.withPatience(OptionalInt.of(0)))
        .withMessage("patience must be 1 or more, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> steps.withWarmUp(-1))
        .withMessage("warm-up epochs must be 0 or more and finite, not -1.0");
    assertThat(steps.withSchedule(RateSchedule.Kind.COSINE).withWarmUp(50).schedule(1, 4, 10))
        .isEqualTo(new RateSchedule(RateSchedule.Kind.COSINE, 1, 20, 40));
  }

  private VaeTrainingConfig.Builder best() {
    return VaeTrainingConfig.best().saveDir(folder).runName("run");
  }

  private static double mse(SkyVae vae) {
    float[] errors = vae.reconstructionError(SPECTRA.select(TEST));
    return IntStream.range(0, errors.length).mapToDouble(i -> errors[i]).average().orElseThrow();
  }

  private static double mean(PrincipalComponents components) {
    return Arrays.stream(components.meanSquaredError(SPECTRA.select(TEST))).average().orElseThrow();
  }

  private static void assertSame(Weights one, Weights two) {
    assertThat(one.values()).usingElementComparator(Arrays::compare).isEqualTo(two.values());
  }
}
