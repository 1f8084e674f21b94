package org.desisky.training.mlflow;

import static com.google.common.base.Preconditions.checkArgument;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.desisky.training.EpochRecord;
import org.desisky.training.Retry;
import org.desisky.training.TrainingObserver;
import org.desisky.training.VaeTrainingHistory;
import org.desisky.training.VaeTrainingResult;
import org.desisky.vae.LossValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an MLflow tracking server how a run goes: settings, the losses of each epoch, and at the
 * end its files.
 *
 * <pre>{@code
 * try (MlflowObserver mlflow = MlflowObserver.of(uri, "desisky", "night run", settings, tags)) {
 *   VaeTrainingResult result = VaeTrainer.of(config).with(mlflow).train(vae, flux, train, test);
 *   if (!result.interrupted()) {
 *     mlflow.finished(result.checkpoint().stream().toList());
 *   }
 * }
 * }</pre>
 *
 * The trainer tells it how the run ended; {@link #finished} is for the files.
 *
 * <p>Calls to the server are made on a thread of its own, one after the other. The first that fails
 * is logged as a warning and is the last but for the one that ends the run: training goes on
 * without.
 */
public final class MlflowObserver implements TrainingObserver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowObserver.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final MlflowServer server;
  private final String experiment;
  private final String runName;
  private final Map<String, String> settings;
  private final Map<String, String> tags;
  private final ExecutorService calls =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "mlflow");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Optional<MlflowServer.Run> run = Optional.empty();

  /** Touched by the thread of the calls alone. */
  private boolean failed;

  private volatile String status = "KILLED";

  private MlflowObserver(
      URI uri,
      String experiment,
      String runName,
      Map<String, String> settings,
      Map<String, String> tags) {
    server = new MlflowServer(uri, System.getenv());
    this.experiment = experiment;
    this.runName = runName;
    this.settings = new LinkedHashMap<>(settings);
    this.tags = new LinkedHashMap<>(tags);
  }

  /**
   * An observer for one run. It connects when training starts, with the token or the name and
   * password in MLflow's own environment variables, if there are any, or else those in the address.
   *
   * @param uri of the tracking server, {@code http} or {@code https}
   * @param experiment the run belongs to; made if there is none of the name
   * @param runName what it is called there
   * @param settings told as parameters
   * @param tags of the run
   * @throws IllegalArgumentException if the address is no such
   */
  public static MlflowObserver of(
      URI uri,
      String experiment,
      String runName,
      Map<String, String> settings,
      Map<String, String> tags) {
    return new MlflowObserver(uri, experiment, runName, settings, tags);
  }

  /**
   * Makes sure, before any work, that an address can be a tracking server's.
   *
   * @throws IllegalArgumentException if not
   */
  public static void requireAddress(URI uri) {
    MlflowServer.requireAddress(uri);
  }

  @Override
  public void started(int epochs, int batchesPerEpoch) {
    Instant now = Instant.now();
    later(
        () -> {
          MlflowServer.Run created =
              server.createRun(server.experiment(experiment), runName, tags, now);
          run = Optional.of(created);
          server.logParameters(created, settings);
        });
  }

  @Override
  public void epochEnded(VaeTrainingHistory history) {
    EpochRecord epoch = history.epochs().get(history.epochs().size() - 1);
    Map<String, Double> metrics = new LinkedHashMap<>();
    add(metrics, "train", epoch.train());
    epoch.test().ifPresent(test -> add(metrics, "test", test));
    metrics.put("learning_rate", epoch.learningRate());
    metrics.put("epoch_seconds", epoch.seconds());
    Instant now = Instant.now();
    later(() -> server.logMetrics(run.orElseThrow(), metrics, epoch.epoch(), now));
  }

  @Override
  public void retried(Retry retry, VaeTrainingHistory history, int batch) {
    Instant now = Instant.now();
    Map<String, Double> factor = Map.of("rate_factor", retry.rateFactor());
    later(() -> server.logMetrics(run.orElseThrow(), factor, retry.epoch(), now));
  }

  private static void add(Map<String, Double> metrics, String rows, LossValues loss) {
    metrics.put(rows + "_loss", loss.total());
    metrics.put(rows + "_recon", loss.recon());
    metrics.put(rows + "_kl_weighted", loss.kl());
    metrics.put(rows + "_mmd_weighted", loss.mmd());
  }

  /**
   * The run came to its end, as {@link #ended} tells, too: these files are copied to the server.
   */
  public void finished(List<Path> files) {
    status = "FINISHED";
    files.forEach(file -> later(() -> server.upload(run.orElseThrow(), file)));
  }

  /** The run ended with an error. */
  public void failed() {
    status = "FAILED";
  }

  /** Told by the trainer: the run ended with an error. */
  @Override
  public void failed(RuntimeException failure) {
    failed();
  }

  /** Told by the trainer: the run came to its end, or was interrupted. */
  @Override
  public void ended(VaeTrainingResult result) {
    status = result.interrupted() ? "KILLED" : "FINISHED";
  }

  private void later(Runnable call) {
    calls.execute(
        () -> {
          if (failed) {
            return;
          }
          try {
            call.run();
          } catch (RuntimeException e) {
            failed = true;
            LOG.warn(
                "the MLflow server at {} is told nothing more of this run: {}",
                server.address(),
                e.getMessage());
          }
        });
  }

  /**
   * Ends the run on the server, as finished, failed, or, if neither was said or it was interrupted,
   * killed; waits for calls under way, two minutes at most. Where they take longer, or the thread
   * is interrupted, they are given up and the end is told at once, if the server takes it within
   * half a minute. A second time does nothing.
   */
  @Override
  public void close() {
    close(PATIENCE);
  }

  /**
   * As {@link #close()}, for a program that has little time.
   *
   * @param patience above 0: how long calls under way are waited for at most, and then, if they
   *     take longer, as long again for the server to take the end
   */
  public void close(Duration patience) {
    checkArgument(
        !patience.isNegative() && !patience.isZero(), "patience must be above 0, not %s", patience);
    if (calls.isShutdown()) {
      return;
    }
    Instant now = Instant.now();
    calls.execute(() -> end(now, MlflowServer.ANSWER));
    calls.shutdown();
    try {
      if (!calls.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "the MLflow server at {} takes too long; not waiting for it any more",
            server.address());
        calls.shutdownNow();
        end(now, patience);
      }
    } catch (InterruptedException e) {
      calls.shutdownNow();
      end(now, patience);
      Thread.currentThread().interrupt();
    }
  }

  /** Also after a call that failed: nobody else would tell the server that the run is over. */
  private void end(Instant now, Duration patience) {
    try {
      run.ifPresent(known -> server.endRun(known, status, now, patience));
    } catch (RuntimeException e) {
      LOG.warn(
          "the MLflow server at {} is not told that the run ended: {}",
          server.address(),
          e.getMessage());
    }
  }
}
