package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Engines brought to the distribution by the user's Maven: here from its local repository. */
class EnginesAddIT {
  @TempDir static Path shared;
  private static Distribution all;

  @TempDir Path folder;

  @BeforeAll
  static void unpack() {
    all = Distribution.unpack(shared).withoutKeptClasses();
  }

  @Test
  void anEngineIsAddedFromMavensLocalRepository() throws IOException {
    assumeThat(Distribution.works("mvn", "-version")).isTrue();
    Distribution none = all.with(folder.resolve("none"));
    Desisky.Run run = none.run(folder, "engines", "add", "pytorch", "--offline");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().strip()).isEqualTo(none.engines().resolve("pytorch-cpu").toString());
    assertThat(jars(none.engines().resolve("pytorch-cpu")))
        .isEqualTo(jars(all.engines().resolve("pytorch-cpu")));
    run = none.run(folder, "engines", "verify");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    run = none.run(folder, "engines", "add", "pytorch", "--offline");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("is there already", "rm -r");
    // For a GPU: the libraries themselves are then fetched by the framework, or installed.
    run = none.run(folder, "engines", "add", "pytorch", "--flavor", "cu128", "--offline");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(jars(none.engines().resolve("pytorch-cu128"))).doesNotContain("native");
  }

  @Test
  void whatCannotBeBroughtLeavesNothing() throws IOException {
    assumeThat(Distribution.works("mvn", "-version")).isTrue();
    Distribution none = all.with(folder.resolve("none"));
    Path empty = Files.createDirectory(folder.resolve("empty-repository"));
    Path settings =
        Files.writeString(
            folder.resolve("settings.xml"),
            "<settings><localRepository>" + empty + "</localRepository></settings>");
    Desisky.Run run =
        none.run(folder, "engines", "add", "mxnet", "--offline", "--settings", settings.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).startsWith("desisky: Maven could not bring the jars: ");
    try (Stream<Path> left = Files.list(none.engines())) {
      assertThat(left).isEmpty();
    }
  }

  /** In place of Maven is what writes a first jar and then takes its time. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatIsInterruptedLeavesNothing() throws Exception {
    Distribution none = all.with(folder.resolve("none"));
    Path maven = Files.createDirectory(folder.resolve("maven")).resolve("mvn");
    Files.writeString(
        maven,
        """
        #!/bin/sh
        for argument; do
          case $argument in -DoutputDirectory=*) to=${argument#*=} ;; esac
        done
        trap 'echo jar >"$to/late.jar"; exit 1' TERM
        echo jar >"$to/first.jar"
        while :; do sleep 0.1; done
        """);
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    none.set("PATH", maven.getParent() + ":" + System.getenv("PATH"));
    Process process = none.start(folder, "engines", "add", "mxnet", "--platform", "linux-x86_64");
    Path part = none.engines().resolve(".mxnet-cpu.part");
    Desisky.await(process, () -> Files.exists(part.resolve("first.jar")));
    process.destroy();
    Desisky.Run run = Desisky.finish(process, folder);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
    assertThat(run.err()).doesNotContain("Maven");
    try (Stream<Path> left = Files.list(none.engines())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void withoutMavenTheJarsAreNamed() throws IOException {
    Distribution none = all.with(folder.resolve("none")).set("PATH", path());
    Desisky.Run run = none.run(folder, "engines", "add", "mxnet", "--platform", "linux-x86_64");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err())
        .contains("Maven (mvn) is not on the path", "ai.djl.mxnet:mxnet-engine:")
        .contains("mxnet-native-mkl:", ":linux-x86_64", none.engines().toString());
    try (Stream<Path> links = Files.list(folder.resolve("bin"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }

  @Test
  void whatDoesNotExistIsRefused() {
    String[][] commands = {
      {"engines", "add", "abacus"},
      {"engines", "add", "mxnet", "--flavor", "cu128"},
      {"engines", "add", "mxnet", "--platform", "linux-aarch64"},
      {"engines", "add"}
    };
    for (String[] command : commands) {
      Desisky.Run run = OneProcess.run(command);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err().lines()).as(run.err()).hasSize(1);
    }
  }

  /** The system's programs without Maven: links to those that the launcher uses. */
  private String path() {
    Path bin = folder.resolve("bin");
    try {
      Files.createDirectory(bin);
      for (String tool :
          new String[] {"sh", "dirname", "readlink", "sed", "cksum", "tr", "mkdir"}) {
        for (String place : new String[] {"/bin", "/usr/bin"}) {
          if (Files.exists(Path.of(place, tool)) && !Files.exists(bin.resolve(tool))) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of(place, tool));
          }
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bin.toString();
  }

  private static String jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return String.join(" ", files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}
