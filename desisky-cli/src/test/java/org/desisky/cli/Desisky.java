package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the packaged program as a user starts it, in a process of its own. */
final class Desisky {
  private static final long LIMIT_MINUTES = 5;

  /**
   * Java without its second compiler, which takes near half of the processor time of a short
   * command and gives nothing back; results do not depend on it. Training at full size for more
   * than a few steps takes longer without it.
   */
  static final String SHORT = "-XX:TieredStopAtLevel=1";

  /** What a user may have set for the program, for its framework, and for all of Java. */
  private static final String SETTINGS =
      "(DESISKY|DJL|PYTORCH|MXNET)_.*|JDK_JAVA_OPTIONS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS";

  /** What was started and has not been waited for. */
  private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(Desisky::end)));
  }

  private Desisky() {}

  /** What a run left behind. */
  record Run(int exitCode, String out, String err) {
    String lastLine() {
      List<String> lines = out.lines().toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    /**
     * That it failed with one line of error, whatever was said of the work before, and no result.
     */
    void assertOneLine(int expected, String... named) {
      assertThat(exitCode).as(err).isEqualTo(expected);
      List<String> complaints = err.lines().filter(l -> l.startsWith("desisky: ")).toList();
      assertThat(complaints).as(err).hasSize(1);
      assertThat(complaints.get(0)).contains(named).doesNotContain("internal error");
      assertThat(err).doesNotContain("\tat ");
      assertThat(out).isEmpty();
    }
  }

  /** The packaged program. */
  static Path jar() {
    return Path.of(System.getProperty("desisky.jar"));
  }

  /** The checkout. */
  static Path home() {
    return Path.of(System.getProperty("desisky.home"));
  }

  /** The Java that runs the program: DESISKY_TEST_JAVA_HOME's, else the one of the tests. */
  static String java() {
    String chosen = System.getenv("DESISKY_TEST_JAVA_HOME");
    Path home = Path.of(chosen == null ? System.getProperty("java.home") : chosen);
    return home.resolve("bin").resolve("java").toString();
  }

  /** The homes of the machine's other JDKs, named by DESISKY_OTHER_JAVAS, as in a path. */
  static List<String> otherJavas() {
    String homes = System.getenv().getOrDefault("DESISKY_OTHER_JAVAS", "");
    return Arrays.stream(homes.split(File.pathSeparator)).filter(h -> !h.isEmpty()).toList();
  }

  /** What starts the program, for a command of a shell. */
  static String program() {
    return "'" + java() + "' " + SHORT + " -jar '" + jar() + "'";
  }

  static Run run(Path folder, String... arguments) {
    Process process = start(folder, arguments);
    return finish(process, folder);
  }

  static Process start(Path folder, String... arguments) {
    return start(folder, Map.of(), arguments);
  }

  /** With more in its environment. */
  static Process start(Path folder, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(java(), SHORT, "-jar", jar().toString()));
    command.addAll(Arrays.asList(arguments));
    return start(folder, environment, command);
  }

  static Process start(Path folder, List<String> command) {
    return start(folder, Map.of(), command);
  }

  static Process start(Path folder, Map<String, String> environment, List<String> command) {
    return start(builder(folder, command, environment));
  }

  /** As the launcher starts the program, and with no data of the user's. */
  static ProcessBuilder builder(
      Path folder, List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = builder(folder, command);
    builder.environment().put("DESISKY_DATA_DIR", folder.resolve("no-data-here").toString());
    if (!builder.environment().containsKey("OMP_WAIT_POLICY")) {
      // As the launcher has it: beside another program engines otherwise take ten times as long.
      builder.environment().putIfAbsent("GOMP_SPINCOUNT", "3000");
    }
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * A command whose output goes to files of the folder, and which none of the user's own settings
   * reach.
   */
  static ProcessBuilder builder(Path folder, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectOutput(folder.resolve("stdout.txt").toFile());
    builder.redirectError(folder.resolve("stderr.txt").toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches(SETTINGS));
    Path empty = jar().resolveSibling("test-classes").resolve("no-defaults.properties");
    environment.put("DESISKY_CONFIG", empty.toString());
    environment.putIfAbsent("MAVEN_OPTS", SHORT); // where a command is Maven, or starts it
    return builder;
  }

  /** Starts a command that ends with the tests at the latest. */
  static Process start(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      STARTED.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a process, and those that it started, which would go on without it. */
  private static void end(Process process) {
    List<ProcessHandle> others = process.descendants().toList(); // unknown once it has ended
    process.destroyForcibly();
    others.forEach(ProcessHandle::destroyForcibly);
  }

  /** Waits until something is so, or the program has ended. */
  static void await(Process process, Callable<Boolean> condition) throws Exception {
    await(process, condition, 10);
  }

  /** Waits for what may be over soon, too: looks each so many milliseconds, at its cost. */
  static void await(Process process, Callable<Boolean> condition, int millis) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
    while (process.isAlive() && !condition.call()) {
      if (System.nanoTime() > end) {
        end(process);
        throw new AssertionError("what was waited for did not come");
      }
      TimeUnit.MILLISECONDS.sleep(millis);
    }
  }

  static Run finish(Process process, Path folder) {
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        end(process);
        throw new AssertionError("the program did not end: " + read(folder, "stderr.txt"));
      }
      STARTED.remove(process);
      return new Run(process.exitValue(), read(folder, "stdout.txt"), read(folder, "stderr.txt"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A command with its arguments, on this model and these data unless others are given. */
  static String[] arguments(String command, Path model, Path data, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    List<String> given = List.of(more);
    if (!given.contains("--model-path")) {
      all.addAll(List.of("--model-path", model.toString()));
    }
    if (!given.contains("--data-path")) {
      all.addAll(List.of("--data-path", data.toString()));
    }
    all.addAll(given);
    return all.toArray(String[]::new);
  }

  /** Arguments, and more of them. */
  static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  /** What is in a folder but for what the process printed. */
  static List<String> files(Path folder) {
    return Stream.of(folder.toFile().list())
        .filter(name -> !name.equals("stdout.txt") && !name.equals("stderr.txt"))
        .toList();
  }

  static String read(Path folder, String file) {
    try {
      return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
