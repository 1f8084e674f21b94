package org.desisky.training.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.desisky.core.DesiskyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who a tracking server is told asks, and answers that are not those hoped for. */
class MlflowServerTest {
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final CountDownLatch stalled = new CountDownLatch(1);
  private volatile boolean stalls;
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
    stalled.countDown();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    if (stalls) {
      exchange.getResponseBody().flush();
      Uninterruptibles.awaitUninterruptibly(stalled);
    }
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

  /** What is empty counts as not set. */
  @Test
  void aNameWithAPasswordGoesBeforeATokenAsWithMlflowsOwnClients() {
    Map<String, String> both =
        Map.of(
            "MLFLOW_TRACKING_TOKEN", "secret",
            "MLFLOW_TRACKING_USERNAME", "zoë",
            "MLFLOW_TRACKING_PASSWORD", "password");
    server(both).experiment("sky");
    for (String unset : List.of("MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD")) {
      Map<String, String> one = new HashMap<>(both);
      one.put(unset, "");
      server(one).experiment("sky");
    }
    server(Map.of("MLFLOW_TRACKING_TOKEN", "", "MLFLOW_TRACKING_USERNAME", "")).experiment("sky");
    assertThat(authorizations)
        .containsExactly(basic("zoë:password"), "Bearer secret", "Bearer secret", "null");
  }

  @Test
  void aNameAndPasswordInTheAddressAreSentAndNotShown() {
    String place = "127.0.0.1:" + server.getAddress().getPort();
    URI uri = URI.create("http://zo%C3%AB:pass%3Aword@" + place + "/");
    MlflowServer known = new MlflowServer(uri, Map.of());
    known.experiment("sky");
    new MlflowServer(uri, Map.of("MLFLOW_TRACKING_TOKEN", "secret")).experiment("sky");
    new MlflowServer(URI.create("http://token@" + place), Map.of()).experiment("sky");
    new MlflowServer(uri, Map.of("MLFLOW_TRACKING_USERNAME", "ann")).experiment("sky");
    assertThat(authorizations)
        .containsExactly(
            basic("zoë:pass:word"), "Bearer secret", basic("token:"), basic("zoë:pass:word"));
    assertThat(known.address()).isEqualTo("http://" + place);
    URI wrong = URI.create("ftp://zoe:secret@" + place);
    assertThatThrownBy(() -> MlflowServer.requireAddress(wrong))
        .hasMessageEndingWith("not ftp://" + place);
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
  void norIsWhatNamesNeitherExperimentNorRun() {
    answer = "{}";
    assertThatThrownBy(() -> server(Map.of()).experiment("sky"))
        .hasMessage("what answers is no MLflow server");
    assertThatThrownBy(() -> server(Map.of()).createRun("7", "run", Map.of(), Instant.now()))
        .hasMessage("what answers is no MLflow server");
  }

  /** As a proxy whose server has died: the head of an answer comes, and then nothing. */
  @Test
  @Timeout(60)
  void anAnswerThatStallsIsGivenUp() {
    stalls = true;
    MlflowServer.Run run = new MlflowServer.Run("r1", "");
    assertThatThrownBy(
            () -> server(Map.of()).endRun(run, "KILLED", Instant.now(), Duration.ofMillis(500)))
        .isInstanceOf(DesiskyException.class)
        .hasMessage("it takes too long to answer");
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
