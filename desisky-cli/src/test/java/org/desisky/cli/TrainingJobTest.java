package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.FileClaim;
import org.desisky.data.SplitRule;
import org.desisky.training.TrainingObserver;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingResult;
import org.desisky.vae.LossValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingJobTest {
  private static final double[] GRID = IntStream.range(1, 41).asDoubleStream().toArray();

  @TempDir Path folder;
  private final StringWriter said = new StringWriter();
  private final Talk talk = new Talk(new PrintWriter(said, true), new PrintWriter(said, true));

  private TrainingJob job(int epochs) {
    return job(epochs, 0);
  }

  private TrainingJob job(int epochs, double calibrationFraction) {
    Path sky = folder.resolve("sky.fits");
    SmallSkies.write(sky, GRID, SmallSkies.flux(30, GRID.length, 0.1, 1));
    DataSelection selection =
        new DataSelection(
            sky, RowChoice.GOOD_NIGHTS, false, SplitRule.ROW, 0.2, calibrationFraction, 1);
    VaeTrainingConfig config =
        VaeTrainingConfig.best().epochs(epochs).saveDir(folder).runName("run").build();
    return new TrainingJob(selection, config, 2, true, talk);
  }

  /** Both tell the checksum of the checkpoint, which is not there any more. */
  @Test
  void aReportAndADensityThatFailLeaveTheRunAsItIs() {
    TrainingObserver thief =
        new TrainingObserver() {
          @Override
          public void ended(VaeTrainingResult result) {
            try {
              Files.delete(result.checkpoint().orElseThrow());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    TrainingJob.Outcome outcome = job(1).run(Compute.auto(), thief);
    assertThat(said.toString().lines())
        .filteredOn(line -> line.startsWith("warning: "))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("warning: no density of latents: ")
                    .contains("run.eqx"),
            second -> assertThat(second).startsWith("warning: no report: ").contains("run.eqx"));
    assertThat(outcome.report()).isEmpty();
    assertThat(outcome.density()).isEmpty();
    assertThat(outcome.result().checkpoint()).isPresent();
  }

  @Test
  void aRunThatEndsEarlyTellsItsOwnEnd() {
    TrainingJob.Outcome outcome = job(4).upTo(1).run(Compute.auto());
    assertThat(said.toString().lines().filter(line -> line.startsWith("Epoch ")))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("Epoch 1/2  "),
            last -> assertThat(last).startsWith("Epoch 2/2  ").endsWith(" 0 min 00 s left"));
    assertThat(outcome.interruption()).isEmpty();
  }

  /** A job may be a part of other work, which has words of its own. */
  @Test
  void whatIsLeftOfAnInterruptedRunIsToldByWhoAskedForIt() {
    TrainingObserver interrupting =
        new TrainingObserver() {
          @Override
          public void batchEnded(int epoch, int batch, LossValues loss) {
            Thread.currentThread().interrupt();
          }
        };
    TrainingJob.Outcome outcome = job(4).run(Compute.auto(), interrupting);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome.interruption().orElseThrow())
        .startsWith("Interrupted after 0 epochs; no model was saved")
        .endsWith("; --resume goes on from here");
    assertThat(said.toString()).doesNotContain("Interrupted");
  }

  @Test
  void aRunThatIsGoingOnIsNotSaidToBeUnfinished() throws IOException {
    TrainingObserver interrupting =
        new TrainingObserver() {
          @Override
          public void batchEnded(int epoch, int batch, LossValues loss) {
            Thread.currentThread().interrupt();
          }
        };
    job(4).run(Compute.auto(), interrupting);
    assertThat(Thread.interrupted()).isTrue();
    try (FileClaim running = FileClaim.tryTake(folder.resolve(".run.lock")).orElseThrow()) {
      assertThat(running).isNotNull();
      said.getBuffer().setLength(0);
      assertThatThrownBy(() -> job(4).run(Compute.auto()))
          .hasMessageContaining("another run named 'run' is going on");
      assertThat(said.toString()).isEmpty();
    }
    job(4).run(Compute.auto());
    assertThat(said.toString()).contains("had 0 of 4 epochs behind it and starts anew");
  }

  @Test
  void whatCannotBeWrittenIsToldBeforeAnySpectrumIsRead() throws IOException {
    Path folderThere = Files.createDirectories(folder.resolve("run.report.html"));
    assertThatThrownBy(() -> job(1).run(Compute.auto()))
        .hasMessageContaining("cannot write " + folderThere);
    Files.delete(folderThere);
    Files.createDirectories(folder.resolve("run.eqx"));
    assertThatThrownBy(() -> job(1).run(Compute.auto()))
        .hasMessageContaining("cannot write " + folder.resolve("run.eqx"));
    assertThat(said.toString()).isEmpty();
  }

  @Test
  void whoHoldsBackTooFewToCalibrateWithIsToldBeforeTheTraining() {
    job(1, 0.2).run(Compute.auto());
    assertThat(said.toString().lines().filter(line -> line.startsWith("warning: ")))
        .singleElement()
        .asString()
        .startsWith("warning: 6 spectra are too few to calibrate 'desisky anomalies' with")
        .contains("it takes 60; a larger --calibration-split");
    assertThat(said.toString().indexOf("too few")).isLessThan(said.toString().indexOf("Epoch 1"));
    said.getBuffer().setLength(0);
    job(2, 0.2).resuming().run(Compute.auto());
    job(2, 0.2).upTo(0).run(Compute.auto());
    assertThat(said.toString()).contains("Epoch 2").doesNotContain("too few to calibrate");
  }
}
