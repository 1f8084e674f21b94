package org.desisky.training.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.desisky.core.DesiskyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who a tracking server is told asks, and answers that are not those hoped for. */
class MlflowServerTest {
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile String answer = "{\"experiment\": {\"experiment_id\": \"7\"}}";
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
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private MlflowServer server(Map<String, String> environment) {
    return new MlflowServer(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), environment);
  }

  @Test
  void credentialsOfTheEnvironmentAreSentAlong() {
    server(Map.of()).experiment("sky");
    server(Map.of("MLFLOW_TRACKING_TOKEN", "secret")).experiment("sky");
    Map<String, String> user =
        Map.of("MLFLOW_TRACKING_USERNAME", "zoë", "MLFLOW_TRACKING_PASSWORD", "pass:word");
    server(user).experiment("sky");
    server(Map.of("MLFLOW_TRACKING_USERNAME", "zoë")).experiment("sky");
    assertThat(authorizations)
        .containsExactly("null", "Bearer secret", basic("zoë:pass:word"), basic("zoë:"));
  }

  private static String basic(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void aDeletedExperimentIsRefused() {
    answer = "{\"experiment\": {\"experiment_id\": \"7\", \"lifecycle_stage\": \"deleted\"}}";
    assertThatThrownBy(() -> server(Map.of()).experiment("sky"))
        .isInstanceOf(DesiskyException.class)
        .hasMessage("the experiment 'sky' was deleted there; restore it or choose another");
  }

  @Test
  void whatAnswersWithoutJsonIsNoTrackingServer() {
    answer = "<html>Welcome</html>";
    assertThatThrownBy(() -> server(Map.of()).experiment("sky"))
        .isInstanceOf(DesiskyException.class)
        .hasMessage("what answers is no MLflow server");
  }

  @Test
  void aServerThatTakesNoFilesIsNotSentAny() {
    MlflowServer.Run run = new MlflowServer.Run("r1", "s3://bucket/7/r1/artifacts");
    assertThatThrownBy(() -> server(Map.of()).upload(run, Path.of("sky.eqx")))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("takes no files itself")
        .hasMessageContaining("s3://bucket/7/r1/artifacts")
        .hasMessageContaining("--serve-artifacts");
    assertThat(authorizations).isEmpty();
  }
}
