package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.desisky.core.engine.Engines;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged program on the other JDKs of the machine, whose homes are in DESISKY_OTHER_JAVAS, as
 * in a path. Newer ones warn of what older ones let pass, and refuse it in the end.
 */
@EnabledIfEnvironmentVariable(named = "DESISKY_OTHER_JAVAS", matches = ".+")
class OtherJavaIT {
  private static final String[] NO_REPORT = {"--no-report"};

  @TempDir Path folder;

  static List<String> javas() {
    return Desisky.otherJavas();
  }

  @ParameterizedTest
  @MethodSource("javas")
  void anInstallationIsProven(String home) {
    Desisky.Run run = run(home, "selftest");
    assertThat(run.out()).contains("on cpu", "encode and decode", "report");
    assertThat(run.lastLine()).matches("All \\d+ checks passed, in \\d+ s");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void spectraGoAllTheWay(String home) {
    String[] model = {"--model-path", "run.eqx"};
    String[] data = {"--data-path", "sky.fits"};
    run(home, "data", "simulate", "--rows", "250", "--output", "sky.fits");
    String[] train = {"train-vae", "--run-name", "run", "--save-dir", "."};
    String[] calibrated = {"--epochs", "1", "--calibration-split", "0.3"};
    run(home, with(train, data, calibrated, NO_REPORT));
    Desisky.Run resumed = run(home, with(train, new String[] {"--resume", "--epochs", "2"}));
    assertThat(resumed.err()).contains("Epoch 2/2");
    assertThat(folder.resolve("run.report.html")).isNotEmptyFile();
    for (String engine : Engines.names()) {
      String[] output = {"infer-vae", "--engine", engine, "--output", engine + ".parquet"};
      run(home, with(output, model, data));
      assertThat(folder.resolve(engine + ".parquet")).isNotEmptyFile();
    }
    run(home, with(new String[] {"anomalies", "--output", "odd.fits"}, model, data));
    run(home, with(new String[] {"sample", "--n", "3", "--output", "more.npz"}, model));
    run(home, "reproduce", "run.eqx");
  }

  @ParameterizedTest
  @MethodSource("javas")
  @DisabledOnOs(OS.WINDOWS) // no polite way to end a process there
  void aRunThatIsToldToEndLeavesItsState(String home) throws Exception {
    run(home, "data", "simulate", "--rows", "60", "--output", "sky.fits");
    String[] train = {"train-vae", "--data-path", "sky.fits", "--save-dir", ".", "--epochs", "500"};
    Process process = Desisky.start(folder, command(home, with(train, NO_REPORT)));
    Desisky.await(process, () -> Files.exists(folder.resolve("sky_vae.history.csv")));
    process.destroy();
    Desisky.Run stopped = Desisky.finish(process, folder);
    assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(143);
    assertThat(stopped.err()).contains("Interrupted after", "--resume goes on");
    assertThat(folder.resolve("sky_vae.state")).isNotEmptyFile();
  }

  /** What an archive of classes is of must be so when it is used, or Java does without it. */
  @ParameterizedTest
  @MethodSource("javas")
  @DisabledOnOs(OS.WINDOWS) // whose launcher keeps none
  void aDistributionStartsWithTheClassesThatItKept(String home) throws IOException {
    Path cache = folder.resolve("cache");
    Distribution own = Distribution.unpack(folder);
    own.set("JAVA_HOME", home).set("XDG_CACHE_HOME", cache.toString());
    for (String options : new String[] {"", "-Xshare:on"}) { // the second time with these or not
      own.set("DESISKY_JAVA_OPTS", options);
      assertEndsWell(own.run(folder, "engines"));
      try (Stream<Path> kept = Files.list(cache.resolve("desisky"))) {
        assertThat(kept.filter(file -> file.toString().endsWith(".jsa")))
            .singleElement()
            .satisfies(file -> assertThat(file.toFile()).isNotEmpty());
      }
    }
  }

  private static String[] with(String[] arguments, String[]... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more).flatMap(Stream::of))
        .toArray(String[]::new);
  }

  private static List<String> command(String home, String... arguments) {
    Path java = Path.of(home, "bin", "java");
    assertThat(java).isExecutable();
    List<String> command =
        new ArrayList<>(List.of(java.toString(), "-jar", Desisky.jar().toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private Desisky.Run run(String home, String... arguments) {
    Process process = Desisky.start(folder, command(home, arguments));
    return assertEndsWell(Desisky.finish(process, folder));
  }

  /** With nothing to warn of. */
  private static Desisky.Run assertEndsWell(Desisky.Run run) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out() + run.err()) // Java's own warnings go to either
        .doesNotContainIgnoringCase("warning")
        .doesNotContain("\tat ");
    return run;
  }
}
