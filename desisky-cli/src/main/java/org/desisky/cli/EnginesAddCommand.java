package org.desisky.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.desisky.core.DesiskyException;
import org.desisky.core.engine.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code desisky engines add}. */
@Command(
    name = "add",
    description = {
      "Bring an engine's jars to the folder engines/ of this installation, with your own Maven:"
          + " its settings, mirrors and local repository apply.",
      "To remove an engine, delete its folder there."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class EnginesAddCommand implements Callable<Integer> {
  /** Where the launcher says that it looks for engines. */
  static final String ENGINES = "desisky.engines";

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "ENGINE", description = "pytorch or mxnet.")
  EngineCatalog engine;

  @Option(
      names = "--flavor",
      paramLabel = "FLAVOR",
      defaultValue = "cpu",
      description =
          "cpu, or for pytorch cu128: then the native libraries for CUDA 12.8 (some 3 GB) come at"
              + " the first start, see docs/engines.md.")
  String flavor;

  @Option(
      names = "--platform",
      paramLabel = "PLATFORM",
      description =
          "For which platform, such as linux-x86_64, linux-aarch64, osx-aarch64, win-x86_64"
              + " (default: this one).")
  String platform;

  @Option(names = "--settings", paramLabel = "FILE", description = "Maven's settings file to use.")
  Path settings;

  @Option(names = "--offline", description = "Use Maven's local repository alone, and no network.")
  boolean offline;

  @Override
  public Integer call() {
    String forPlatform = platform == null ? Engines.platform() : platform;
    if (!engine.flavors().contains(flavor)) {
      throw new ParameterException(
          spec.commandLine(),
          engine.label() + " has no flavor '" + flavor + "', only " + engine.flavors());
    }
    if (!engine.platforms(flavor).contains(forPlatform)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              "there is no %s of flavor %s for %s, only for %s",
              engine.label(), flavor, forPlatform, engine.platforms(flavor)));
    }
    String engines = System.getProperty(ENGINES);
    if (engines == null) {
      throw new DesiskyException(
          "there is no folder of engines here: this program was not started by bin/desisky of an"
              + " unpacked distribution (in a checkout, engines come with 'mvn package')");
    }
    Talk talk = Talk.of(spec);
    Path folder = Path.of(engines).resolve(engine.label() + "-" + flavor);
    new MavenCopy(settings, offline).copy(engine.artifacts(flavor, forPlatform), folder);
    talk.result(folder.toString());
    if (forPlatform.equals(Engines.platform())) {
      talk.say("Try it: desisky engines verify");
    }
    return 0;
  }
}
