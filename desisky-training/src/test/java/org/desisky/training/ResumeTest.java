package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.EachEngine;
import org.desisky.core.engine.EngineUnavailableException;
import org.desisky.core.engine.TestEngines;
import org.desisky.core.noise.Noise;
import org.desisky.training.optimizer.Sgd;
import org.desisky.training.scaling.Scaling;
import org.desisky.training.schedule.RateSchedule;
import org.desisky.training.state.CorruptStateException;
import org.desisky.training.state.StateFile;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.LossValues;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are stopped, broken off and resumed, beside runs that were left alone. */
class ResumeTest {
  private static final int CHANNELS = 12;
  private static final FloatMatrix SPECTRA =
      FloatMatrix.of(Noise.of(5).normals(90 * CHANNELS), 90, CHANNELS);
  private static final int[] TRAIN = IntStream.range(0, 75).toArray();
  private static final int[] TEST = IntStream.range(75, 90).toArray();

  @TempDir Path folder;

  @EachEngine
  void aRunStoppedAnywhereAndResumedIsTheSameBitForBit(Compute compute) throws IOException {
    assertSameWhenStopped(compute, trainer -> trainer, config -> config);
  }

  @EachEngine
  void theSameGoesForScaledChannelsAPrincipalStartAveragesAndAFallingRate(Compute compute)
      throws IOException {
    assertSameWhenStopped(
        compute,
        trainer -> trainer,
        config ->
            config
                .scaling(Scaling.GLOBAL)
                .start(Start.PCA)
                .mixing(0.5)
                .optimisation(
                    Optimisation.document()
                        .withSchedule(RateSchedule.Kind.COSINE)
                        .withWarmUp(0.5)
                        .withAveraging(0.9)));
  }

  @EachEngine
  void theSameGoesForLatentsInThePriorsUnits(Compute compute) throws IOException {
    Discrepancy kept = Discrepancy.document().withLatents(LatentScaling.STANDARD);
    for (double averaging : new double[] {0, 0.9}) {
      Optimisation averaged = Optimisation.document().withAveraging(averaging);
      assertSameWhenStopped(
          compute,
          trainer -> trainer,
          config -> config.start(Start.PCA).discrepancy(kept).optimisation(averaged));
    }
  }

  @EachEngine
  void anExtendedRunKeepsTheCourseOfItsRateUnlessToldOtherwise(Compute compute) throws IOException {
    Optimisation falling = Optimisation.document().withSchedule(RateSchedule.Kind.COSINE);
    train(compute, VaeTrainer.of(config("run", 2).optimisation(falling).build()));
    VaeTrainer kept = VaeTrainer.of(config("run", 3).optimisation(falling).build()).resuming();
    List<EpochRecord> epochs = train(compute, kept).history().epochs();
    assertThat(epochs.get(2).learningRate()).isEqualTo(epochs.get(1).learningRate());
    VaeTrainer longer =
        VaeTrainer.of(
                config("run", 4).optimisation(falling).scheduleEpochs(OptionalInt.of(8)).build())
            .resuming();
    EpochRecord last = train(compute, longer).history().epochs().get(3);
    assertThat(last.learningRate()).isCloseTo(1e-3 * 0.5, offset(1e-4));
  }

  @EachEngine
  void theSameGoesForGradientDescentWithMomentum(Compute compute) throws IOException {
    assertSameWhenStopped(
        compute, trainer -> trainer.with(Sgd.of(1e-3, 0.9).clippedTo(1)), config -> config);
  }

  private void assertSameWhenStopped(
      Compute compute,
      UnaryOperator<VaeTrainer> how,
      UnaryOperator<VaeTrainingConfig.Builder> settings)
      throws IOException {
    VaeTrainingConfig whole = settings.apply(config("whole", 3)).build();
    train(compute, how.apply(VaeTrainer.of(whole)));
    VaeTrainingConfig parts = settings.apply(config("parts", 3)).build();
    VaeTrainer trainer = how.apply(VaeTrainer.of(parts));
    VaeTrainingResult result = train(compute, stoppedAfter(trainer, 3));
    int stops = 0;
    // Six looks an epoch, the last before its test: stops within epochs, at their ends, and there.
    while (result.interrupted()) {
      stops++;
      result = train(compute, stoppedAfter(trainer.resuming(), 4));
    }
    assertThat(stops).isGreaterThan(3);
    SameRuns.assertSame(whole, parts);
  }

  @EachEngine
  void aRunThatDiesWithinAnEpochGoesOnFromItsNewestState(Compute compute) throws IOException {
    VaeTrainingConfig whole = config("whole", 3).build();
    train(compute, VaeTrainer.of(whole));
    VaeTrainingConfig parts = config("parts", 3).stateEvery(Duration.ofNanos(1)).build();
    VaeTrainer trainer = VaeTrainer.of(parts);
    assertThatThrownBy(() -> train(compute, dyingAfter(trainer, 7)))
        .isInstanceOf(InternalError.class);
    assertThatThrownBy(() -> train(compute, dyingAfter(trainer.resuming(), 4)))
        .isInstanceOf(InternalError.class);
    assertThat(train(compute, trainer.resuming()).interrupted()).isFalse();
    SameRuns.assertSame(whole, parts);
  }

  @EachEngine
  void aFinishedRunCanBeExtended(Compute compute) throws IOException {
    VaeTrainingConfig whole = config("whole", 5).build();
    train(compute, VaeTrainer.of(whole));
    train(compute, VaeTrainer.of(config("parts", 2).build()));
    VaeTrainingConfig parts = config("parts", 5).build();
    train(compute, VaeTrainer.of(parts).resuming());
    SameRuns.assertSame(whole, parts);
  }

  @Test
  void aFinishedRunIsThereAgainWithoutAnyWork() throws IOException {
    VaeTrainingConfig config = config("run", 3).build();
    Compute compute = Compute.auto();
    VaeTrainingResult first = train(compute, VaeTrainer.of(config));
    Checkpoint before = Checkpoint.read(config.file(".eqx"));
    byte[] checkpoint = Files.readAllBytes(config.file(".eqx"));
    Files.delete(config.file(".eqx"));
    AtomicInteger steps = new AtomicInteger();
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 99, compute)) {
      VaeTrainingResult again =
          VaeTrainer.of(config).with(counting(steps)).resuming().train(vae, SPECTRA, TRAIN, TEST);
      assertThat(again.history()).isEqualTo(first.history());
      assertThat(again.interrupted()).isFalse();
      assertThat(vae.weights().values())
          .usingElementComparator(Arrays::compare)
          .isEqualTo(before.weights().values());
    }
    assertThat(steps).hasValue(0);
    assertThat(Files.readAllBytes(config.file(".eqx"))).isEqualTo(checkpoint);
    // It is left alone where it has these weights, and written again where it has others.
    VaeTrainer elsewhere = VaeTrainer.of(config).withProvenance(Map.of("arguments", "others"));
    assertThat(train(compute, elsewhere.resuming()).checkpoint()).isEqualTo(first.checkpoint());
    assertThat(Files.readAllBytes(config.file(".eqx"))).isEqualTo(checkpoint);
    float[] altered = before.weights().values().get(31);
    altered[0] = Math.nextUp(altered[0]);
    before.write(config.file(".eqx"));
    train(compute, VaeTrainer.of(config).resuming());
    assertThat(Files.readAllBytes(config.file(".eqx"))).isEqualTo(checkpoint);
  }

  @Test
  void anInterruptedThreadStopsAndTheRunCanGoOn() throws IOException {
    Compute compute = Compute.auto();
    VaeTrainingConfig whole = config("whole", 2).build();
    train(compute, VaeTrainer.of(whole));
    VaeTrainingConfig parts = config("parts", 2).build();
    AtomicInteger steps = new AtomicInteger();
    VaeTrainer interrupted =
        VaeTrainer.of(parts)
            .with(counting(steps))
            .with(
                new TrainingObserver() {
                  @Override
                  public void batchEnded(int epoch, int batch, LossValues loss) {
                    Thread.currentThread().interrupt();
                  }
                });
    assertThat(train(compute, interrupted).interrupted()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(steps).hasValue(1);
    assertThat(train(compute, VaeTrainer.of(parts).resuming()).interrupted()).isFalse();
    SameRuns.assertSame(whole, parts);
  }

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
  void noStateIsWrittenWhereNoneIsWanted() {
    VaeTrainingConfig config = config("run", 1).saveState(false).build();
    train(Compute.auto(), VaeTrainer.of(config));
    assertThat(config.file(".eqx")).exists();
    assertThat(config.file(".state")).doesNotExist();
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
    assertThat(engines).hasSizeGreaterThan(1);
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

  @Test
  void aFileThatCannotBeWrittenEndsTheRunAndLeavesTheOthers() throws IOException {
    VaeTrainingConfig config = config("run", 500).build();
    TrainingObserver saboteur =
        new TrainingObserver() {
          @Override
          public void epochEnded(VaeTrainingHistory history) {
            if (history.epochs().size() == 3) {
              Path history3 = config.file(".history.csv");
              try {
                Files.deleteIfExists(history3);
                Files.createDirectories(history3.resolve("in the way"));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            }
          }
        };
    assertThatThrownBy(() -> train(Compute.auto(), VaeTrainer.of(config).with(saboteur)))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("cannot write")
        .hasMessageContaining("run.history.csv")
        .hasMessageContaining("can be resumed");
    assertThat(Checkpoint.read(config.file(".eqx")).weights().areFinite()).isTrue();
    assertThat(StateFile.read(config.file(".state")).content().has("standing")).isTrue();
  }

  @Test
  void whatWasHalfWrittenIsRemoved() throws IOException {
    Path part = Files.writeString(folder.resolve(".run.state.999999999-1.part"), "half");
    Path foreign = Files.writeString(folder.resolve(".run2.state.999999999-1.part"), "half");
    train(Compute.auto(), VaeTrainer.of(config("run", 1).build()));
    assertThat(part).doesNotExist();
    assertThat(foreign).exists();
  }

  private static VaeTrainer stoppedAfter(VaeTrainer trainer, int looks) {
    AtomicInteger looked = new AtomicInteger();
    return trainer.stoppingWhen(() -> looked.incrementAndGet() > looks);
  }

  private static VaeTrainer dyingAfter(VaeTrainer trainer, int steps) {
    AtomicInteger made = new AtomicInteger();
    return trainer.with(
        new TrainingObserver() {
          @Override
          public void batchEnded(int epoch, int batch, LossValues loss) {
            if (made.incrementAndGet() > steps) {
              throw new InternalError("as if killed");
            }
          }
        });
  }

  private static TrainingObserver counting(AtomicInteger steps) {
    return new TrainingObserver() {
      @Override
      public void batchEnded(int epoch, int batch, LossValues loss) {
        steps.incrementAndGet();
      }
    };
  }

  private static VaeTrainingResult train(Compute compute, VaeTrainer trainer) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, compute)) {
      return trainer.train(vae, SPECTRA, TRAIN, TEST);
    }
  }

  private VaeTrainingConfig.Builder config(String name, int epochs) {
    return VaeTrainingConfig.builder()
        .epochs(epochs)
        .batchSize(16)
        .learningRate(1e-3)
        .saveDir(folder)
        .runName(name);
  }
}
