package org.desisky.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.desisky.core.engine.Compute;
import org.desisky.data.SplitRule;
import org.desisky.training.VaeTrainingConfig;
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
  private static final int LATENT_DIM = 8;
  private static final double TEST_FRACTION = 0.1;
  private static final double CALIBRATION_FRACTION = 0.1;

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
    VaeTrainingConfig config = config();
    Compute compute = computeOptions.choose(spec.commandLine());
    Talk talk = Talk.of(spec);
    Path catalog = SimulateCommand.simulate(rows, seed, outputDir.resolve("sky.fits"), talk);
    DataSelection selection =
        new DataSelection(
            catalog,
            RowChoice.GOOD_NIGHTS,
            false,
            SplitRule.ROW,
            TEST_FRACTION,
            calibrationFraction(),
            seed);
    TrainingJob.Outcome outcome =
        new TrainingJob(selection, config, LATENT_DIM, true, talk)
            .of(arguments(config, compute, catalog))
            .run(compute);
    talk.result("Catalogue   " + catalog);
    outcome.print(talk);
    outcome
        .report()
        .ifPresent(report -> talk.say("Open the report in a browser to see what was learned."));
    return 0;
  }

  /** So that the anomalies on the page are judged by spectra that had no part in training. */
  private double calibrationFraction() {
    return rows < ROWS_TO_CALIBRATE ? 0 : CALIBRATION_FRACTION;
  }

  /** The options of {@code train-vae} that do the same. */
  private List<String> arguments(VaeTrainingConfig config, Compute compute, Path catalog) {
    return List.of(
        "--epochs=" + config.epochs(),
        "--learning-rate=" + config.learningRate(),
        "--beta=" + config.beta(),
        "--lam=" + config.lam(),
        "--latent-dim=" + LATENT_DIM,
        "--val-split=" + TEST_FRACTION,
        "--calibration-split=" + calibrationFraction(),
        "--seed=" + config.randomSeed(),
        "--engine=" + compute.engineName(),
        "--device=" + compute.deviceName(),
        "--data-path=" + catalog.toAbsolutePath().normalize());
  }

  private VaeTrainingConfig config() {
    try {
      DataSelection.check(TEST_FRACTION, seed);
      SimulateCommand.check(rows);
      return VaeTrainingConfig.best()
          .epochs(epochs)
          .saveDir(outputDir)
          .runName("demo")
          .randomSeed(seed)
          .saveState(false)
          .build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
