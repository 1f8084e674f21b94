package org.desisky.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A headless Chromium, driven by its command line. */
final class Chromium {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final String command;
  private final Path folder;
  private int runs;

  private Chromium(String command, Path folder) {
    this.command = command;
    this.folder = folder;
  }

  /**
   * The one that the property or environment variable {@code DESISKY_CHROMIUM} names, else the
   * first on the path. Where there is none the test is skipped, or fails if {@code
   * DESISKY_REQUIRE_CHROMIUM} is 1.
   */
  static Chromium find(Path folder) {
    String named = System.getProperty("DESISKY_CHROMIUM", System.getenv("DESISKY_CHROMIUM"));
    if (named != null && !named.isBlank()) {
      return new Chromium(named, folder);
    }
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory : Splitter.on(File.pathSeparator).omitEmptyStrings().split(path)) {
      for (String name : NAMES) {
        Path candidate = Path.of(directory, name);
        if (Files.isExecutable(candidate)) {
          return new Chromium(candidate.toString(), folder);
        }
      }
    }
    String missing = "no Chromium on the path; install one or set DESISKY_CHROMIUM to it";
    if ("1".equals(System.getenv("DESISKY_REQUIRE_CHROMIUM"))) {
      fail(missing);
    }
    return abort(missing);
  }

  /** The document after the scripts have run. Fails on any message to the console. */
  String dom(Path html, String... options) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--dump-dom");
    return run(html, all);
  }

  private String run(Path html, List<String> options) throws IOException, InterruptedException {
    Path here = Files.createDirectories(folder.resolve("chromium-" + runs++));
    List<String> line = new ArrayList<>();
    line.add(command);
    line.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--user-data-dir=" + here.resolve("profile"),
            "--virtual-time-budget=4000",
            "--enable-logging=stderr"));
    line.addAll(options);
    line.add(html.toUri().toString());
    Path out = here.resolve("out.txt");
    Path err = here.resolve("err.txt");
    Process process =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("Chromium ended").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String messages = Files.readString(err);
    assertThat(messages).doesNotContain("CONSOLE").doesNotContain("Content Security Policy");
    assertThat(Pattern.compile("(?i)uncaught").matcher(messages).find()).isFalse();
    return Files.readString(out);
  }
}
