package org.desisky.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules, and what each knows nothing of. */
@AnalyzeClasses(packages = "org.desisky", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NOTHING_POINTS_UPWARDS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("org.desisky.cli..")
          .layer("report")
          .definedBy("org.desisky.report..")
          .layer("training")
          .definedBy("org.desisky.training..")
          .layer("vae")
          .definedBy("org.desisky.vae..")
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
          .mayOnlyBeAccessedByLayers("cli", "report", "training")
          .whereLayer("data")
          .mayOnlyBeAccessedByLayers("cli", "report");

  @ArchTest
  static final ArchRule NO_CODE_NAMES_AN_ENGINE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.mxnet..", "ai.djl.onnxruntime..");

  @ArchTest
  static final ArchRule DATA_KNOWS_NO_TENSORS =
      noClasses()
          .that()
          .resideInAPackage("org.desisky.data..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule LIBRARIES_DO_NOT_TALK_TO_THE_TERMINAL =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.desisky.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
