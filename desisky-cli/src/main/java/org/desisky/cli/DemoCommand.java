package org.desisky.cli;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.FullPath;
import org.desisky.data.BadCatalogException;
import org.desisky.data.ObservationTable;
import org.desisky.data.SplitRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code desisky demo}. */
@Command(
    name = "demo",
    description = {
      "Simulate a catalogue, train a full-size SkyVAE on it, and write a report.",
      "Takes about two minutes on two cores and needs no network."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class DemoCommand implements Callable<Integer> {
  /** With these a tenth is enough to calibrate with, known bad nights being left out. */
  private static final int ROWS_TO_CALIBRATE = 700;

  @Spec CommandSpec spec;
  @Mixin ComputeOptions computeOptions;

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      defaultValue = "desisky-demo",
      description = "Where everything is written.")
  Path outputDir;

  @Option(names = "--rows", defaultValue = "1500", description = "How many spectra to simulate.")
  int rows;

  @Option(names = "--epochs", defaultValue = "30", description = "How long to train.")
  int epochs;

  @Option(names = "--seed", defaultValue = "42", description = "Seed of everything random.")
  long seed;

  @Override
  public Integer call() {
    Path catalog = FullPath.of(outputDir.resolve("demo.fits"));
    check(training(catalog));
    Compute compute = computeOptions.choose(spec.commandLine());
    Talk talk = Talk.of(spec);
    SimulateCommand.simulate(rows, seed, catalog, talk);
    TrainVaeCommand training =
        training(catalog, "--engine=" + compute.engineName(), "--device=" + compute.deviceName());
    training.train(talk, job -> job, outcome -> tell(outcome, catalog, talk));
    return 0;
  }

  private static void tell(TrainingJob.Outcome outcome, Path catalog, Talk talk) {
    outcome.interruption().ifPresent(talk::say);
    talk.result("Catalogue   " + catalog);
    outcome.print(talk);
    outcome
        .report()
        .ifPresent(report -> talk.say("Open the report in a browser to see what was learned."));
  }

  /** The same as a user would have of {@code train-vae}. */
  private TrainVaeCommand training(Path catalog, String... more) {
    // Held back, so that the anomalies on the page are judged by spectra with no part in training.
    String calibration = rows < ROWS_TO_CALIBRATE ? "0" : "0.1";
    return TrainingArguments.parse(
        ImmutableList.<String>builder()
            .add("--data-path=" + catalog, "--save-dir=" + outputDir, "--run-name=demo")
            .add("--epochs=" + epochs, "--seed=" + seed, "--calibration-split=" + calibration)
            .add("--no-state")
            .add(more)
            .build());
  }

  /** Before anything is simulated. */
  private void check(TrainVaeCommand training) {
    try {
      SimulateCommand.check(rows);
      training.config();
      SplitRule.ROW.split(ObservationTable.empty(rows), training.valSplit, seed);
    } catch (IllegalArgumentException | BadCatalogException | ParameterException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
