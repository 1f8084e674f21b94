package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.desisky.data.SkySpecVac;
import org.desisky.data.fetch.PretrainedWeights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program downloads, from a mirror on this machine. */
class FetchIT {
  private static final String VAC = "/public/dr1/vac/dr1/skyspec/v1.0/sky_spectra_vac_v1.fits";
  private static final byte[] CONTENT = new byte[3_000_000];
  private static final int HALF = CONTENT.length / 2;

  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private volatile boolean stalling;

  static {
    new Random(1).nextBytes(CONTENT);
  }

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    goOn.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** A good server, which can hold back the second half of the file. */
  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    exchange.getResponseHeaders().set("ETag", "\"1\"");
    if (range != null) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-2999999/" + CONTENT.length);
    }
    exchange.sendResponseHeaders(range == null ? 200 : 206, CONTENT.length - from);
    try (OutputStream body = exchange.getResponseBody()) {
      if (stalling) {
        body.write(CONTENT, from, HALF - from);
        body.flush();
        goOn.await();
        from = HALF;
      }
      body.write(CONTENT, from, CONTENT.length - from);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process start(String name, String... arguments) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("DESISKY_MIRROR", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
    environment.put("DESISKY_DATA_DIR", folder.resolve("data").toString());
    environment.put("DESISKY_CACHE_DIR", folder.resolve("models").toString());
    return Desisky.start(Files.createDirectories(folder.resolve(name)), environment, arguments);
  }

  private Desisky.Run run(String... arguments) throws IOException {
    return Desisky.finish(start("run", arguments), folder.resolve("run"));
  }

  private Path vac() {
    return folder.resolve("data/dr1/sky_spectra_vac_v1.fits");
  }

  @Test
  void printsThePathAndNothingElse() throws IOException {
    Desisky.Run run = run("data", "fetch", "--no-verify");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualToIgnoringNewLines(vac().toString());
    assertThat(run.err().lines())
        .containsExactly(
            "Downloading the DESI sky-spectra catalogue v1.0, 3.0 MB ...",
            "Downloaded the DESI sky-spectra catalogue v1.0, 3.0 MB; its checksum was not looked"
                + " at");
    assertThat(vac()).hasBinaryContent(CONTENT);
    assertThat(asked).containsExactly(VAC);
    Desisky.Run again = run("data", "fetch", "--no-verify", "--json");
    JsonNode json = JsonMapper.builder().build().readTree(again.out());
    assertThat(json.get("path").textValue()).isEqualTo(vac().toString());
    assertThat(json.get("bytes").intValue()).isEqualTo(CONTENT.length);
    assertThat(json.get("downloaded").booleanValue()).isFalse();
    assertThat(json.get("sha256").isNull()).isTrue();
    assertThat(asked).hasSize(1);
  }

  @Test
  void aFileWithAnotherChecksumIsRefused() throws IOException {
    Path root = folder.resolve("elsewhere");
    Desisky.Run run = run("data", "fetch", "--root", root.toString());
    run.assertOneLine(1, SkySpecVac.SHA256);
    assertThat(root.resolve("dr1/sky_spectra_vac_v1.fits")).doesNotExist();
  }

  @Test
  void theWeightsAreFetchedTheSameWay() throws IOException {
    Desisky.Run run = run("model", "fetch", "vae", "--no-verify");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualToIgnoringNewLines(folder.resolve("models/vae/vae_weights.eqx").toString());
    assertThat(asked).containsExactly("/datasets/mjdowicz/desisky/resolve/main/vae_weights.eqx");
    run("model", "fetch", "vae")
        .assertOneLine(1, PretrainedWeights.published("vae").sha256().orElseThrow());
    assertThat(folder.resolve("models/vae/vae_weights.eqx")).hasBinaryContent(CONTENT);
  }

  @Test
  void unknownNamesListTheKnown() throws IOException {
    assertUsage(run("data", "fetch", "--version", "v7"), "v1.0");
    assertUsage(run("model", "fetch", "moon"), "vae");
    assertThat(asked).isEmpty();
  }

  private static void assertUsage(Desisky.Run run, String known) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("desisky: ").contains(known);
  }

  @Test
  void theDataFolderIsPrinted() throws IOException {
    assertThat(run("data", "dir").out())
        .isEqualToIgnoringNewLines(folder.resolve("data").toString());
  }

  @Test
  void twoProcessesDownloadOnce() throws Exception {
    stalling = true;
    Process first = start("first", "data", "fetch", "--no-verify");
    awaitText(first, "first", "Downloading");
    Process second = start("second", "data", "fetch", "--no-verify");
    awaitText(second, "second", "waiting until it is done");
    goOn.countDown();
    for (String name : List.of("first", "second")) {
      Desisky.Run run = Desisky.finish(name.equals("first") ? first : second, folder.resolve(name));
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).isEqualToIgnoringNewLines(vac().toString());
    }
    assertThat(asked).containsExactly(VAC);
    assertThat(vac()).hasBinaryContent(CONTENT);
  }

  @Test
  void aKilledDownloadLeavesNoLockAndIsContinued() throws Exception {
    stalling = true;
    Process killed = start("killed", "data", "fetch", "--no-verify");
    Path part = vac().resolveSibling(".sky_spectra_vac_v1.fits.download");
    await(killed, "killed", () -> Files.exists(part) && Files.size(part) == HALF);
    killed.destroyForcibly().waitFor();
    assertThat(vac()).doesNotExist();
    stalling = false;
    Desisky.Run run = run("data", "fetch", "--no-verify");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("going on at 1.5 MB").doesNotContain("waiting");
    assertThat(asked).containsExactly(VAC, VAC + " bytes=1500000-");
    assertThat(vac()).hasBinaryContent(CONTENT);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCEndsADownloadAtOnceAndKeepsThePart() throws Exception {
    stalling = true;
    Process process = start("run", "data", "fetch", "--no-verify");
    Path part = vac().resolveSibling(".sky_spectra_vac_v1.fits.download");
    await(process, "run", () -> Files.exists(part) && Files.size(part) == HALF);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("ended while nothing comes").isTrue();
    Desisky.Run run = Desisky.finish(process, folder.resolve("run"));
    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(vac()).doesNotExist();
    assertThat(Files.size(part)).isEqualTo(HALF);
    stalling = false;
    assertThat(run("data", "fetch", "--no-verify").err()).contains("going on at 1.5 MB");
  }

  @Test
  void trainingFetchesTheCatalogueUnlessItIsOffline() throws IOException {
    String[] train = {"train-vae", "--save-dir", folder.resolve("m").toString(), "--epochs", "1"};
    run(Desisky.with(train, "--offline")).assertOneLine(1, "desisky data fetch");
    assertThat(asked).isEmpty();
    Desisky.Run online = run(train);
    online.assertOneLine(1, SkySpecVac.SHA256);
    assertThat(online.err()).contains("--data-path");
    assertThat(asked).containsExactly(VAC);
  }

  @Test
  void trainingGoesOnWithAFetchedCatalogue() throws IOException {
    Files.createDirectories(vac().getParent());
    double[] grid = SmallModel.GRID;
    SmallSkies.write(vac(), grid, SmallSkies.flux(40, grid.length, 0.1, 1));
    String[] train = {
      "train-vae", "--save-dir", folder.resolve("m").toString(), "--epochs", "1", "--no-report"
    };
    String[] offline = Desisky.with(train, "--offline");
    Desisky.Run doubtful = run(offline);
    assertThat(doubtful.exitCode()).as(doubtful.err()).isZero();
    assertThat(doubtful.err()).contains("is not the published file");
    // What a fetch notes of a file that it has checked.
    Files.writeString(
        vac().resolveSibling(".sky_spectra_vac_v1.fits.verified"),
        String.join(
            "\n",
            "sha256=" + SkySpecVac.SHA256,
            "size=" + Files.size(vac()),
            "modified=" + Files.getLastModifiedTime(vac())));
    for (String[] arguments : List.of(train, offline)) {
      Desisky.Run run = run(arguments);
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err())
          .contains("Read the head of " + vac())
          .doesNotContain("Checking", "is not the published file");
    }
    assertThat(asked).isEmpty();
  }

  private void awaitText(Process process, String name, String text) throws Exception {
    await(process, name, () -> Desisky.read(folder.resolve(name), "stderr.txt").contains(text));
  }

  private void await(Process process, String name, Callable<Boolean> condition) throws Exception {
    Desisky.await(process, condition);
    assertThat(process.isAlive()).as(Desisky.read(folder.resolve(name), "stderr.txt")).isTrue();
  }
}
