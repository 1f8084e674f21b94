package org.desisky.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between modules, and what each knows nothing of. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.desisky");

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
        .mayOnlyBeAccessedByLayers("cli", "report")
        .whereLayer("tables")
        .mayOnlyBeAccessedByLayers("cli", "report", "inference")
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
}
