package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder in which the commands of a page are run: {@code ./desisky} starts the program of this
 * checkout, and so does {@code desisky}; a small catalogue and a model have the names that pages
 * use.
 */
final class PageFolder {
  /** Defaults that make what is long short, on one core each, without the network. */
  private static final Map<String, String> SMALL =
      Map.of(
          "DESISKY_EPOCHS", "1",
          "DESISKY_DEMO_ROWS", "60",
          "DESISKY_NO_REPORT", "true",
          "DESISKY_OFFLINE", "true",
          "OMP_NUM_THREADS", "1",
          "DESISKY_JAVA_OPTS", Desisky.SHORT,
          "LANG", "C.UTF-8");

  private final Path folder;

  private PageFolder(Path folder) {
    this.folder = folder;
  }

  /** Simulates two catalogues and trains a model, for all pages. */
  static PageFolder prepare(Path folder) throws IOException {
    PageFolder prepared = new PageFolder(folder);
    prepared.link();
    String sky = folder.resolve("sky.fits").toString();
    String other = folder.resolve("other.fits").toString();
    succeed("data", "simulate", "--rows=150", "--seed=1", "--output=" + sky);
    succeed("data", "simulate", "--rows=120", "--seed=2", "--output=" + other);
    succeed(
        "train-vae",
        "--data-path=" + sky,
        "--epochs=2",
        "--save-dir=" + folder,
        "--no-report",
        "--no-state");
    Files.createLink(folder.resolve("sky_spectra_vac_v1.fits"), folder.resolve("sky.fits"));
    return prepared;
  }

  /** A folder for a page, with the same files in it. */
  PageFolder copy(Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*\\.(fits|eqx|csv|json)")).toList()) {
        Files.createLink(to.resolve(file.getFileName()), file);
      }
    }
    PageFolder copy = new PageFolder(to);
    copy.link();
    return copy;
  }

  private void link() throws IOException {
    Path launcher = Desisky.home().resolve("desisky");
    Files.createSymbolicLink(folder.resolve("desisky"), launcher);
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("desisky"), launcher);
  }

  Path path() {
    return folder;
  }

  private static void succeed(String... arguments) {
    Desisky.Run run = OneProcess.run(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  /** Runs a command, or several, as a shell does; what it prints on either stream is its output. */
  Desisky.Run run(String commands) {
    return run(commands, Map.of());
  }

  Desisky.Run run(String commands, Map<String, String> more) {
    List<String> shell = List.of("sh", "-c", "exec 2>&1; set -e\n" + commands);
    Map<String, String> environment = new HashMap<>(SMALL);
    Path bin = folder.resolve("bin");
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    environment.put("JAVA_HOME", Path.of(Desisky.java()).getParent().getParent().toString());
    environment.put("DESISKY_DATA_DIR", folder.resolve("data").toString());
    environment.put("DESISKY_CACHE_DIR", folder.resolve("pretrained").toString());
    environment.put("DESISKY_SAVE_DIR", folder.resolve("models").toString());
    environment.putAll(more);
    return Desisky.finish(Desisky.start(folder, environment, shell), folder);
  }
}
