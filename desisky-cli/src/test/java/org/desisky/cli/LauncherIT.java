package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * When the launcher of a checkout builds the program: in a small checkout, with a Maven that only
 * counts how often it was called, and a Java that prints what it was given.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
  private static final String MVN =
      """
      #!/bin/sh
      echo "$@" >> built.txt
      mkdir -p desisky-cli/target/lib
      . ./meanwhile
      grep -c . built.txt > desisky-cli/target/desisky-cli.jar
      grep -c . built.txt > desisky-cli/target/lib/desisky-core.jar
      """;
  private static final String JAVA =
      """
      #!/bin/sh
      case $1 in -XX:ArchiveClassesAtExit=*) echo classes > "${1#*=}" ;; esac
      echo "$@"
      """;

  @TempDir Path folder;
  private Path checkout;
  private Path target;
  private Path jar;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectory(folder.resolve("a checkout"));
    target = checkout.resolve("desisky-cli/target");
    jar = target.resolve("desisky-cli.jar");
    Files.copy(Desisky.home().resolve("desisky"), checkout.resolve("desisky"));
    write("pom.xml", "");
    write("desisky-cli/pom.xml", "");
    write("desisky-cli/src/main/Main.java", "");
    write("desisky-cli/src/main/Other.java", "");
    meanwhile("");
    write("bin/mvn", MVN);
    write("jdk/bin/java", JAVA);
    write("jdk/release", "JAVA_VERSION=\"21.0.1\"\n");
    for (String program : new String[] {"desisky", "bin/mvn", "jdk/bin/java"}) {
      assertThat(checkout.resolve(program).toFile().setExecutable(true)).isTrue();
    }
  }

  @Test
  void theProgramOfThisCheckoutStarts() {
    List<String> command = List.of(Desisky.home().resolve("desisky").toString(), "--version");
    Desisky.Run run = Desisky.finish(Desisky.start(folder, command), folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("desisky ");
  }

  @Test
  void itBuildsOnceAndAgainWhereASourceWasChangedOrRemoved() throws IOException {
    Desisky.Run run = launch();
    assertThat(run.err()).contains("Building desisky");
    assertThat(run.out()).contains("-jar " + jar + " some arguments");
    assertThat(run.out()).startsWith("--enable").contains("-XX:SharedArchiveFile=" + target);
    assertThat(launch().err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
    write("desisky-cli/src/main/Main.java", "changed");
    launch();
    assertThat(builds()).isEqualTo(2);
    Files.delete(checkout.resolve("desisky-cli/src/main/Other.java"));
    launch();
    assertThat(builds()).isEqualTo(3);
    assertThat(launch().err()).isEmpty();
  }

  @Test
  void optionsForJavaAreWordsOfAVariable() {
    Map<String, String> options = Map.of("DESISKY_JAVA_OPTS", "-Xmx8g -Dk=v");
    Desisky.Run run = Desisky.finish(start(folder, options), folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(" -Xmx8g -Dk=v ").endsWith("-jar " + jar + " some arguments\n");
    assertThat(launch().out()).doesNotContain("-Xmx8g");
  }

  @Test
  void whatIsChangedDuringABuildIsBuiltAtTheNextStart() throws IOException {
    meanwhile("sleep 0.1; echo changed > desisky-cli/src/main/Main.java; sleep 0.1");
    launch();
    meanwhile("");
    launch();
    assertThat(builds()).isEqualTo(2);
    launch();
    assertThat(builds()).isEqualTo(2);
  }

  /** As where the clock was set back: nobody would know why each start takes minutes. */
  @Test
  void aSourceOfTheFutureIsToldWithWhatMendsIt() throws IOException {
    assertThat(launch().err()).startsWith("Building desisky");
    for (String file : new String[] {"Main.java", "Other.java"}) {
      Path source = checkout.resolve("desisky-cli/src/main").resolve(file);
      Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(3600)));
    }
    for (int start = 0; start < 2; start++) {
      assertThat(launch().err()).startsWith("desisky: sources are dated in the future, such as ");
    }
    String told = launch().err().lines().findFirst().orElseThrow();
    List<String> command = List.of("sh", "-c", told.substring(told.indexOf("find '")));
    assertThat(Desisky.finish(Desisky.start(folder, command), folder).exitCode()).isZero();
    assertThat(launch().err()).startsWith("Building desisky");
    assertThat(launch().err()).isEmpty();
  }

  @Test
  void aProgramThatRunsKeepsItsFiles() throws IOException {
    launch();
    Path library = target.resolve("lib/desisky-core.jar");
    try (InputStream program = Files.newInputStream(jar);
        InputStream core = Files.newInputStream(library)) {
      write("pom.xml", "changed");
      launch();
      assertThat(jar).hasContent("2\n");
      assertThat(library).hasContent("2\n");
      assertThat(new String(program.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("1\n");
      assertThat(new String(core.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("1\n");
    }
  }

  @Test
  void aBuildThatFailedIsMadeAgainWithLibrariesCopiedAnew() throws IOException {
    launch();
    meanwhile("echo half > desisky-cli/target/lib/other.jar; exit 3");
    write("pom.xml", "changed");
    Desisky.Run run = launch();
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(jar).doesNotExist();
    meanwhile("");
    assertThat(launch().exitCode()).isZero();
    assertThat(jar).exists();
    assertThat(target.resolve("lib/other.jar")).doesNotExist();
    assertThat(target.resolve("building")).doesNotExist();
  }

  @Test
  void aSecondStartWaitsForTheFirstOnesBuild() throws Exception {
    meanwhile("while [ ! -f second ]; do sleep 0.1; done; sleep 2");
    Path first = Files.createDirectory(folder.resolve("first"));
    Process one = start(first);
    Path lock = target.resolve("building");
    Desisky.await(one, () -> Files.exists(lock));
    Process two = start(folder);
    write("second", "");
    assertThat(Desisky.finish(one, first).exitCode()).isZero();
    Desisky.Run run = Desisky.finish(two, folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("some arguments");
    assertThat(run.err()).startsWith("Waiting for process ").contains(lock.toString());
    assertThat(builds()).isEqualTo(1);
    assertThat(lock).doesNotExist();
  }

  @Test
  void whatAProcessBuiltThatIsGoneIsBuiltAnew() throws IOException {
    launch();
    write("desisky-cli/target/building", "99999999\n"); // more than any system counts to
    Desisky.Run run = launch();
    assertThat(run.err()).startsWith("Building desisky");
    assertThat(builds()).isEqualTo(2);
    assertThat(target.resolve("building")).doesNotExist();
  }

  private Desisky.Run launch() {
    return Desisky.finish(start(folder), folder);
  }

  private Process start(Path place) {
    return start(place, Map.of());
  }

  private Process start(Path place, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PATH", checkout.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("JAVA_HOME", checkout.resolve("jdk").toString());
    return Desisky.start(
        place, environment, List.of(checkout.resolve("desisky").toString(), "some", "arguments"));
  }

  private int builds() throws IOException {
    return Files.readAllLines(checkout.resolve("built.txt")).size();
  }

  /** What Maven does before the jar is there. */
  private void meanwhile(String script) throws IOException {
    write("meanwhile", script + "\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
