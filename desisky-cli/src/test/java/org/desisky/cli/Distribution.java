package org.desisky.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The packaged distribution, unpacked, and run by its launcher as a user does. */
final class Distribution {
  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();

  private Distribution(Path home) {
    this.home = home;
  }

  /** The archive, unpacked by the system's tar into a folder. */
  static Distribution unpack(Path folder) {
    Path archive = Path.of(System.getProperty("desisky.distribution"));
    execute(folder, List.of("tar", "-xzf", archive.toString()));
    try (Stream<Path> unpacked = Files.list(folder)) {
      return new Distribution(unpacked.findFirst().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with only some of its engines, at another place: links to the same jars. */
  Distribution with(Path folder, String... engines) {
    try {
      Path copy = Files.createDirectories(folder);
      for (String part : new String[] {"bin", "lib"}) {
        link(home.resolve(part), copy.resolve(part));
      }
      Files.createDirectory(copy.resolve("engines"));
      for (String engine : engines) {
        link(home.resolve("engines").resolve(engine), copy.resolve("engines").resolve(engine));
      }
      Distribution other = new Distribution(copy);
      other.environment.putAll(environment);
      return other;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without classes kept for the next start, as where no folder can be made for them. */
  Distribution withoutKeptClasses() {
    return set("XDG_CACHE_HOME", home.resolve("bin").resolve("desisky").toString());
  }

  private static void link(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.createLink(to.resolve(file.getFileName()), file);
      }
    }
  }

  Path home() {
    return home;
  }

  Path engines() {
    return home.resolve("engines");
  }

  /** With a variable in its environment. */
  Distribution set(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs a command to its end. */
  Desisky.Run run(Path folder, String... arguments) {
    return Desisky.finish(start(folder, arguments), folder);
  }

  /** Runs a command behind another, such as {@code unshare -n}. */
  Desisky.Run runBehind(List<String> before, Path folder, String... arguments) {
    return Desisky.finish(start(before, folder, arguments), folder);
  }

  Process start(Path folder, String... arguments) {
    return start(List.of(), folder, arguments);
  }

  private Process start(List<String> before, Path folder, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(home.resolve("bin").resolve("desisky").toString());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = Desisky.builder(folder, command);
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.matches("LC_.*|XDG_CACHE_HOME"));
    variables.put("LANG", "C");
    variables.put("JAVA_HOME", Path.of(Desisky.java()).getParent().getParent().toString());
    variables.putAll(environment);
    String more = environment.getOrDefault("DESISKY_JAVA_OPTS", "");
    variables.put("DESISKY_JAVA_OPTS", Desisky.SHORT + " " + more);
    return Desisky.start(builder);
  }

  /** Whether a program of the system runs and ends well. */
  static boolean works(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void execute(Path folder, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
