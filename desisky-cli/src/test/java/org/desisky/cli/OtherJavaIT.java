package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.desisky.core.engine.Engines;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged program on the other JDKs of the machine, whose homes are in DESISKY_OTHER_JAVAS, as
 * in a path. Newer ones warn of what older ones let pass, and refuse it in the end.
 */
class OtherJavaIT {
  private static final String NONE = "none is named";

  @TempDir Path folder;

  static List<String> javas() {
    String homes = System.getenv("DESISKY_OTHER_JAVAS");
    return homes == null || homes.isEmpty()
        ? List.of(NONE)
        : Arrays.asList(homes.split(File.pathSeparator));
  }

  static Stream<List<String>> javasAndEngines() {
    return javas().stream()
        .flatMap(home -> Engines.names().stream().map(engine -> List.of(home, engine)));
  }

  @ParameterizedTest
  @MethodSource("javas")
  void anInstallationIsProven(String home) {
    Desisky.Run run = run(home, "selftest");
    assertThat(run.out()).contains("on cpu", "encode and decode", "report");
    assertThat(run.lastLine()).matches("All \\d+ checks passed, in \\d+ s");
  }

  @ParameterizedTest
  @MethodSource("javasAndEngines")
  void spectraGoAllTheWay(List<String> homeAndEngine) throws IOException {
    String home = homeAndEngine.get(0);
    String[] engine = {"--engine", homeAndEngine.get(1)};
    String[] model = {"--model-path", "run.eqx"};
    String[] data = {"--data-path", "sky.fits"};
    run(home, "data", "simulate", "--rows", "250", "--output", "sky.fits");
    String[] train = {"train-vae", "--run-name", "run", "--save-dir", "."};
    String[] calibrated = {"--epochs", "1", "--no-report", "--calibration-split", "0.3"};
    run(home, with(train, data, engine, calibrated));
    Desisky.Run resumed = run(home, with(train, new String[] {"--resume", "--epochs", "2"}));
    assertThat(resumed.err()).contains("Epoch 2/2");
    assertThat(folder.resolve("run.report.html")).isNotEmptyFile();
    for (String output : List.of("latents.parquet", "latents.fits")) {
      run(home, with(new String[] {"infer-vae", "--output", output}, model, data, engine));
      assertThat(folder.resolve(output)).isNotEmptyFile();
    }
    run(home, with(new String[] {"anomalies", "--output", "odd.csv"}, model, data, engine));
    run(home, with(new String[] {"sample", "--n", "3", "--output", "more.npz"}, model, engine));
    run(home, "reproduce", "run.eqx");
  }

  private static String[] with(String[] arguments, String[]... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more).flatMap(Stream::of))
        .toArray(String[]::new);
  }

  /** Runs a command, which must end well and have nothing to warn of. */
  private Desisky.Run run(String home, String... arguments) {
    assumeThat(home).isNotEqualTo(NONE);
    Path java = Path.of(home, "bin", "java");
    List<String> command =
        new ArrayList<>(List.of(java.toString(), "-jar", Desisky.jar().toString()));
    command.addAll(List.of(arguments));
    assertThat(java).isExecutable();
    Desisky.Run run = Desisky.finish(Desisky.start(folder, command), folder);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.err()).doesNotContainIgnoringCase("warning").doesNotContain("\tat ");
    assertThat(Files.exists(folder.resolve("no-data-here"))).isFalse();
    return run;
  }
}
