package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.simulate.SkySimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of the packaged program is told to a real MLflow server, and survives one that is not
 * there. The environment variable {@code DESISKY_MLFLOW} names the server's program; without it
 * what needs one is skipped, or with {@code DESISKY_REQUIRE_MLFLOW=1} fails.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MlflowIT {
  private static final Duration START = Duration.ofSeconds(90);

  @TempDir static Path place;
  private static Process server;
  private static String notStarted = "";
  private static int port;

  private final Path folder = OneProcess.emptyFolder();
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void makeData() {
    double[] grid = SmallModel.GRID;
    SmallSkies.write(folder.resolve("sky.fits"), grid, SmallSkies.flux(40, grid.length, 0.1, 2));
  }

  private Desisky.Run train(int port, String... more) {
    String[] common = {
      "train-vae",
      "--data-path",
      "sky.fits",
      "--save-dir",
      folder.resolve("models").toString(),
      "--epochs",
      "2",
      "--run-name",
      "tracked",
      "--mlflow-uri",
      "http://127.0.0.1:" + port + "/"
    };
    return OneProcess.run(Desisky.with(common, more));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** It starts, for a third of a minute, while other tests run. */
  @BeforeAll
  static void startServer() throws IOException {
    String program = System.getenv("DESISKY_MLFLOW");
    if (program == null) {
      return;
    }
    port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            program,
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--workers",
            "1",
            "--backend-store-uri",
            "sqlite:///" + place.resolve("runs.db"),
            "--artifacts-destination",
            place.resolve("artifacts").toString());
    builder.redirectErrorStream(true).redirectOutput(place.resolve("server.txt").toFile());
    builder.environment().put("DO_NOT_TRACK", "true");
    builder.environment().put("TMPDIR", place.toString()); // where it leaves files for locks
    try {
      server = Desisky.start(builder);
    } catch (UncheckedIOException e) {
      notStarted = e.getMessage(); // which the test that needs it tells
    }
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    if (server != null) {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly().waitFor();
      server = null;
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void settingsLossesAndFilesArrive() throws Exception {
    assertThat(notStarted).isEmpty();
    if (server == null) {
      assertThat(System.getenv("DESISKY_REQUIRE_MLFLOW")).isNotEqualTo("1");
      assumeTrue(false, "DESISKY_MLFLOW names no MLflow");
    }
    Path small = Files.move(folder.resolve("sky.fits"), folder.resolve("small.fits"));
    // At full size, of which the files are that have to arrive.
    SkyCatalogWriter.write(SkySimulator.simulate(40, 2), folder.resolve("sky.fits"));
    awaitServer();
    String[] options = {
      "--mlflow-tag", "site=Kitt Peak", "--mlflow-experiment", "a b", "--no-state"
    };
    Desisky.Run run = train(port, options);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("MLflow", "WARN");
    check();
    Files.move(small, folder.resolve("sky.fits"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(train(port, "--mlflow-experiment", "a b").exitCode()).isZero();
    assertThat(runs()).hasSize(2);
  }

  private void awaitServer() throws Exception {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      assertThat(server.isAlive()).as(Desisky.read(place, "server.txt")).isTrue();
      try {
        if (get("/health").equals("OK")) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      Thread.sleep(200);
    }
    throw new AssertionError("no server: " + Desisky.read(place, "server.txt"));
  }

  private void check() throws Exception {
    JsonNode run = runs().get(0);
    assertThat(run.at("/info/status").textValue()).isEqualTo("FINISHED");
    assertThat(run.at("/info/run_name").textValue()).isEqualTo("tracked");
    assertThat(pairs(run.at("/data/tags"))).containsEntry("site", "Kitt Peak");
    assertThat(pairs(run.at("/data/params")))
        .containsEntry("epochs", "2")
        .containsEntry("data_path", "sky.fits");
    String id = run.at("/info/run_id").textValue();
    JsonNode history =
        json(get("/api/2.0/mlflow/metrics/get-history?metric_key=test_loss&run_id=" + id))
            .get("metrics");
    List<String> csv = Files.readAllLines(folder.resolve("models/tracked.history.csv"));
    assertThat(history).hasSize(2);
    assertThat(csv.get(2)).contains(history.get(1).get("value").asText().substring(0, 6));
    for (String name : List.of("tracked.eqx", "tracked.history.csv", "tracked.report.html")) {
      try (Stream<Path> stored = Files.walk(place.resolve("artifacts"))) {
        Path copy = stored.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
        assertThat(Files.mismatch(copy, folder.resolve("models").resolve(name))).isEqualTo(-1);
      }
    }
  }

  private JsonNode runs() throws Exception {
    String experiment =
        json(get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=a%20b"))
            .at("/experiment/experiment_id")
            .asText();
    HttpRequest search =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/api/2.0/mlflow/runs/search"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"experiment_ids\": [\"" + experiment + "\"]}"))
            .build();
    return json(http.send(search, BodyHandlers.ofString()).body()).get("runs");
  }

  private String get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private static JsonNode json(String text) throws IOException {
    return JsonMapper.builder().build().readTree(text);
  }

  private static Map<String, String> pairs(JsonNode list) {
    Map<String, String> pairs = new HashMap<>();
    list.forEach(pair -> pairs.put(pair.get("key").textValue(), pair.get("value").textValue()));
    return pairs;
  }

  @Test
  void aServerThatIsNotThereIsMentionedOnceAndNothingIsLost() throws IOException {
    Desisky.Run run;
    try (Socket silent = new Socket()) { // has a port, at which nobody listens
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      run = train(silent.getLocalPort());
    }
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines().filter(line -> line.contains("MLflow"))).hasSize(1);
    assertThat(folder.resolve("models/tracked.eqx")).isNotEmptyFile();
    assertThat(folder.resolve("models/tracked.report.html")).isNotEmptyFile();
  }

  /** It takes connections, and never answers. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anInterruptedRunIsToldWithAServerThatHangs() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Process process =
          Desisky.start(
              folder,
              "train-vae",
              "--data-path=sky.fits",
              "--save-dir=models",
              "--epochs=10000",
              "--run-name=tracked",
              "--mlflow-uri=http://127.0.0.1:" + hanging.getLocalPort());
      Desisky.await(process, () -> Files.exists(folder.resolve("models/tracked.history.csv")));
      process.destroy();
      Desisky.Run run = Desisky.finish(process, folder);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
      assertThat(run.out()).contains("Checkpoint  ");
      assertThat(run.err()).contains("Interrupted after", "MLflow").doesNotContain("is lost");
    }
  }

  @Test
  void whatIsNoAddressIsRefusedBeforeTheWork() {
    Desisky.Run run =
        OneProcess.run("train-vae", "--data-path", "sky.fits", "--mlflow-uri", "ftp://a/b");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("such as http://localhost:5000, not ftp://a/b");
  }
}
