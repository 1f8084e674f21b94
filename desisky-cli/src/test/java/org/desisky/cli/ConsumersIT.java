package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.base.Splitter;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.core.pca.PrincipalComponents;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Projects that are not ours build against the installed artifacts, and run: those of the folder
 * consumers, and two with the dependencies of the page on embedding. The artifacts are installed to
 * a repository under target; what else is needed Maven copies there from the local repository of
 * this build, and from nowhere else. The projects know nothing of each other; one start of Maven
 * builds them all.
 */
class ConsumersIT {
  private static final String VERSION = System.getProperty("desisky.version");
  private static final Path ROOT = Desisky.home();
  private static final Path TARGET = Desisky.jar().resolveSibling("consumers");
  private static final Path REPOSITORY = TARGET.resolve("repository");
  private static final Path PROJECTS = TARGET.resolve("projects");

  /** What Java is to find on the module path for the model, though no module requires it. */
  private static final String ADDED =
      "com.google.common,com.google.gson,com.fasterxml.jackson.databind,org.slf4j";

  /** As in the projects; of none named Maven takes one of its own, which may not be here. */
  private static final String PLUGIN = "3.8.1";

  /** With the dependencies of the page, and with those of its example of one engine. */
  private static final String PAGE = "page";

  private static final String PAGE_OF_ONE_ENGINE = "one-engine";

  @TempDir Path folder;

  @BeforeAll
  static void install() throws IOException {
    assumeThat(Distribution.works("mvn", "-version")).isTrue();
    install(ROOT.resolve("pom.xml"), "desisky");
    for (String module :
        List.of(
            "bom", "engines", "core", "data", "tables", "vae", "inference", "training", "report")) {
      install(ROOT.resolve("desisky-" + module).resolve("pom.xml"), "desisky-" + module);
    }
    // All that Maven would fetch comes from this build's own local repository.
    Files.writeString(
        TARGET.resolve("settings.xml"),
        "<settings><localRepository>"
            + REPOSITORY
            + "</localRepository><mirrors><mirror><id>build</id><mirrorOf>*</mirrorOf><url>"
            + Path.of(System.getProperty("desisky.local.repository")).toUri()
            + "</url></mirror></mirrors></settings>");
    copyProjects();
    buildProjects();
  }

  /**
   * What {@code mvn install} leaves in a local repository: the POM, and the jar if there is one.
   */
  private static void install(Path pom, String name) throws IOException {
    Path place =
        Files.createDirectories(
            REPOSITORY.resolve("org").resolve("desisky").resolve(name).resolve(VERSION));
    copy(pom, place.resolve(name + "-" + VERSION + ".pom"));
    Path jar = pom.resolveSibling("target").resolve(name + "-" + VERSION + ".jar");
    if (Files.exists(jar)) {
      copy(jar, place.resolve(jar.getFileName()));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void magnitudesNeedNoEngineAndNoNativeCode() throws IOException {
    Project project = Project.of("magnitudes");
    assertThat(project.classPath())
        .contains("desisky-data", "desisky-core")
        .doesNotContain("ai/djl", "jna", "pytorch", "mxnet", "desisky-vae");
    for (String jar : Splitter.on(File.pathSeparator).split(project.classPath())) {
      if (jar.endsWith(".jar")) {
        assertThat(entries(Path.of(jar))).noneMatch(e -> e.matches(".*\\.(so|dll|dylib|jnilib)"));
      }
    }
    Path sky = folder.resolve("sky.fits");
    Desisky.Run simulated =
        OneProcess.run("data", "simulate", "--rows", "20", "--output", sky.toString());
    assertThat(simulated.exitCode()).as(simulated.err()).isZero();
    List<String> lines = project.run(folder, Map.of(), "consumer.Magnitudes", sky.toString());
    assertThat(lines)
        .hasSize(20)
        .allSatisfy(l -> assertThat(Double.valueOf(l)).isBetween(15., 23.));
  }

  @Test
  void filesOfNumPyAndNoiseNeedNoEngine() throws IOException {
    Project project = Project.of("arrays");
    assertThat(project.classPath()).contains("desisky-core").doesNotContain("pytorch", "mxnet");
    Path file = folder.resolve("noise.npz");
    List<String> lines = project.run(folder, Map.of(), "consumer.Arrays", file.toString());
    FloatMatrix noise =
        FloatMatrix.of(Noise.of(1).stream("example").normals(50 * 4), 50, 4); // the same anywhere
    double expected = PrincipalComponents.fit(noise, 1).standardDeviations()[0];
    assertThat(lines).hasSize(1);
    assertThat(Double.parseDouble(lines.get(0))).isCloseTo(expected, within(1e-9));
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void aRunIsWatchedAndItsBestModelLoaded() throws IOException {
    List<String> lines =
        Project.of("training").run(folder, Map.of(), "consumer.Training", folder.toString());
    assertThat(lines).hasSize(5);
    double first = Double.parseDouble(lines.get(0).replace("train ", ""));
    double last = Double.parseDouble(lines.get(3).replace("train ", ""));
    assertThat(last).isLessThan(first);
    assertThat(lines.get(4)).startsWith("encoded ").contains("80", "3");
    assertThat(folder.resolve("example.eqx")).isNotEmptyFile();
  }

  /** What the page on embedding says to write into a POM is enough to build and run a program. */
  @Test
  void theDependenciesOfThePageAreEnough() throws IOException {
    assertThat(Project.of(PAGE).classPath())
        .contains("desisky-vae", "-engine")
        .doesNotContain(".pom");
    if (isOfTheEngineOnThePage()) {
      assertThat(Project.of(PAGE_OF_ONE_ENGINE).classPath())
          .contains("desisky-vae", "mxnet-native-mkl-")
          .doesNotContain("pytorch");
    }
  }

  /** The page names the libraries of one platform. */
  private static boolean isOfTheEngineOnThePage() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  @Test
  void aCheckpointIsLoadedAndASpectrumEncoded() throws IOException {
    Path golden = ROOT.resolve("desisky-vae/src/test/resources/golden");
    Path checkpoint = folder.resolve("vae.eqx");
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(golden.resolve("01_checkpoint/vae_nested.eqx.gz")))) {
      Files.copy(in, checkpoint);
    }
    byte[] expected = Files.readAllBytes(golden.resolve("02_forward/small_single_mean.npy"));
    ByteBuffer means =
        ByteBuffer.wrap(expected, expected.length - 12, 12).order(ByteOrder.LITTLE_ENDIAN);
    Project project = Project.of("encode");
    List<String> lines = project.run(folder, Map.of(), "consumer.Encode", checkpoint.toString());
    assertThat(lines).hasSize(3);
    assertThat(Files.readString(ROOT.resolve("docs").resolve("embedding.md")))
        .contains("`--add-modules " + ADDED + "`");
    List<String> javas = new ArrayList<>(List.of(Desisky.java()));
    Desisky.otherJavas().forEach(home -> javas.add(Path.of(home, "bin", "java").toString()));
    for (String java : javas) {
      Path there = Files.createTempDirectory(folder, "modules");
      List<String> found =
          project.runOnModules(java, "org.desisky.vae," + ADDED, there, checkpoint.toString());
      assertThat(found).as(java).isEqualTo(lines);
      assertThat(Desisky.read(there, "stderr.txt")).as(java).doesNotContain("WARNING");
    }
    for (String line : lines) {
      float mean = means.getFloat();
      assertThat(Float.parseFloat(line))
          .isCloseTo(mean, within(1e-5f * Math.max(1, Math.abs(mean))));
    }
  }

  @Test
  void theModelTrainsInTheFrameworksOwnTrainer() throws IOException {
    List<String> lines = Project.of("djl-trainer").run(folder, Map.of(), "consumer.DjlTrainer");
    assertThat(lines).hasSize(2);
    assertThat(Float.parseFloat(lines.get(1))).isLessThan(0.7f * Float.parseFloat(lines.get(0)));
  }

  @Test
  void aServerAnswersManyAtOnceOnEachEngine() throws IOException {
    Project project = Project.of("server");
    for (String engine : new String[] {"PyTorch", "MXNet"}) {
      if (project.classPath().contains(engine.toLowerCase(Locale.ROOT) + "-engine")) {
        List<String> lines =
            project.run(folder, Map.of("DJL_DEFAULT_ENGINE", engine), "consumer.Server");
        assertThat(lines).containsExactly(engine + " 200/200");
      }
    }
  }

  /**
   * What a project needs may lie on the module path as well: names resolve, no package is split.
   */
  @Test
  void theJarsAreModules() throws IOException {
    Map<String, String> modules =
        Map.of(
            "magnitudes", "org.desisky.data",
            "encode", "org.desisky.vae",
            "training", "org.desisky.training");
    for (String name : modules.keySet()) {
      String jars = Project.of(name).jars(false);
      String module = modules.get(name);
      Desisky.Run run = java("-p", jars, "--describe-module", module);
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
      assertThat(run.out()).startsWith(module + "@").contains("contains " + module + "\n");
      run = java("-p", jars, "--validate-modules");
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }
  }

  private Desisky.Run java(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Desisky.java(), Desisky.SHORT));
    command.addAll(List.of(arguments));
    return Desisky.finish(Desisky.start(folder, command), folder);
  }

  /** A project that has been built: its classes, and what it depends on at run time. */
  private record Project(Path classes, String dependencies) {
    static Project of(String name) throws IOException {
      Path target = PROJECTS.resolve(name).resolve("target");
      return new Project(
          target.resolve("classes"), Files.readString(target.resolve("classpath.txt")).strip());
    }

    String classPath() {
      return classes + File.pathSeparator + dependencies;
    }

    /** The engines' jars, whose names are none for a module, or those of all others. */
    String jars(boolean ofEngines) {
      return Splitter.on(File.pathSeparator)
          .splitToStream(dependencies)
          .filter(jar -> !jar.contains("listenablefuture")) // empty
          .filter(jar -> jar.matches(".*[/\\\\](pytorch|mxnet)-(native|jni|engine).*") == ofEngines)
          .collect(Collectors.joining(File.pathSeparator));
    }

    List<String> run(Path folder, Map<String, String> environment, String main, String... more) {
      List<String> arguments = new ArrayList<>(List.of("-cp", classPath(), main));
      arguments.addAll(List.of(more));
      return java(Desisky.java(), "ALL-UNNAMED", folder, environment, arguments);
    }

    /** With the libraries on the module path and the engines on the class path. */
    List<String> runOnModules(String java, String modules, Path folder, String checkpoint) {
      String classPath = classes + File.pathSeparator + jars(true);
      return java(
          java,
          "ALL-UNNAMED,com.sun.jna",
          folder,
          Map.of(),
          List.of(
              "-p",
              jars(false),
              "--add-modules",
              modules,
              "-cp",
              classPath,
              "consumer.Encode",
              checkpoint));
    }

    private static List<String> java(
        String java,
        String natives,
        Path folder,
        Map<String, String> environment,
        List<String> arguments) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  java,
                  Desisky.SHORT,
                  "--enable-native-access=" + natives,
                  "-Dai.djl.offline=true"));
      command.addAll(arguments);
      Map<String, String> variables = new HashMap<>(environment);
      variables.put("GOMP_SPINCOUNT", "3000"); // threads that wait leave the cores to others
      Desisky.Run run = Desisky.finish(Desisky.start(folder, variables, command), folder);
      assertThat(run.exitCode()).as(run.err()).isZero();
      return run.out().lines().toList();
    }
  }

  private static void copyProjects() throws IOException {
    if (Files.exists(PROJECTS)) { // of an earlier build, and what is there no more would be built
      MoreFiles.deleteRecursively(PROJECTS, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    try (Stream<Path> projects = Files.list(ROOT.resolve("consumers"))) {
      for (Path project : projects.filter(p -> Files.exists(p.resolve("pom.xml"))).toList()) {
        copyAll(project, PROJECTS.resolve(project.getFileName().toString()));
      }
    }
    List<String> blocks =
        MarkdownPage.read(ROOT.resolve("docs").resolve("embedding.md")).blocks().stream()
            .filter(block -> block.language().equals("xml"))
            .map(CodeBlock::text)
            .toList();
    assertThat(blocks).hasSize(2);
    String versions =
        blocks.get(0).substring(0, blocks.get(0).indexOf("<dependencies>\n  <dependency>"));
    assertThat(versions).contains("desisky-bom");
    copyWith(PAGE, blocks.get(0));
    if (isOfTheEngineOnThePage()) {
      copyWith(PAGE_OF_ONE_ENGINE, versions + blocks.get(1));
    }
  }

  /** The project that encodes a spectrum, with other dependencies. */
  private static void copyWith(String name, String dependencies) throws IOException {
    Path project = PROJECTS.resolve(name);
    copyAll(ROOT.resolve("consumers").resolve("encode"), project);
    Path pom = project.resolve("pom.xml");
    String text =
        Files.readString(pom)
            .replace("<artifactId>encode</artifactId>", "<artifactId>" + name + "</artifactId>");
    int from = text.indexOf("<dependencyManagement>");
    int to = text.indexOf("<build>");
    Files.writeString(pom, text.substring(0, from) + dependencies + text.substring(to));
  }

  private static void copyAll(Path source, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(source.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        copy(file, copy);
      }
    }
  }

  private static void buildProjects() throws IOException {
    String modules;
    try (Stream<Path> projects = Files.list(PROJECTS)) {
      modules =
          projects
              .map(p -> "<module>" + p.getFileName() + "</module>")
              .collect(Collectors.joining());
    }
    Path all =
        Files.writeString(
            PROJECTS.resolve("pom.xml"),
            "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId>"
                + "<artifactId>all</artifactId><version>1</version><packaging>pom</packaging>"
                + "<modules>"
                + modules
                + "</modules></project>");
    List<String> command =
        List.of(
            "mvn",
            "-B",
            "-q",
            "-ntp",
            "-s",
            TARGET.resolve("settings.xml").toString(),
            "-f",
            all.toString(),
            "-Ddesisky.version=" + VERSION,
            "-Dmdep.outputFile=target/classpath.txt", // of each project
            "-Dmdep.includeScope=runtime",
            "-DincludeScope=runtime",
            "compile",
            "org.apache.maven.plugins:maven-dependency-plugin:" + PLUGIN + ":build-classpath");
    Desisky.Run run = Desisky.finish(Desisky.start(PROJECTS, command), PROJECTS);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(ZipEntry::getName).toList();
    }
  }
}
