package org.desisky.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.desisky.training.TrainingObserver;
import org.desisky.training.mlflow.MlflowObserver;
import picocli.CommandLine.Option;

/** Where a run is told to an MLflow tracking server. */
final class MlflowOptions {
  /** Twice this is well within the time that an interrupted program has. */
  private static final Duration WHEN_INTERRUPTED = Duration.ofSeconds(5);

  @Option(
      names = "--mlflow-uri",
      paramLabel = "URI",
      description =
          "Tell the run to this MLflow tracking server, such as http://localhost:5000: settings,"
              + " losses of each epoch, and its files. What fails there never stops training."
              + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN,"
              + " of the environment are sent along.")
  URI uri;

  @Option(
      names = "--mlflow-experiment",
      paramLabel = "NAME",
      defaultValue = "desisky",
      description = "The experiment it belongs to there.")
  String experiment;

  @Option(
      names = "--mlflow-tag",
      paramLabel = "NAME=VALUE",
      description = "A tag of the run there; may be given more than once.")
  Map<String, String> tags = new LinkedHashMap<>();

  /**
   * Looks at the address before any work.
   *
   * @throws IllegalArgumentException if it is no server's
   */
  void check() {
    if (uri != null) {
      MlflowObserver.requireAddress(uri);
    }
  }

  /**
   * Runs a job, told to the server if one was named.
   *
   * @param job given what to report to, makes an outcome
   * @param told the outcome, before the server is waited for
   */
  TrainingJob.Outcome tracking(
      String runName,
      Map<String, String> settings,
      Function<TrainingObserver, TrainingJob.Outcome> job,
      Consumer<TrainingJob.Outcome> told) {
    if (uri == null) {
      TrainingJob.Outcome outcome = job.apply(TrainingObserver.NONE);
      told.accept(outcome);
      return outcome;
    }
    MlflowObserver mlflow = MlflowObserver.of(uri, experiment, runName, settings, tags);
    try {
      TrainingJob.Outcome outcome = run(mlflow, job);
      told.accept(outcome);
      if (!outcome.result().interrupted()) {
        mlflow.finished(
            Stream.of(
                    outcome.result().checkpoint(), outcome.result().historyFile(), outcome.report())
                .flatMap(Optional<Path>::stream)
                .toList());
      }
      return outcome;
    } finally {
      if (Interrupts.requested()) {
        mlflow.close(WHEN_INTERRUPTED);
      } else {
        mlflow.close();
      }
    }
  }

  private static TrainingJob.Outcome run(
      MlflowObserver mlflow, Function<TrainingObserver, TrainingJob.Outcome> job) {
    try {
      return job.apply(mlflow);
    } catch (RuntimeException | Error e) {
      // Of what comes after the training the trainer tells nothing.
      mlflow.failed();
      throw e;
    }
  }
}
