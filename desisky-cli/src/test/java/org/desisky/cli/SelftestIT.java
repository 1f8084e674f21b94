package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.desisky.data.SkySpecVac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program proves its own installation, and says so where it cannot. */
class SelftestIT {
  @TempDir Path folder;

  @Test
  void anInstallationIsProven() throws IOException {
    Desisky.Run run = selftest(Map.of());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.subList(0, lines.size() - 1)).allMatch(line -> line.startsWith("ok  "));
    assertThat(run.out())
        .contains("on cpu", "simulate", "write and read FITS", "train", "save and load")
        .contains("encode and decode", "report");
    assertThat(run.lastLine()).matches("All \\d+ checks passed, in \\d+ s");
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // no polite way to end a process there
  void anInterruptedTestLeavesNothingEither() throws Exception {
    Process process = start(Map.of());
    List<ProcessHandle> tries = new ArrayList<>();
    Desisky.await(process, () -> tries.addAll(tryingAnEngine(process)));
    assertThat(tries).hasSize(1);
    assertThat(leftBehind()).isNotEmpty();
    process.destroy();
    Desisky.Run run = Desisky.finish(process, folder);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
    assertThat(leftBehind()).isEmpty();
    tries.get(0).onExit().get(1, TimeUnit.MINUTES);
  }

  private static List<ProcessHandle> tryingAnEngine(Process process) {
    return process
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("engines verify --only"))
        .toList();
  }

  @Test
  void whereTheFilesCannotBeHadThatIsSaidInOneLine() throws IOException {
    Desisky.Run run = selftest(Map.of(), "--real", "--offline");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .startsWith("desisky: ")
        .contains("sky_spectra_vac_v1.fits", "desisky data fetch", "without --real");
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void aCatalogueThatIsNotThePublishedOneIsRefused() throws IOException {
    byte[] made = Files.readAllBytes(simulated(folder.resolve("made.fits"), 20));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, made.length);
            exchange.getResponseBody().write(made);
          }
        });
    server.start();
    try {
      String mirror = "http://127.0.0.1:" + server.getAddress().getPort();
      Desisky.Run run = selftest(Map.of("DESISKY_MIRROR", mirror), "--real");
      assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains(SkySpecVac.SHA256, "without --real");
      assertThat(run.err().lines().filter(line -> line.startsWith("desisky: "))).hasSize(1);
    } finally {
      server.stop(0);
    }
    assertThat(leftBehind()).isEmpty();
    assertThat(folder.resolve("data/dr1/sky_spectra_vac_v1.fits")).doesNotExist();
  }

  /**
   * A small simulated catalogue in the place of the real one has all but its checksum and number of
   * rows.
   */
  @Test
  void theFilesAreHeldAgainstWhatIsKnownOfThem() throws Exception {
    Path catalog = simulated(folder.resolve("data/dr1/sky_spectra_vac_v1.fits"), 150);
    Desisky.Run trained =
        OneProcess.run(
            "train-vae",
            "--data-path=" + catalog,
            "--epochs=1",
            "--no-report",
            "--no-state",
            "--run-name=vae_weights",
            "--save-dir=" + folder.resolve("models/vae"));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    Desisky.Run run = selftest(Map.of(), "--real", "--offline");
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out().lines().filter(line -> line.startsWith("FAILED")))
        .as(run.out())
        .hasSize(3)
        .anyMatch(line -> line.contains("150 (9176 expected)"))
        .anyMatch(line -> line.contains("not that of the DESI sky-spectra catalogue"))
        .anyMatch(line -> line.contains("not that of the pretrained"));
    assertThat(run.out())
        .contains("7781 channels, 3600.0 to 9824.0", "median V, dark", "median z, dark")
        .containsPattern("of which 8 principal components hold 9\\d\\.\\d\\d %")
        .contains("their reconstruction error", "what training reaches", "real, ", "simulated, ");
    assertThat(run.lastLine()).matches("3 of \\d+ checks FAILED, in \\d+ s");
    assertThat(leftBehind()).isEmpty();
    if (!OS.WINDOWS.isCurrentOs()) { // no polite way to end a process there
      whatIsInterruptedInTrainingIsNoInternalError();
    }
  }

  private void whatIsInterruptedInTrainingIsNoInternalError() throws Exception {
    Process process = start(Map.of(), "--real", "--offline");
    Desisky.await(process, this::isTraining);
    process.destroy();
    Desisky.Run run = Desisky.finish(process, folder);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
    assertThat(run.out()).containsPattern("FAILED +train +interrupted");
    assertThat(run.err()).doesNotContain("internal error");
    assertThat(leftBehind()).isEmpty();
  }

  /** Whether the run has taken its name. */
  private boolean isTraining() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("tmp"))) {
      return files.anyMatch(file -> file.endsWith(".selftest.lock"));
    } catch (UncheckedIOException e) {
      return false; // something else went in the midst of it
    }
  }

  private Path simulated(Path file, int rows) throws IOException {
    Files.createDirectories(file.getParent());
    Desisky.Run run = OneProcess.run("data", "simulate", "--rows=" + rows, "--output=" + file);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return file;
  }

  private Desisky.Run selftest(Map<String, String> more, String... options) throws IOException {
    return Desisky.finish(start(more, options), folder);
  }

  private Process start(Map<String, String> more, String... options) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Desisky.java(),
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                Desisky.jar().toString(),
                "selftest"));
    command.addAll(List.of(options));
    Map<String, String> environment = new HashMap<>(more);
    environment.put("OMP_NUM_THREADS", "1"); // other tests are at work, too
    environment.put("DESISKY_DATA_DIR", folder.resolve("data").toString());
    environment.put("DESISKY_CACHE_DIR", folder.resolve("models").toString());
    return Desisky.start(folder, environment, command);
  }

  private List<String> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("desisky"))
          .toList();
    }
  }
}
