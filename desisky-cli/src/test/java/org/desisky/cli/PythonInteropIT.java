package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.Engines;
import org.desisky.core.io.NpyWriter;
import org.desisky.core.io.Npz;
import org.desisky.data.Split;
import org.desisky.data.simulate.SkySimulator;
import org.desisky.training.VaeTrainer;
import org.desisky.training.VaeTrainingConfig;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.Latents;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models go both ways between this library and the Python package, at full size. Needs a Python
 * with the package: the environment variable {@code DESISKY_PYTHON} names its executable. Without
 * one the test is skipped, or with {@code DESISKY_REQUIRE_PYTHON=1} fails.
 */
class PythonInteropIT {
  private static final String PACKAGE_VERSION = "0.9.0";
  private static final int LATENT = 8;
  private static final int BATCH = 32;
  private static final double TOLERANCE = 1e-5;

  @TempDir static Path folder;
  private static FloatMatrix spectra;
  private static Path checkpoint;

  /** Once, but before a test and not before all, so that tests without Python count as skipped. */
  @BeforeEach
  void exchangeModels() throws IOException, InterruptedException {
    if (checkpoint != null) {
      return;
    }
    String python = python();
    FloatMatrix flux = SkySimulator.simulate(130, 5).flux();
    Path trained = train(flux);
    int[] batch = new int[BATCH];
    Arrays.setAll(batch, row -> 4 * row);
    spectra = flux.select(batch);
    Path file = folder.resolve("spectra.npy");
    try (OutputStream out = Files.newOutputStream(file)) {
      NpyWriter.floats(out, spectra.toArray(), spectra.rows(), spectra.columns());
    }
    Path script = folder.resolve("interop.py");
    Files.write(script, PythonInteropIT.class.getResourceAsStream("/interop.py").readAllBytes());
    String said =
        run(python, script.toString(), trained.toString(), file.toString(), folder.toString());
    assertThat(folder.resolve("python.npz")).as("what Python said: %s", said).exists();
    checkpoint = trained;
  }

  private static String python() throws IOException, InterruptedException {
    String python = System.getenv("DESISKY_PYTHON");
    if (python == null || python.isEmpty()) {
      return missing("DESISKY_PYTHON names no Python with the package desisky " + PACKAGE_VERSION);
    }
    String version =
        run(python, "-c", "from importlib.metadata import version; print(version('desisky'))")
            .strip();
    if (!version.equals(PACKAGE_VERSION)) {
      return missing(
          python + " must have the package desisky " + PACKAGE_VERSION + ", but says: " + version);
    }
    return python;
  }

  private static String missing(String reason) {
    if ("1".equals(System.getenv("DESISKY_REQUIRE_PYTHON"))) {
      return fail(reason);
    }
    return abort(reason);
  }

  private static Path train(FloatMatrix flux) {
    VaeTrainingConfig config =
        VaeTrainingConfig.builder().epochs(2).saveDir(folder).runName("java").build();
    Split split = Split.byRow(flux.rows(), 0.2, 42);
    try (SkyVae vae = SkyVae.create(flux.columns(), LATENT, 42, Compute.of("auto", "cpu"))) {
      return VaeTrainer.of(config)
          .train(vae, flux, split.train(), split.test())
          .checkpoint()
          .orElseThrow();
    }
  }

  /** Runs a program to its end; what it printed. */
  private static String run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "python", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("JAX_PLATFORMS", "cpu");
    Process process = builder.start();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " takes more than 10 minutes");
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  static List<String> engines() {
    return Engines.names();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aModelTrainedHereDoesTheSameInPython(String engine) {
    assertSame(engine, checkpoint, folder.resolve("java.npz"));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aModelMadeInPythonDoesTheSameHere(String engine) {
    assertSame(engine, folder.resolve("python.eqx"), folder.resolve("python.npz"));
  }

  private static void assertSame(String engine, Path model, Path outputs) {
    try (SkyVae vae = SkyVae.load(model, Compute.of(engine, "cpu"));
        Npz python = Npz.open(outputs)) {
      Latents latents = vae.encode(spectra);
      assertClose("mean", latents.mean(), python);
      assertClose("logvar", latents.logvar(), python);
      FloatMatrix mean = FloatMatrix.of(python.floats("mean"), BATCH, LATENT);
      assertClose("decoded", vae.decode(mean), python);
    }
  }

  private static void assertClose(String name, FloatMatrix ours, Npz python) {
    assertThat(python.shape(name)).as(name).containsExactly(ours.rows(), ours.columns());
    float[] theirs = python.floats(name);
    float[] values = ours.toArray();
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < theirs.length; i++) {
      assertThat(values[i]).as(name).isFinite();
      largest = Math.max(largest, Math.abs(theirs[i]));
      difference = Math.max(difference, Math.abs((double) values[i] - theirs[i]));
    }
    assertThat(largest).as("largest %s", name).isPositive();
    assertThat(difference / largest).as(name).isLessThan(TOLERANCE);
  }

  @Test
  void aCheckpointOfOursSurvivesPython() throws IOException {
    assertSameCheckpoint(folder.resolve("again.eqx"), checkpoint);
  }

  @Test
  void aCheckpointOfPythonSurvivesUs() throws IOException {
    Path original = folder.resolve("python.eqx");
    Path copy = folder.resolve("copy.eqx");
    Checkpoint.read(original).write(copy);
    assertSameCheckpoint(copy, original);
  }

  /** Equal headers as JSON, equal numbers byte for byte. */
  private static void assertSameCheckpoint(Path actual, Path expected) throws IOException {
    assertThat(Checkpoint.read(actual).header().toJson())
        .isEqualTo(Checkpoint.read(expected).header().toJson());
    assertThat(Arrays.equals(payload(actual), payload(expected))).as("equal arrays").isTrue();
  }

  private static byte[] payload(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int start = 0;
    while (bytes[start] != '\n') {
      start++;
    }
    return Arrays.copyOfRange(bytes, start + 1, bytes.length);
  }
}
