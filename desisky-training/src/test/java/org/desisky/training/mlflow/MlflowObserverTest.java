package org.desisky.training.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.training.OnDivergence;
import org.desisky.training.Optimisation;
import org.desisky.training.Retry;
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
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (exchange.getRequestURI().getPath().endsWith("runs/log-batch")) {
      batches.add(body);
    }
    byte[] known =
        ("{\"experiment\": {\"experiment_id\": \"7\"},"
                + " \"run\": {\"info\": {\"run_id\": \"r1\", \"artifact_uri\": \"\"}}}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, known.length);
    exchange.getResponseBody().write(known);
    exchange.close();
  }

  @Test
  void eachReturnOfARunIsTold() throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    VaeTrainingResult result;
    try (MlflowObserver mlflow = MlflowObserver.of(uri, "sky", "run", Map.of(), Map.of())) {
      result = trainWithReturns(mlflow);
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
  private static VaeTrainingResult trainWithReturns(MlflowObserver mlflow) {
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
                Optimisation.document()
                    .withOptimizer(OptimizerKind.SGD)
                    .withOnDivergence(OnDivergence.RETRY))
            .saveBest(false)
            .build();
    try (SkyVae vae = SkyVae.create(CHANNELS, 2, 1, Compute.auto())) {
      return VaeTrainer.of(config)
          .with(mlflow)
          .train(
              vae,
              FloatMatrix.of(values, 60, CHANNELS),
              IntStream.range(0, 50).toArray(),
              IntStream.range(50, 60).toArray());
    }
  }
}
