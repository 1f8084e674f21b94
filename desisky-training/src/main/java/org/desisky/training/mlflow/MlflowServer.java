package org.desisky.training.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.desisky.core.DesiskyException;

/**
 * What is needed of a tracking server's REST API, version 2.0. (The published Java client uploads
 * files by starting a Python program, which is why it is not used.)
 */
final class MlflowServer {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** How long it may take to answer; files may take longer. */
  static final Duration ANSWER = Duration.ofSeconds(30);

  private static final Duration UPLOAD = Duration.ofMinutes(10);
  private static final String API = "/api/2.0/mlflow/";
  private static final String STORE = "mlflow-artifacts:";
  private static final String STORE_API = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final String CREDENTIALS =
      "; it asks who tells: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or"
          + " MLFLOW_TRACKING_TOKEN, to what it knows";
  private static final String NO_SERVER = "what answers is no MLflow server";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String base;
  private final Optional<String> authorization;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /**
   * @param uri {@code http} or {@code https}; a name and password in it are sent along where the
   *     environment has no password or token
   * @param environment whose MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or else
   *     MLFLOW_TRACKING_TOKEN, are sent along, as MLflow's own clients do
   * @throws IllegalArgumentException if the address is another
   */
  MlflowServer(URI uri, Map<String, String> environment) {
    requireAddress(uri);
    base = withoutSecret(uri).replaceAll("/+$", "");
    authorization = authorization(uri, environment);
  }

  /** Its address, without a name and password. */
  String address() {
    return base;
  }

  static void requireAddress(URI uri) {
    String scheme = String.valueOf(uri.getScheme());
    if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException(
          "an MLflow tracking server has an address such as http://localhost:5000, not "
              + withoutSecret(uri));
    }
  }

  private static String withoutSecret(URI uri) {
    return uri.toString().replaceFirst("//[^/@]*@", "//");
  }

  /** A run on the server, and where its files belong. */
  record Run(String id, String artifacts) {}

  /** As MLflow's own clients do; a name alone, which these leave out, if there is nothing else. */
  private static Optional<String> authorization(URI uri, Map<String, String> environment) {
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    Optional<String> ofUser =
        user.isEmpty() ? Optional.empty() : Optional.of(basic(user + ":" + password));
    if (!password.isEmpty() && ofUser.isPresent()) {
      return ofUser;
    }
    return token.isEmpty() ? ofAddress(uri).or(() -> ofUser) : Optional.of("Bearer " + token);
  }

  private static Optional<String> ofAddress(URI uri) {
    return Optional.ofNullable(uri.getUserInfo())
        .map(both -> basic(both.contains(":") ? both : both + ":"));
  }

  private static String basic(String both) {
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of an experiment, which is made where there is none of that name. */
  String experiment(String name) {
    Optional<String> known = knownExperiment(name);
    if (known.isPresent()) {
      return known.get();
    }
    ObjectNode body = JSON.createObjectNode().put("name", name);
    HttpResponse<String> answer = send(request(API + "experiments/create"), body);
    if (answer.statusCode() / 100 == 2) {
      return text(parse(answer), "experiment_id");
    }
    // Somebody else may have made it in the meantime.
    return knownExperiment(name).orElseThrow(() -> refused("experiments/create", answer));
  }

  private Optional<String> knownExperiment(String name) {
    String query = "experiments/get-by-name?experiment_name=" + encoded(name);
    HttpResponse<String> answer = send(request(API + query).GET().build());
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    JsonNode experiment = checked("experiments/get-by-name", answer).path("experiment");
    if (!experiment.path("lifecycle_stage").asText("active").equals("active")) {
      throw new DesiskyException(
          "the experiment '" + name + "' was deleted there; restore it or choose another");
    }
    return Optional.of(text(experiment, "experiment_id"));
  }

  /** Begins a run. */
  Run createRun(String experiment, String name, Map<String, String> tags, Instant start) {
    ObjectNode body = JSON.createObjectNode();
    body.put("experiment_id", experiment);
    body.put("run_name", name);
    body.put("start_time", start.toEpochMilli());
    body.set("tags", pairs(tags));
    JsonNode info = post("runs/create", body).path("run").path("info");
    return new Run(text(info, "run_id"), info.path("artifact_uri").asText());
  }

  /** Writes settings of a run. */
  void logParameters(Run run, Map<String, String> parameters) {
    ObjectNode body = JSON.createObjectNode().put("run_id", run.id());
    body.set("params", pairs(parameters));
    post("runs/log-batch", body);
  }

  /** Writes numbers of an epoch; those that are not finite are left out, since JSON has none. */
  void logMetrics(Run run, Map<String, Double> metrics, int step, Instant time) {
    ObjectNode body = JSON.createObjectNode().put("run_id", run.id());
    ArrayNode list = body.putArray("metrics");
    metrics.forEach(
        (key, value) -> {
          if (Double.isFinite(value)) {
            list.addObject()
                .put("key", key)
                .put("value", value)
                .put("timestamp", time.toEpochMilli())
                .put("step", step);
          }
        });
    post("runs/log-batch", body);
  }

  /**
   * Ends a run with one of MLflow's states.
   *
   * @param patience how long the server may take for it, if that is less than it usually may
   */
  void endRun(Run run, String status, Instant end, Duration patience) {
    ObjectNode body = JSON.createObjectNode();
    body.put("run_id", run.id());
    body.put("status", status);
    body.put("end_time", end.toEpochMilli());
    post("runs/update", body, patience.compareTo(ANSWER) < 0 ? patience : ANSWER);
  }

  /**
   * Copies a file to the run's files, through the server.
   *
   * @throws DesiskyException also if the server leaves files to its clients, each by its own way
   */
  void upload(Run run, Path file) {
    if (!run.artifacts().startsWith(STORE)) {
      throw new DesiskyException(
          "it takes no files itself but wants them at "
              + run.artifacts()
              + "; start it with --serve-artifacts");
    }
    String folder = URI.create(run.artifacts()).getPath().replaceAll("^/+|/+$", "");
    try {
      HttpRequest request =
          request(STORE_API + folder + "/" + encoded(String.valueOf(file.getFileName())))
              .timeout(UPLOAD)
              .header("Content-Type", "application/octet-stream")
              .PUT(BodyPublishers.ofFile(file))
              .build();
      checked("artifacts", send(request));
    } catch (IOException e) {
      throw new DesiskyException("cannot read " + file, e);
    }
  }

  private JsonNode post(String call, ObjectNode body) {
    return post(call, body, ANSWER);
  }

  private JsonNode post(String call, ObjectNode body, Duration limit) {
    return checked(call, send(request(API + call).timeout(limit), body));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request, ObjectNode body) {
    return send(
        request
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  /** Within the limit of the request, which Java's client itself keeps up to the body alone. */
  private HttpResponse<String> send(HttpRequest request) {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, BodyHandlers.ofString());
    try {
      return answer.get(request.timeout().orElse(ANSWER).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DesiskyException("it takes too long to answer", e);
    } catch (ExecutionException e) {
      String reason = e.getCause().getMessage();
      throw new DesiskyException(reason == null ? "cannot be reached" : reason, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DesiskyException("interrupted", e);
    } finally {
      answer.cancel(true); // which does nothing where it is there
    }
  }

  private static JsonNode checked(String call, HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      throw refused(call, answer);
    }
    return parse(answer);
  }

  private static JsonNode parse(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new DesiskyException(NO_SERVER, e);
    }
  }

  private static String text(JsonNode answer, String name) {
    String text = answer.path(name).asText("");
    if (text.isEmpty()) {
      throw new DesiskyException(NO_SERVER);
    }
    return text;
  }

  private static DesiskyException refused(String call, HttpResponse<String> answer) {
    String message = "";
    try {
      message = JSON.readTree(answer.body()).path("message").asText();
    } catch (JsonProcessingException e) {
      // The status has to do.
    }
    return new DesiskyException(
        call
            + ": HTTP status "
            + answer.statusCode()
            + (message.isEmpty() ? "" : ", " + message.lines().findFirst().orElse(""))
            + (answer.statusCode() == 401 ? CREDENTIALS : ""));
  }

  private static ArrayNode pairs(Map<String, String> values) {
    ArrayNode list = JSON.createArrayNode();
    values.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
    return list;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
