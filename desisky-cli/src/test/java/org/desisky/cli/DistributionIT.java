package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The unpacked distribution with this and that engine, in places and on machines that make it hard.
 * It lies in a folder with spaces and letters that are not ASCII's, under the plain locale.
 */
class DistributionIT {
  private static final String PYTORCH = "pytorch-cpu";
  private static final String MXNET = "mxnet-cpu";

  @TempDir static Path shared;
  private static Distribution all;
  private static List<String> engines;

  @TempDir Path folder;

  @BeforeAll
  static void unpack() throws IOException {
    Path place = Files.createDirectory(shared.resolve("Sterne über Århus 天文"));
    all = Distribution.unpack(place).set("DJL_CACHE_DIR", shared.resolve("natives").toString());
    all.set("HOME", Files.createDirectory(shared.resolve("home")).toString());
    try (Stream<Path> folders = Files.list(all.engines())) {
      engines =
          folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()).sorted().toList();
    }
    assertThat(engines).isNotEmpty();
  }

  private Distribution own;

  @BeforeEach
  void clear() {
    own = null;
  }

  @Test
  void allEnginesThatArePackedPassTheirCheck() {
    Desisky.Run run = all.run(folder, "engines", "verify");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out().lines()).hasSize(engines.size()).allMatch(l -> l.contains(": right;"));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void anEngineIsRemovedWithItsFolder() {
    for (String engine : engines) {
      own = all.with(folder.resolve(engine), engine).withoutKeptClasses();
      Desisky.Run run = own.run(folder, "engines", "verify");
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
      assertThat(run.out()).containsIgnoringCase(engine.replace("-cpu", ""));
      assertThat(run.out().lines()).hasSize(1);
    }
  }

  @Test
  void withoutAnyEngineOneLineSaysHowToGetOne() throws IOException {
    own = all.with(folder.resolve("none")).withoutKeptClasses();
    Path data = simulate();
    for (String[] command :
        new String[][] {
          {"engines"}, {"engines", "verify"}, {"train-vae", "--data-path", data.toString()}
        }) {
      Desisky.Run run = own.run(folder, command);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo(
              "desisky: there is no tensor engine installed; add one: desisky engines add pytorch\n");
    }
  }

  @Test
  void theCommandLineComesBeforeTheEnvironmentAndThatBeforeTheFrameworks() {
    assumeThat(engines).contains(PYTORCH, MXNET);
    own = all.with(folder.resolve("both"), PYTORCH, MXNET).set("DJL_DEFAULT_ENGINE", "MXNet");
    assertThat(own.run(folder, "engines").out()).contains("Chosen: MXNet", "DJL_DEFAULT_ENGINE");
    own.set("DESISKY_ENGINE", "pytorch");
    assertThat(own.run(folder, "engines").out()).contains("Chosen: PyTorch");
    assertThat(own.run(folder, "engines", "--engine", "mxnet").out()).contains("Chosen: MXNet");
    own.set("DJL_DEFAULT_ENGINE", "mxnet");
    assertThat(own.run(folder, "engines").err())
        .isEqualTo(
            "desisky: DJL_DEFAULT_ENGINE, or the property ai.djl.default_engine, says 'mxnet', but"
                + " the framework knows it as MXNet\n");
    Path nowhere = folder.resolve("no-engines");
    own.set("DESISKY_ENGINES_DIR", nowhere.toString());
    for (int i = 0; i < 2; i++) { // the second time with classes that were kept
      assertOneLine("no tensor engine");
    }
  }

  @Test
  void itTrainsWithoutANetworkOnLittleMemory() throws IOException {
    Path data = simulate();
    // Without a network at all where that can be had, else with one that leads nowhere.
    boolean unshare = Distribution.works("unshare", "-n", "true");
    own =
        all.with(folder.resolve("trains"), engines.toArray(String[]::new))
            .set(
                "DESISKY_JAVA_OPTS",
                "-Xmx512m" + (unshare ? "" : " -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9"));
    Path models = folder.resolve("modèles");
    Desisky.Run run =
        own.runBehind(
            unshare ? List.of("unshare", "-n") : List.of(),
            folder,
            "train-vae",
            "--data-path",
            data.toString(),
            "--epochs",
            "1",
            "--no-state",
            "--save-dir",
            models.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(models.resolve("sky_vae.eqx")).exists();
    assertThat(models.resolve("sky_vae.report.html")).exists();
  }

  @Test
  void twoProcessesThatStartFirstDoNotMeet() throws IOException, InterruptedException {
    Path natives = folder.resolve("natives");
    own = all.with(folder.resolve("race"), engines.toArray(String[]::new));
    own.set("DJL_CACHE_DIR", natives.toString());
    List<Path> places = new ArrayList<>();
    List<Process> processes = new ArrayList<>();
    for (String name : new String[] {"a", "b"}) {
      places.add(Files.createDirectory(folder.resolve(name)));
      processes.add(own.start(places.get(places.size() - 1), "engines"));
    }
    for (int i = 0; i < 2; i++) {
      Desisky.Run run = Desisky.finish(processes.get(i), places.get(i));
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
      assertThat(run.out()).doesNotContain("does not start");
    }
    try (Stream<Path> left = Files.walk(natives)) {
      assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("tmp"));
    }
  }

  @Test
  void aHomeThatCannotBeWrittenDoesNotMatter() throws IOException {
    // No folder can be made below a file, whoever asks for it.
    Path file = Files.createFile(folder.resolve("file"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    own = all.with(folder.resolve("own"), engines.get(0));
    own.set("DJL_CACHE_DIR", "").set("HOME", file.resolve("home").toString());
    own.set(
        "DESISKY_JAVA_OPTS",
        "-Duser.home=" + file.resolve("home") + " -Djava.io.tmpdir=" + temporary);
    Desisky.Run run = own.run(folder, "engines", "verify");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    Path natives = temporary.resolve(".djl.ai");
    assertThat(natives).isDirectory();
    Files.setPosixFilePermissions(natives, PosixFilePermissions.fromString("rwxrwxrwx"));
    run = own.run(folder, "engines");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains(natives.toString(), "open to others");
    own.set("DJL_CACHE_DIR", file.resolve("natives").toString());
    run = own.run(folder, "engines");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains("DJL_CACHE_DIR", "cannot be unpacked");
  }

  /** A Java made by jlink has no archive of classes, and would not start if told to add to it. */
  @Test
  void aJavaWithoutAnArchiveOfClassesStarts() throws IOException {
    Path java = Files.createDirectories(folder.resolve("jre/bin")).resolve("java");
    Path told = folder.resolve("told.txt");
    String script = "#!/bin/sh\necho \"$@\" > '%s'\nexec '%s' \"$@\"\n";
    Files.writeString(java, script.formatted(told, Desisky.java()));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("jre/release"), "JAVA_VERSION=\"17.0.1\"\n");
    own = all.with(folder.resolve("own"), engines.get(0));
    own.set("JAVA_HOME", folder.resolve("jre").toString());
    assertThat(own.run(folder, "engines").exitCode()).isZero();
    assertThat(told).content().contains("org.desisky.cli.Main").doesNotContain("Archive");
    Path server = Files.createDirectories(folder.resolve("jre/lib/server"));
    Files.createFile(server.resolve("classes.jsa"));
    assertThat(own.run(folder, "data", "info", "--help").exitCode()).isZero();
    assertThat(told).content().contains("-XX:SharedArchiveFile=");
  }

  /**
   * Java minds date and size of jars, which those of a later build may share: they are packed with
   * one date.
   */
  @Test
  void classesAreKeptOnceForASetOfJars() throws Exception {
    Path room = Files.createFile(folder.resolve("room"));
    Path java = Files.createDirectories(folder.resolve("jre/bin")).resolve("java");
    String script =
        """
        #!/bin/sh
        for each; do
          case $each in
            -XX:ArchiveClassesAtExit=*)
              echo "junk of Java's own"
              [ -e '%s' ] || exit 1
              echo classes > "${each#*=}"
              ;;
          esac
        done
        echo "$@"
        """;
    Files.writeString(java, script.formatted(room));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("jre/release"), "JAVA_VERSION=\"21.0.1\"\n");
    Path server = Files.createDirectories(folder.resolve("jre/lib/server"));
    Files.createFile(server.resolve("classes.jsa"));
    own = all.with(folder.resolve("own"), engines.get(0));
    own.set("JAVA_HOME", folder.resolve("jre").toString()).set("HOME", folder.toString());
    String started = own.run(folder, "engines").out();
    assertThat(started).contains("-XX:SharedArchiveFile=").doesNotContain("junk");
    Path kept = Path.of(started.replaceFirst("(?s).*SharedArchiveFile=(\\S+).*", "$1"));
    assertThat(kept).hasContent("classes");
    Files.writeString(kept, "classes of then");
    assertThat(own.run(folder, "engines").out()).isEqualTo(started);
    assertThat(kept).hasContent("classes of then");
    Path jar;
    try (Stream<Path> jars = Files.list(own.home().resolve("lib"))) {
      jar = jars.findFirst().orElseThrow();
    }
    TimeUnit.MILLISECONDS.sleep(20);
    Path other = Files.copy(jar, folder.resolve("other.jar"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
    assertThat(own.run(folder, "engines").out()).isEqualTo(started);
    assertThat(kept).hasContent("classes");
    // Where there is no room, which is found out once, all is as without them.
    Files.delete(room);
    Files.delete(kept);
    for (int i = 0; i < 2; i++) {
      Desisky.Run without = own.run(folder, "engines");
      assertThat(without.exitCode()).isZero();
      assertThat(without.out()).contains("org.desisky.cli.Main engines").doesNotContain("Archive");
      assertThat(kept).isEmptyFile();
    }
    assertThat(Desisky.files(kept.getParent())).hasSize(1);
  }

  /** The user's models lie below the same folder. */
  @Test
  void classesNotUsedForLongAreRemovedAndNothingElse() throws IOException {
    Path cache = folder.resolve("cache/desisky");
    Path old = cache.resolve("classes-1-2.jsa");
    Path model = cache.resolve("saved_models/vae/classes-dark.eqx");
    Path other = cache.resolve("saved_models/vae/classes-1.jsa");
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(60)));
    for (Path file : new Path[] {old, model, other}) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "kept");
      Files.getFileAttributeView(file, BasicFileAttributeView.class)
          .setTimes(longAgo, longAgo, null);
    }
    own = all.with(folder.resolve("own"), engines.get(0));
    own.set("XDG_CACHE_HOME", folder.resolve("cache").toString());
    Desisky.Run run = own.run(folder, "engines");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(old).doesNotExist();
    assertThat(model).exists();
    assertThat(other).exists();
    try (Stream<Path> kept = Files.list(cache)) {
      assertThat(kept.filter(Files::isRegularFile))
          .singleElement()
          .matches(f -> f.toFile().length() > 1000);
    }
  }

  @Test
  void aFolderWithAColonIsNamed() {
    own = all.with(folder.resolve("at 12:30"), engines.get(0));
    assertOneLine("at 12:30", "colon");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64") // whose library is changed here
  void aNativeLibraryThatDoesNotFitIsNamed() throws IOException {
    assumeThat(engines).contains(PYTORCH);
    own = all.with(folder.resolve("own"), PYTORCH).withoutKeptClasses();
    Path libraries = Files.createDirectory(folder.resolve("libtorch"));
    Path natives = shared.resolve("natives").resolve("pytorch");
    assertThat(own.run(folder, "engines").exitCode()).isZero(); // which unpacks them
    Path real;
    try (Stream<Path> files = Files.walk(natives)) {
      real = files.filter(f -> f.endsWith("libc10.so")).findFirst().orElseThrow();
    }
    own.set("PYTORCH_LIBRARY_PATH", libraries.toString());
    byte[] library = Files.readAllBytes(real);
    // What the system's loader says of one that was made for a newer C library ...
    byte[] newer = library.clone();
    replace(newer, "GLIBC_2.2.5", "GLIBC_9.9.9");
    Files.write(libraries.resolve("libtorch.so"), newer);
    assertOneLine("GLIBC_9.9.9", "desisky engines add mxnet");
    // ... and of one for another processor.
    byte[] foreign = library.clone();
    foreign[18] = (byte) 0xB7; // AArch64
    Files.write(libraries.resolve("libtorch.so"), foreign);
    assertOneLine("not for linux-", "desisky engines add");
    // An installed libtorch is used, as it is.
    own.set("PYTORCH_LIBRARY_PATH", real.getParent().toString());
    Desisky.Run run = own.run(folder, "engines", "verify");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  @Test
  void anEngineWithoutItsNativesIsNamed() throws IOException {
    assumeThat(engines).contains(PYTORCH);
    own = all.with(folder.resolve("own"), PYTORCH).withoutKeptClasses();
    try (Stream<Path> jars = Files.list(own.engines().resolve(PYTORCH))) {
      Path natives =
          jars.filter(jar -> jar.getFileName().toString().contains("native")).findFirst().get();
      Files.move(natives, folder.resolve("natives.jar"), StandardCopyOption.ATOMIC_MOVE);
    }
    own.set("DJL_CACHE_DIR", folder.resolve("empty").toString());
    assertOneLine("neither on the class path nor in", "desisky engines add pytorch");
  }

  @Test
  void aGpuThatIsNotThereIsNamed() {
    own = all.with(folder.resolve("own"), engines.get(0)).withoutKeptClasses();
    Desisky.Run run = own.run(folder, "engines", "--device", "gpu:7");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains("gpu:7", "cpu");
  }

  private void assertOneLine(String... named) {
    Desisky.Run run = own.run(folder, "engines");
    assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).startsWith("desisky: ").contains(named);
  }

  private static void replace(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(from + "\0");
    assertThat(at).isPositive();
    System.arraycopy(to.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, to.length());
  }

  private Path simulate() throws IOException {
    Path data = shared.resolve("sky.fits");
    if (!Files.exists(data)) {
      Desisky.Run run =
          all.with(shared.resolve("simulates"))
              .withoutKeptClasses()
              .run(folder, "data", "simulate", "--rows", "40", "--output", data.toString());
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
    return data;
  }
}
