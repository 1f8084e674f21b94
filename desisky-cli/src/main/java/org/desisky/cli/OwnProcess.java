package org.desisky.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.DesiskyException;

/**
 * This program once more, in a process of its own, for something short: the same Java without its
 * second compiler, class path and properties.
 */
final class OwnProcess {
  /** The property that such a process has. */
  private static final String MARK = "desisky.own-process";

  private OwnProcess() {}

  /** Whether this is one. */
  static boolean isThis() {
    return Boolean.getBoolean(MARK);
  }

  /** How it ended, and what it said on standard output. */
  record Result(int exitCode, String output) {
    String lastLine() {
      List<String> lines = output.lines().toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
  }

  /**
   * Runs it to its end; what it says on standard error goes where this process's goes.
   *
   * @throws DesiskyException if it cannot be run, or its end is that of this process, too
   */
  static Result run(List<String> arguments) {
    Interrupts.check();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    // It is soon over: Java's second compiler would take near half of its time, and give nothing.
    command.add("-XX:TieredStopAtLevel=1");
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("-D") || option.startsWith("-Xm")) {
        command.add(option);
      }
    }
    command.add("-D" + MARK + "=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      Interrupts.check();
      return new Result(code, output);
    } catch (IOException e) {
      throw new DesiskyException("cannot start a process of Java: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DesiskyException("interrupted", e);
    }
  }
}
