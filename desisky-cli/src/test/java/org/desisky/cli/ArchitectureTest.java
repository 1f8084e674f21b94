package org.desisky.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arrows between modules, and what each knows nothing of. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.desisky");

  private static final List<String> LIBRARIES =
      List.of("core", "data", "tables", "vae", "inference", "training", "report");

  /** Tests run in the module's folder. */
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir Path folder;

  @Test
  void allModulesAreLookedAt() {
    for (String module :
        new String[] {"core", "data", "tables", "vae", "inference", "training", "report", "cli"}) {
      assertThat(CLASSES.stream())
          .anyMatch(c -> c.getPackageName().startsWith("org.desisky." + module));
    }
  }

  @Test
  void nothingPointsUpwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("cli")
        .definedBy("org.desisky.cli..")
        .layer("report")
        .definedBy("org.desisky.report..")
        .layer("training")
        .definedBy("org.desisky.training..")
        .layer("inference")
        .definedBy("org.desisky.inference..")
        .layer("vae")
        .definedBy("org.desisky.vae..")
        .layer("tables")
        .definedBy("org.desisky.tables..")
        .layer("data")
        .definedBy("org.desisky.data..")
        .layer("core")
        .definedBy("org.desisky.core..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("training")
        .mayOnlyBeAccessedByLayers("cli", "report")
        .whereLayer("vae")
        .mayOnlyBeAccessedByLayers("cli", "report", "training", "inference")
        .whereLayer("inference")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("tables")
        .mayOnlyBeAccessedByLayers("cli", "inference")
        .whereLayer("data")
        .mayOnlyBeAccessedByLayers("cli", "report", "tables", "inference")
        .check(CLASSES);
  }

  @Test
  void noCodeNamesAnEngine() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.mxnet..", "ai.djl.onnxruntime..")
        .check(CLASSES);
  }

  @Test
  void dataKnowsNoTensors() {
    noClasses()
        .that()
        .resideInAPackage("org.desisky.data..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void librariesDoNotTalkToTheTerminal() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.desisky.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  /** Not by its classes, and not by its name in a text either. */
  @Test
  void noLibrarySaysAnEnginesName() throws IOException {
    Pattern comments = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
    Pattern names = Pattern.compile("pytorch|mxnet|onnx", Pattern.CASE_INSENSITIVE);
    List<Path> sources = new ArrayList<>();
    for (String module : LIBRARIES) {
      Path main = ROOT.resolve("desisky-" + module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(main)) {
        sources.addAll(files.filter(file -> file.toString().endsWith(".java")).toList());
      }
    }
    assertThat(sources).hasSizeGreaterThan(100);
    for (Path source : sources) {
      String code = comments.matcher(Files.readString(source)).replaceAll("");
      assertThat(names.matcher(code).results().map(MatchResult::group)).as("%s", source).isEmpty();
    }
  }

  @Test
  void noPackageIsSplitBetweenModules() throws IOException {
    Map<String, String> owners = new HashMap<>();
    for (String module : LIBRARIES) {
      Path classes = ROOT.resolve("desisky-" + module).resolve("target/classes");
      try (Stream<Path> files = Files.walk(classes)) {
        files
            .filter(file -> file.toString().endsWith(".class"))
            .map(file -> classes.relativize(file.getParent()).toString())
            .distinct()
            .forEach(
                name ->
                    assertThat(owners.put(name, module)).as("another owner of %s", name).isNull());
      }
    }
    assertThat(owners).hasSizeGreaterThan(LIBRARIES.size());
  }

  @Test
  void whatIsInternalStaysInItsModule() {
    for (String module : LIBRARIES) {
      noClasses()
          .that()
          .resideOutsideOfPackage("org.desisky." + module + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.desisky." + module + "..internal..")
          .check(CLASSES);
    }
  }

  /** The tool that makes the Javadoc finds nothing public that has none. */
  @Test
  void nothingPublicIsWithoutJavadoc() {
    ToolProvider javadoc = ToolProvider.findFirst("javadoc").orElseThrow();
    List<String> arguments = new ArrayList<>(List.of("-quiet", "-Xdoclint:missing", "-Xmaxwarns"));
    arguments.addAll(List.of("100000", "-encoding", "UTF-8", "-d", folder.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), "-sourcepath"));
    arguments.add(
        LIBRARIES.stream()
            .map(module -> ROOT.resolve("desisky-" + module).resolve("src/main/java").toString())
            .collect(Collectors.joining(File.pathSeparator)));
    arguments.addAll(List.of("-subpackages", "org.desisky"));
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    Locale own = Locale.getDefault();
    Locale.setDefault(Locale.ENGLISH); // it has no option for the language of its warnings
    try {
      assertThat(javadoc.run(out, out, arguments.toArray(String[]::new)))
          .as(said.toString())
          .isZero();
    } finally {
      Locale.setDefault(own);
    }
    // That it is quiet about parameters is our choice; that it speaks at all shows that it looked.
    assertThat(said.toString()).contains("warning: no @return");
    assertThat(said.toString().lines().filter(line -> line.contains("no comment"))).isEmpty();
  }
}
