package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.desisky.core.DesiskyException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TalkTest {
  private final StringWriter said = new StringWriter();
  private final Talk talk = new Talk(new PrintWriter(said, true), new PrintWriter(said, true));

  @Test
  void aFailureThatEndsNothingIsAWarningWithItsReason() {
    talk.warn("no report", new DesiskyException("the disk is full"));
    talk.warn("no report", new OutOfMemoryError("Java heap space"));
    talk.warn("no report", new IllegalStateException("42"));
    assertThat(said.toString().lines())
        .containsExactly(
            "warning: no report: the disk is full",
            "warning: no report: not enough memory: Java heap space; give Java more, for example"
                + " JAVA_TOOL_OPTIONS=-Xmx8g",
            "warning: no report: internal error, please report it:"
                + " java.lang.IllegalStateException: 42");
  }

  @Test
  void debugShowsWhereItArose() {
    CommandLine command =
        Main.commandLine(Defaults.of(Map.of(), Path.of("none")))
            .setErr(new PrintWriter(said, true));
    command.parseArgs("--debug");
    Talk.of(command.getCommandSpec()).warn("no report", new IllegalStateException("42"));
    assertThat(said.toString()).contains("\tat org.desisky.cli.TalkTest");
  }

  @Test
  void warningsCanBeKeptByThemselves() {
    StringWriter kept = new StringWriter();
    Talk keeping = talk.keepingWarnings(kept);
    keeping.say("going on");
    keeping.result("done");
    keeping.warn("no report");
    assertThat(said.toString()).isEmpty();
    assertThat(kept.toString().lines()).containsExactly("warning: no report");
  }
}
