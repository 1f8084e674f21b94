package org.desisky.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.desisky.core.DesiskyException;
import org.junit.jupiter.api.Test;

/** A user of whom nothing tells a home folder, as one without an account in a container. */
class HomelessTest {
  /** Only who writes to the folder that is usual needs one. */
  @Test
  void whoWritesNothingOrElsewhereNeedsNoHomeFolder() throws IOException, InterruptedException {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.home=?",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName());
    java.environment().remove("HOME");
    Process process = java.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said.lines())
        .contains("nothing is written", "elsewhere")
        .anyMatch(line -> line.startsWith("this user has no home folder"));
  }

  /** Runs in a process of its own. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      say(VaeTrainingConfig.best().saveBest(false).build().saveBest() ? "" : "nothing is written");
      say(VaeTrainingConfig.best().saveDir(Path.of("elsewhere")).build().saveDir().toString());
      try {
        say(VaeTrainingConfig.best().build().file(".eqx").toString());
      } catch (DesiskyException e) {
        say(e.getMessage());
      }
    }

    private static void say(String line) {
      System.out.println(line);
    }
  }
}
