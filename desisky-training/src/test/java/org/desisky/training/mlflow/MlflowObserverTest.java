package org.desisky.training.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.util.concurrent.Uninterruptibles;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.training.OnDivergence;
import org.desisky.training.Optimisation;
import org.desisky.training.Retry;
import org.desisky.training.TrainingDivergedException;
import org.desisky.training.VaeTrainer;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.training.VaeTrainingResult;
import org.desisky.training.optimizer.OptimizerKind;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tracking server is asked, by one that answers as MLflow does and writes it down. */
class MlflowObserverTest {
  private static final int CHANNELS = 12;

  private final List<String> batches = new CopyOnWriteArrayList<>();
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile CountDownLatch answers = new CountDownLatch(0);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (exchange.getRequestURI().getPath().endsWith("runs/log-batch")) {
      batches.add(body);
      Uninterruptibles.awaitUninterruptibly(answers);
    }
    if (exchange.getRequestURI().getPath().endsWith("runs/update")) {
      ends.add(JsonMapper.builder().build().readTree(body).get("status").textValue());
    }
    byte[] known =
        ("{\"experiment\": {\"experiment_id\": \"7\"},"
                + " \"run\": {\"info\": {\"run_id\": \"r1\", \"artifact_uri\": \"\"}}}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(batches.isEmpty() ? 200 : status, known.length);
    exchange.getResponseBody().write(known);
    exchange.close();
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void aRunThatFailedEndsAsFailed() {
    assertThatThrownBy(
            () -> {
              try (MlflowObserver mlflow =
                  MlflowObserver.of(uri(), "sky", "run", Map.of(), Map.of())) {
                train(mlflow, OnDivergence.STOP);
              }
            })
        .isInstanceOf(TrainingDivergedException.class);
    assertThat(ends).containsExactly("FAILED");
  }

  @Test
  void aRunThatCameToItsEndIsFinishedWithoutBeingToldMore() {
    MlflowObserver mlflow = MlflowObserver.of(uri(), "sky", "run", Map.of(), Map.of());
    train(mlflow, OnDivergence.RETRY);
    mlflow.close();
    mlflow.close();
    assertThat(ends).containsExactly("FINISHED");
  }

  @Test
  void aRunThatWasInterruptedIsKilled() {
    try (MlflowObserver mlflow = MlflowObserver.of(uri(), "sky", "run", Map.of(), Map.of())) {
      assertThat(train(mlflow, OnDivergence.STOP, () -> true).interrupted()).isTrue();
    }
    assertThat(ends).containsExactly("KILLED");
  }

  @Test
  void afterACallThatFailedTheRunIsEndedAllTheSame() {
    status = 500;
    try (MlflowObserver mlflow = MlflowObserver.of(uri(), "sky", "run", Map.of(), Map.of())) {
      mlflow.started(1, 1);
      mlflow.failed();
    }
    assertThat(batches).hasSize(1);
    assertThat(ends).containsExactly("FAILED");
  }

  @Test
  void whatDoesNotAnswerIsGivenUpAndTheRunEnded() {
    answers = new CountDownLatch(1);
    try (MlflowObserver mlflow = MlflowObserver.of(uri(), "sky", "run", Map.of(), Map.of())) {
      mlflow.started(1, 1);
      awaitBatch();
      Thread.currentThread().interrupt();
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ends).containsExactly("KILLED");
    answers.countDown();
  }

  @Test
  void whoHasLittleTimeWaitsNoLonger() {
    answers = new CountDownLatch(1);
    MlflowObserver mlflow = MlflowObserver.of(uri(), "sky", "run", Map.of(), Map.of());
    mlflow.started(1, 1);
    awaitBatch();
    long began = System.nanoTime();
    mlflow.close(Duration.ofSeconds(5));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
    assertThat(ends).containsExactly("KILLED");
    answers.countDown();
  }

  /** Waits until the server has what it does not answer. */
  private void awaitBatch() {
    for (int look = 0; batches.isEmpty() && look < 4000; look++) {
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(5));
    }
    assertThat(batches).hasSize(1);
  }

  @Test
  void eachReturnOfARunIsTold() throws IOException {
    VaeTrainingResult result;
    try (MlflowObserver mlflow = MlflowObserver.of(uri(), "sky", "run", Map.of(), Map.of())) {
      result = train(mlflow, OnDivergence.RETRY);
    }
    List<JsonNode> metrics = new ArrayList<>();
    for (String batch : batches) {
      JsonNode json = JsonMapper.builder().build().readTree(batch);
      assertThat(json.get("run_id").textValue()).isEqualTo("r1");
      json.path("metrics").forEach(metrics::add);
    }
    List<JsonNode> factors =
        metrics.stream().filter(m -> m.get("key").textValue().equals("rate_factor")).toList();
    assertThat(result.retries()).isNotEmpty();
    assertThat(factors).hasSameSizeAs(result.retries());
    for (int i = 0; i < factors.size(); i++) {
      Retry retry = result.retries().get(i);
      assertThat(factors.get(i).get("value").doubleValue()).isEqualTo(retry.rateFactor());
      assertThat(factors.get(i).get("step").intValue()).isEqualTo(retry.epoch());
    }
    assertThat(metrics.stream().filter(m -> m.get("key").textValue().equals("train_loss")))
        .hasSameSizeAs(result.history().epochs());
  }

  /** Gradient descent whose rate is too high at first. */
  private static VaeTrainingResult train(MlflowObserver mlflow, OnDivergence answer) {
    return train(mlflow, answer, () -> false);
  }

  private static VaeTrainingResult train(
      MlflowObserver mlflow, OnDivergence answer, BooleanSupplier stop) {
    float[] values = Noise.of(5).normals(60 * CHANNELS);
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 + 3 * values[i];
    }
    VaeTrainingConfig config =
        VaeTrainingConfig.builder()
            .epochs(2)
            .batchSize(16)
            .learningRate(0.1)
            .optimisation(
                Optimisation.document().withOptimizer(OptimizerKind.SGD).withOnDivergence(answer))
            .saveBest(false)
            .build();
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      return VaeTrainer.of(config)
          .with(mlflow)
          .stoppingWhen(stop)
          .train(
              vae,
              FloatMatrix.of(values, 60, CHANNELS),
              IntStream.range(0, 50).toArray(),
              IntStream.range(50, 60).toArray());
    }
  }
}
