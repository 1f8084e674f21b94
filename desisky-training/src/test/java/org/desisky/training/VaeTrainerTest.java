package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.TestEngines;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.training.optimizer.Sgd;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.Golden;
import org.desisky.vae.Kernel;
import org.desisky.vae.KernelFamily;
import org.desisky.vae.KernelWidth;
import org.desisky.vae.LossValues;
import org.desisky.vae.RbfKernel;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaeTrainerTest {
  /** For what is decided in Java and not by the engine. */
  private static final Compute COMPUTE = TestEngines.all().get(0);

  private static final FloatMatrix SPECTRA = Golden.matrix("08_training/train_data.npy");
  private static final JsonNode REFERENCE = Golden.json("08_training/history.json");
  private static final int[] TRAIN = rows("train_idx");
  private static final int[] TEST = rows("test_idx");

  @TempDir Path folder;

  @EachEngine
  void theSameSeedGivesTheSameWeightsBitForBit(Compute compute) throws IOException {
    List<List<float[]>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (SkyVae vae = SkyVae.create(24, 3, 7, compute)) {
        VaeTrainer.of(config(2).clipGradients(true).build()).train(vae, SPECTRA, TRAIN, TEST);
        runs.add(vae.weights().values());
      }
    }
    assertThat(runs.get(0)).usingElementComparator(Arrays::compare).isEqualTo(runs.get(1));
  }

  @Test
  void enginesAgreeOnTheCourseOfTraining() {
    assumeThat(TestEngines.all()).hasSizeGreaterThan(1);
    List<VaeTrainingHistory> histories = new ArrayList<>();
    for (Compute compute : TestEngines.all()) {
      try (SkyVae vae = SkyVae.create(24, 3, 1, compute)) {
        histories.add(VaeTrainer.of(config(5).build()).train(vae, SPECTRA, TRAIN, TEST).history());
      }
    }
    for (VaeTrainingHistory other : histories.subList(1, histories.size())) {
      for (int epoch = 0; epoch < 5; epoch++) {
        EpochRecord a = histories.get(0).epochs().get(epoch);
        EpochRecord b = other.epochs().get(epoch);
        assertThat(b.train().total())
            .isCloseTo(a.train().total(), within(1e-3 * a.train().total()));
        double test = a.test().orElseThrow().total();
        assertThat(b.test().orElseThrow().total()).isCloseTo(test, within(1e-3 * test));
      }
    }
  }

  @EachEngine
  void theBestModelComesBackNotTheLast(Compute compute) {
    // Test spectra of zeros: the better the model learns the others, the worse it does on these.
    float[] values = SPECTRA.toArray();
    for (int row : TEST) {
      Arrays.fill(values, row * 24, (row + 1) * 24, 0f);
    }
    FloatMatrix spectra = FloatMatrix.of(values, SPECTRA.rows(), 24);
    VaeTrainingConfig config = config(6).learningRate(1e-3).build();
    try (SkyVae vae = SkyVae.create(24, 3, 3, compute)) {
      VaeTrainingResult result = VaeTrainer.of(config).train(vae, spectra, TRAIN, TEST);
      Checkpoint saved = Checkpoint.read(result.checkpoint().orElseThrow());
      assertThat(saved.weights().values())
          .usingElementComparator(Arrays::compare)
          .isEqualTo(vae.weights().values());
      JsonNode training = saved.header().get("training").orElseThrow();
      VaeTrainingHistory history = result.history();
      assertThat(history.epochs()).hasSize(6);
      assertThat(history.bestEpoch().orElseThrow()).isLessThan(5);
      assertThat(training.get("epoch").intValue()).isEqualTo(history.bestEpoch().orElseThrow());
      assertThat(training.get("test_loss").doubleValue()).isEqualTo(history.bestTestLoss());
    }
  }

  @Test
  void theHeaderHasThePythonPackagesFieldsAndOurs() {
    try (SkyVae vae = SkyVae.create(24, 3, 3, Compute.auto())) {
      VaeTrainingResult result =
          VaeTrainer.of(config(1).build())
              .withProvenance(Map.of("data", Map.of("rows", 256)))
              .train(vae, SPECTRA, TRAIN, TEST);
      CheckpointHeader header = Checkpoint.read(result.checkpoint().orElseThrow()).header();
      JsonNode reference = Golden.json("08_training/checkpoint_header_raw_line.json");
      assertThat(header.get("training").orElseThrow().fieldNames())
          .toIterable()
          .containsExactlyElementsOf(() -> reference.get("training").fieldNames());
      JsonNode ours = header.get(CheckpointHeader.JAVA_KEY).orElseThrow();
      assertThat(ours.get("engine").textValue()).isEqualTo(vae.compute().engineName());
      assertThat(ours.get("data").get("rows").intValue()).isEqualTo(256);
      assertThat(header.toJson().get("arch")).hasSize(2);
    }
  }

  /** The package trains by these settings again, where it is asked to. */
  @ParameterizedTest
  @CsvSource({"median, '\"auto\"'", "0.7, 0.7"})
  void theHeaderNamesAWidthThatThePythonPackageKnows(String width, String told) {
    VaeTrainingConfig config =
        config(1).discrepancy(Discrepancy.document().withWidth(KernelWidth.parse(width))).build();
    try (SkyVae vae = SkyVae.create(24, 3, 3, Compute.auto())) {
      VaeTrainingResult result = VaeTrainer.of(config).train(vae, SPECTRA, TRAIN, TEST);
      JsonNode header = Checkpoint.read(result.checkpoint().orElseThrow()).header().toJson();
      assertThat(header.at("/training/config/kernel_sigma")).hasToString(told);
      assertThat(header.at("/desisky_java/kernel_width").textValue()).isEqualTo(width);
    }
  }

  @Test
  void theHistoryIsATableOfNumbers() throws IOException {
    try (SkyVae vae = SkyVae.create(24, 3, 3, Compute.auto())) {
      VaeTrainingResult result =
          VaeTrainer.of(config(4).validateEvery(2).build()).train(vae, SPECTRA, TRAIN, TEST);
      List<String> lines = Files.readAllLines(result.historyFile().orElseThrow());
      assertThat(lines).hasSize(5);
      assertThat(lines.get(0))
          .startsWith("epoch,train_loss,train_recon")
          .endsWith("seconds,kernel_overlap");
      assertThat(lines.get(2)).startsWith("1,").contains(",,,,");
      assertThat(lines.get(4).split(",")).hasSize(12).noneMatch(String::isEmpty);
    }
  }

  @Test
  void withoutTestRowsTheLastModelIsKept() {
    try (SkyVae vae = SkyVae.create(24, 3, 3, Compute.auto())) {
      VaeTrainingResult result =
          VaeTrainer.of(config(2).build()).train(vae, SPECTRA, TRAIN, new int[0]);
      assertThat(result.history().bestEpoch()).isEmpty();
      JsonNode training =
          Checkpoint.read(result.checkpoint().orElseThrow()).header().get("training").orElseThrow();
      assertThat(training.get("epoch").intValue()).isEqualTo(1);
      assertThat(training.get("test_loss").doubleValue()).isNaN();
    }
  }

  @Test
  void aRunCanBeStoppedAndKeepsWhatItHas() {
    AtomicInteger batches = new AtomicInteger();
    try (SkyVae vae = SkyVae.create(24, 3, 3, COMPUTE)) {
      VaeTrainingResult result =
          VaeTrainer.of(config(50).build())
              .stoppingWhen(() -> batches.incrementAndGet() > 10)
              .train(vae, SPECTRA, TRAIN, TEST);
      assertThat(result.interrupted()).isTrue();
      assertThat(result.history().epochs()).hasSize(2);
      assertThat(result.checkpoint()).isPresent();
    }
  }

  /** As where a program's own code says how long a run may take, and its caller when it ends. */
  @Test
  void eachConditionThatWasGivenEndsTheRun() {
    AtomicInteger batches = new AtomicInteger();
    VaeTrainer trainer =
        VaeTrainer.of(config(1).saveBest(false).build())
            .with(
                new TrainingObserver() {
                  @Override
                  public void batchEnded(int epoch, int batch, LossValues loss) {
                    batches.incrementAndGet();
                  }
                });
    List<VaeTrainer> trainers =
        List.of(
            trainer.stoppingWhen(() -> batches.get() == 2).stoppingWhen(() -> false),
            trainer.stoppingWhen(() -> false).stoppingWhen(() -> batches.get() == 2));
    for (VaeTrainer either : trainers) {
      batches.set(0);
      try (SkyVae vae = SkyVae.create(24, 3, 3, Compute.auto())) {
        assertThat(either.train(vae, SPECTRA, TRAIN, TEST).interrupted()).isTrue();
        assertThat(batches).hasValue(2);
      }
    }
  }

  @EachEngine
  void aLossThatIsNotFiniteEndsTheRunInWords(Compute compute) {
    try (SkyVae vae = SkyVae.create(24, 3, 3, compute)) {
      assertThatThrownBy(
              () ->
                  VaeTrainer.of(config(30).build())
                      .with(Sgd.of(1e6, 0.9))
                      .train(vae, SPECTRA, TRAIN, TEST))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("epoch 1, batch")
          .hasMessageContaining("recon")
          .hasMessageContaining("learning rate")
          .hasMessageContaining("--clip-norm");
    }
  }

  @Test
  void whatWasGoodOutlivesADivergedRunAndTheModelCanBeTrainedAgain() throws IOException {
    try (SkyVae vae = SkyVae.create(24, 3, 3, COMPUTE)) {
      Weights start = vae.weights();
      float[] huge = start.values().get(31).clone();
      Arrays.fill(huge, Float.MAX_VALUE);
      List<float[]> broken = new ArrayList<>(start.values());
      broken.set(31, huge);
      TrainingObserver saboteur =
          new TrainingObserver() {
            @Override
            public void epochEnded(VaeTrainingHistory history) {
              if (history.epochs().size() == 2) {
                vae.setWeights(new Weights(broken));
              }
            }
          };
      VaeTrainer trainer = VaeTrainer.of(config(5).build());
      assertThatThrownBy(() -> trainer.with(saboteur).train(vae, SPECTRA, TRAIN, TEST))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("epoch 3, batch")
          .hasMessageContaining("run.eqx");
      assertThat(Checkpoint.read(folder.resolve("run.eqx")).weights().areFinite()).isTrue();
      assertThat(Files.readAllLines(folder.resolve("run.history.csv"))).hasSize(3);
      vae.setWeights(start);
      VaeTrainingHistory again = trainer.train(vae, SPECTRA, TRAIN, TEST).history();
      assertThat(again.epochs()).hasSize(5);
    }
  }

  @Test
  void anotherOptimizerIsUsed() {
    try (SkyVae vae = SkyVae.create(24, 3, 3, Compute.auto())) {
      VaeTrainingResult result =
          VaeTrainer.of(config(2).build())
              .with(Sgd.of(1e-3, 0.9).clippedTo(1))
              .train(vae, SPECTRA, TRAIN, TEST);
      JsonNode java =
          Checkpoint.read(result.checkpoint().orElseThrow())
              .header()
              .get(CheckpointHeader.JAVA_KEY)
              .orElseThrow();
      assertThat(java.get("optimizer").textValue()).isEqualTo("sgd");
      assertThat(java.get("clip_norm").doubleValue()).isEqualTo(1);
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VaeTrainingConfig.builder().epochs(0).build())
        .withMessageContaining("epochs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VaeTrainingConfig.builder().learningRate(Double.NaN).build())
        .withMessageContaining("learning rate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VaeTrainingConfig.builder().batchSize(-1).build())
        .withMessageContaining("batch size");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VaeTrainingConfig.builder().kernelSigma(0).build())
        .withMessageContaining("sigma");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VaeTrainingConfig.builder().runName("../x").build())
        .withMessageContaining("run name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Discrepancy.document().withShape(taking("imq")))
        .withMessage("a kernel of one's own needs a name of its own, not 'imq'");
    assertThatNullPointerException()
        .isThrownBy(() -> Optimisation.document().withSchedule(null))
        .withMessage("schedule");
  }

  private static KernelFamily taking(String name) {
    return new KernelFamily() {
      @Override
      public String label() {
        return name;
      }

      @Override
      public Kernel of(double sigma) {
        return new RbfKernel(sigma);
      }
    };
  }

  @Test
  void aRunThatCannotBeginLeavesTheModelAsItWas() {
    VaeTrainingConfig config = config(1).start(Start.UNIFORM).build();
    try (SkyVae vae = SkyVae.create(24, 3, 3, Compute.auto())) {
      List<float[]> before = vae.weights().values();
      RecipeRun run = new RecipeRun(config, 1e-3, vae, SPECTRA, TRAIN);
      run.begin(SPECTRA, TRAIN, false);
      assertThat(vae.weights().values().get(0)).isNotEqualTo(before.get(0));
      run.giveUp();
      assertThat(vae.weights().values()).usingElementComparator(Arrays::compare).isEqualTo(before);
    }
  }

  @Test
  void rowsThatAreNotThereAreRefusedInWords() {
    VaeTrainer trainer = VaeTrainer.of(config(1).build());
    try (SkyVae vae = SkyVae.create(24, 3, 3, Compute.auto())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.train(vae, SPECTRA, new int[] {0, -1}, TEST))
          .withMessageContaining("row -1 to train on is none of the 256 spectra");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.train(vae, SPECTRA, TRAIN, new int[] {256}))
          .withMessageContaining("row 256 to test on");
    }
  }

  /** Before anything is learned from them, and naming the row, whichever recipe it is. */
  @Test
  void rowsThatAreNotFiniteAreRefusedByNumber() {
    float[] values = SPECTRA.toArray();
    values[TRAIN[3] * 24 + 5] = Float.NaN;
    values[TEST[1] * 24] = Float.NEGATIVE_INFINITY;
    FloatMatrix spoilt = FloatMatrix.of(values, SPECTRA.rows(), 24);
    int[] good = IntStream.of(TRAIN).filter(row -> row != TRAIN[3]).toArray();
    try (SkyVae vae = SkyVae.create(24, 3, 3, COMPUTE)) {
      for (Recipe recipe : Recipe.values()) {
        VaeTrainer trainer = VaeTrainer.of(recipe.settings().saveBest(false).epochs(1).build());
        assertThatIllegalArgumentException()
            .isThrownBy(() -> trainer.train(vae, spoilt, TRAIN, new int[0]))
            .withMessageContaining(
                "row " + TRAIN[3] + " to train on has numbers that are not finite");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> trainer.train(vae, spoilt, good, TEST))
            .withMessageContaining(
                "row " + TEST[1] + " to test on has numbers that are not finite");
      }
    }
  }

  @Test
  void whatNoHeaderHoldsIsRefusedWhereItIsGiven() {
    VaeTrainer trainer = VaeTrainer.of(config(1).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.withProvenance(Map.of("when", Instant.now())))
        .withMessageContaining("not a map of texts, numbers, lists and maps");
  }

  @Test
  void whatTheOptimizerDoesNotTakeIsRefusedWithTheSettings() {
    Optimisation decaying =
        Optimisation.document().withOptimizer(OptimizerKind.ADAMW).withWeightDecay(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(1).learningRate(1).optimisation(decaying).build())
        .withMessageContaining("weight decay must be 0 or more and below 1/rate");
  }

  /** More rows in a batch than there are spectra. */
  @EachEngine
  void aRowMayBeThereMoreThanOnce(Compute compute) {
    FloatMatrix few = SPECTRA.part(0, 10);
    int[] drawn = IntStream.range(0, 40).map(i -> i * i % 10).toArray();
    VaeTrainingConfig config = config(1).batchSize(32).mixing(0.5).build();
    try (SkyVae vae = SkyVae.create(24, 3, 3, compute)) {
      VaeTrainingResult result = VaeTrainer.of(config).train(vae, few, drawn, drawn);
      assertThat(result.history().epochs()).hasSize(1);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsFoundBeforeTraining() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    AtomicInteger steps = new AtomicInteger();
    try (SkyVae vae = SkyVae.create(24, 3, 3, Compute.auto())) {
      VaeTrainer trainer =
          VaeTrainer.of(config(1).saveDir(file.resolve("x")).build())
              .with(
                  new TrainingObserver() {
                    @Override
                    public void batchEnded(int epoch, int batch, LossValues loss) {
                      steps.incrementAndGet();
                    }
                  });
      assertThatThrownBy(() -> trainer.train(vae, SPECTRA, TRAIN, TEST))
          .hasMessageContaining("cannot write to the folder");
    }
    assertThat(steps).hasValue(0);
  }

  private VaeTrainingConfig.Builder config(int epochs) {
    return VaeTrainingConfig.builder().epochs(epochs).saveDir(folder).runName("run");
  }

  private static int[] rows(String name) {
    JsonNode list = REFERENCE.get(name);
    return IntStream.range(0, list.size()).map(i -> list.get(i).intValue()).toArray();
  }
}
