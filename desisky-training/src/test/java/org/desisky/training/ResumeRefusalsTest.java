package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.desisky.training.SmallRuns.CHANNELS;
import static org.desisky.training.SmallRuns.SPECTRA;
import static org.desisky.training.SmallRuns.TEST;
import static org.desisky.training.SmallRuns.TRAIN;
import static org.desisky.training.SmallRuns.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EngineUnavailableException;
import org.desisky.core.engine.TestEngines;
import org.desisky.training.optimizer.Lion;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.training.optimizer.RuleOptimizer;
import org.desisky.training.state.CorruptStateException;
import org.desisky.training.state.StateBlocks;
import org.desisky.training.state.StateFile;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.desisky.vae.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a run from being resumed, or from beginning beside another. */
class ResumeRefusalsTest {
  @TempDir Path folder;

  @Test
  void whatDiffersIsListed() {
    Compute compute = Compute.auto();
    train(compute, VaeTrainer.of(config("run", 1).build()));
    VaeTrainer other =
        VaeTrainer.of(config("run", 1).beta(0.5).learningRate(3e-3).batchSize(17).build());
    assertThatThrownBy(() -> train(compute, other.resuming()))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("run.state")
        .hasMessageContaining("batch_size (16 stored, 17 asked)")
        .hasMessageContaining("beta (0.001 stored, 0.5 asked)")
        .hasMessageContaining("learning_rate (0.001 stored, 0.003 asked)")
        .hasMessageNotContaining("lam")
        .hasMessageNotContaining("spectra");
  }

  @Test
  void otherDataAndOtherRowsAreRefused() {
    Compute compute = Compute.auto();
    VaeTrainer trainer = VaeTrainer.of(config("run", 1).build());
    train(compute, trainer);
    float[] values = SPECTRA.toArray();
    values[1000] = Math.nextUp(values[1000]);
    FloatMatrix altered = FloatMatrix.of(values, SPECTRA.rows(), CHANNELS);
    int[] swapped = TRAIN.clone();
    swapped[0] = 1;
    swapped[1] = 0;
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute)) {
      assertThatThrownBy(() -> trainer.resuming().train(vae, altered, TRAIN, TEST))
          .hasMessageContaining("spectra_sha256")
          .hasMessageNotContaining("rows");
      assertThatThrownBy(() -> trainer.resuming().train(vae, SPECTRA, swapped, TEST))
          .hasMessageContaining("train_rows_sha256")
          .hasMessageNotContaining("spectra_sha256");
    }
  }

  @Test
  void anotherFormulaOfOnesOwnIsRefused() {
    VaeTrainingConfig.Builder settings = config("run", 1).saveDir(folder);
    VaeTrainer trainer =
        VaeTrainer.of(settings.discrepancy(Discrepancy.document().withShape(new Laplace())).build())
            .with(RuleOptimizer.of(1e-3, new Lion(0.1)));
    train(Compute.auto(), trainer);
    VaeTrainer other = trainer.with(RuleOptimizer.of(1e-3, new Lion(0.2))).resuming();
    assertThatThrownBy(() -> train(Compute.auto(), other))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("optimizer_settings ({\"decay\":0.1} stored, {\"decay\":0.2} asked)")
        .hasMessageNotContaining("kernel");
    VaeTrainer known =
        VaeTrainer.of(settings.discrepancy(Discrepancy.document()).build()).resuming();
    assertThatThrownBy(() -> train(Compute.auto(), known))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("kernel (laplace stored, rbf asked)")
        .hasMessageContaining("optimizer (lion stored, adam asked)");
  }

  @Test
  void fewerEpochsThanThereWereAreRefused() {
    Compute compute = Compute.auto();
    train(compute, VaeTrainer.of(config("run", 3).build()));
    assertThatThrownBy(() -> train(compute, VaeTrainer.of(config("run", 2).build()).resuming()))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("has 3 epochs behind it already, more than the 2 asked for");
  }

  @Test
  void whereThereIsNoStateNothingIsResumedAndNothingMade() {
    for (Path where : List.of(folder, folder.resolve("not/there"))) {
      VaeTrainingConfig config = config("run", 1).saveDir(where).build();
      assertThatThrownBy(() -> train(Compute.auto(), VaeTrainer.of(config).resuming()))
          .isInstanceOf(DesiskyException.class)
          .hasMessageContaining("nothing to resume")
          .hasMessageContaining("run.state");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aStateThatIsNotOneIsRefusedBeforeTheModelIsTouched() throws IOException {
    VaeTrainingConfig config = config("run", 1).build();
    train(Compute.auto(), VaeTrainer.of(config));
    byte[] bytes = Files.readAllBytes(config.file(".state"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(config.file(".state"), bytes);
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      List<float[]> before = vae.weights().values();
      VaeTrainer trainer = VaeTrainer.of(config).resuming();
      assertThatThrownBy(() -> trainer.train(vae, SPECTRA, TRAIN, TEST))
          .isInstanceOf(CorruptStateException.class)
          .hasMessageContaining("altered");
      assertThat(vae.weights().values()).usingElementComparator(Arrays::compare).isEqualTo(before);
    }
  }

  @Test
  void norIsOneThatLacksNumbersRefusedAfterIt() {
    VaeTrainingConfig config = config("run", 1).build();
    train(Compute.auto(), VaeTrainer.of(config));
    StateFile whole = StateFile.read(config.file(".state"));
    List<String> names = List.copyOf(whole.blocks().all().keySet());
    for (String kind : List.of("weights/", "optimizer/second moment/", "best/")) {
      String missing = names.stream().filter(name -> name.startsWith(kind)).findFirst().get();
      StateBlocks fewer = new StateBlocks();
      whole.blocks().counts().forEach(fewer::count);
      names.stream()
          .filter(name -> !name.equals(missing))
          .forEach(name -> fewer.put(name, whole.blocks().all().get(name)));
      new StateFile(whole.content(), fewer).write(config.file(".state"));
      try (SkyVae vae = SkyVae.create(CHANNELS, 2, 99, Compute.auto())) {
        Weights before = vae.weights();
        VaeTrainer trainer = VaeTrainer.of(config).resuming();
        assertThatThrownBy(() -> trainer.train(vae, SPECTRA, TRAIN, TEST))
            .isInstanceOf(CorruptStateException.class)
            .hasMessageContaining(missing);
        assertThat(vae.weights()).as(missing).isEqualTo(before);
      }
    }
  }

  @Test
  void aRunWithoutAStateLeavesNoneOfAnEarlierOne() {
    VaeTrainingConfig first = config("run", 1).build();
    train(Compute.auto(), VaeTrainer.of(first));
    assertThat(first.file(".state")).exists();
    VaeTrainingConfig second = config("run", 1).saveState(false).build();
    train(Compute.auto(), VaeTrainer.of(second));
    assertThat(second.file(".eqx")).exists();
    assertThat(second.file(".state")).doesNotExist();
  }

  @Test
  void anotherEngineIsRefused() {
    List<Compute> engines = TestEngines.onCpu();
    assumeThat(engines).hasSizeGreaterThan(1);
    VaeTrainer trainer = VaeTrainer.of(config("run", 1).build());
    train(engines.get(0), trainer);
    String stored = engines.get(0).engineName();
    String asked = engines.get(1).engineName();
    assertThatThrownBy(() -> train(engines.get(1), trainer.resuming()))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("engine (" + stored + " stored, " + asked + " asked)");
  }

  @Test
  void aRunThatWentBackOnlyGoesOnWithThatOption() {
    OptimizerKind sgd = OptimizerKind.SGD;
    Optimisation stops = Optimisation.document().withOptimizer(sgd);
    Optimisation goesBack = stops.withOnDivergence(OnDivergence.RETRY);
    // The rate is too high at first.
    VaeTrainingConfig.Builder wild = config("run", 2).learningRate(0.1);
    assertThat(trainBright(wild.optimisation(goesBack), false).retries()).isNotEmpty();
    wild.epochs(3);
    assertThatThrownBy(() -> trainBright(wild.optimisation(stops), true))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("run.state")
        .hasMessageContaining("the run went back where it diverged")
        .hasMessageContaining("--on-divergence retry");
    VaeTrainingResult result = trainBright(wild.optimisation(goesBack), true);
    assertThat(result.retries()).isNotEmpty();
    assertThat(result.history().epochs()).hasSize(3);
  }

  private static VaeTrainingResult trainBright(
      VaeTrainingConfig.Builder settings, boolean resumes) {
    float[] values = SPECTRA.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 + 3 * values[i];
    }
    VaeTrainer trainer = VaeTrainer.of(settings.build());
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      return (resumes ? trainer.resuming() : trainer)
          .train(vae, FloatMatrix.of(values, SPECTRA.rows(), CHANNELS), TRAIN, TEST);
    }
  }

  /** Such a file was written whole, but not by this program. */
  @Test
  void aStateWithoutAPartIsRefusedAndNamesIt() {
    VaeTrainingConfig config = config("run", 1).build();
    train(Compute.auto(), VaeTrainer.of(config));
    StateFile whole = StateFile.read(config.file(".state"));
    for (String part : List.of("/standing/train_sums", "/standing/batch", "/settings", "/data")) {
      int name = part.lastIndexOf('/');
      ObjectNode content = whole.content().deepCopy();
      ((ObjectNode) content.at(part.substring(0, name))).remove(part.substring(name + 1));
      new StateFile(content, whole.blocks()).write(config.file(".state"));
      assertThatThrownBy(() -> train(Compute.auto(), VaeTrainer.of(config).resuming()))
          .isInstanceOf(CorruptStateException.class)
          .hasMessageContaining("run.state")
          .hasMessageContaining("not a whole state: '" + part.substring(name + 1) + "'");
    }
  }

  @Test
  void aSecondTrainingOnTheSameEngineIsRefusedInWords() {
    Compute compute = Compute.auto();
    assertThat(refusalWithin(compute, compute, "other"))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("another training is running in this process");
  }

  @Test
  void aSecondRunOfTheSameNameIsRefused() {
    List<Compute> engines = TestEngines.onCpu();
    assumeThat(engines).hasSizeGreaterThan(1);
    assertThat(refusalWithin(engines.get(0), engines.get(1), "run"))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("another run named 'run' is going on in " + folder);
    // And neither leaves anything behind that would refuse the next.
    train(engines.get(1), VaeTrainer.of(config("run", 1).build()));
  }

  /** What a training within a training of the run {@code run} throws. */
  private Throwable refusalWithin(Compute outer, Compute inner, String innerName) {
    Throwable[] refusal = new Throwable[1];
    TrainingObserver second =
        new TrainingObserver() {
          @Override
          public void batchEnded(int epoch, int batch, LossValues loss) {
            try {
              train(inner, VaeTrainer.of(config(innerName, 1).build()));
            } catch (DesiskyException e) {
              refusal[0] = e;
            }
          }
        };
    VaeTrainingResult result = train(outer, VaeTrainer.of(config("run", 1).build()).with(second));
    assertThat(result.history().epochs()).hasSize(1);
    return refusal[0];
  }

  private VaeTrainingConfig.Builder config(String name, int epochs) {
    return SmallRuns.config(folder, name, epochs);
  }
}
