package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input to the packaged program: one clear line, the exit code, and no file changed. */
class BadInputIT {
  private final Path folder = OneProcess.emptyFolder();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs 0 | epochs",
        "--epochs -3 | epochs",
        "--epochs x | epochs",
        "--batch-size 0 | batch size",
        "--learning-rate 0 | learning rate",
        "--learning-rate -1 | learning rate",
        "--kernel-sigma 0 | sigma",
        "--kernel-sigma wide | sigma",
        "--latent-dim 0 | latent dim",
        "--latent-dim 20000000 | latent dim",
        "--val-split 0 | val split",
        "--val-split 1 | val split",
        "--val-split 1.5 | val split",
        "--seed -1 | seed",
        "--state-every -1 | state every must be some minutes, more than 0, not -1.0",
        "--state-every NaN | not NaN",
        "--run-name a/b | run name",
        "--recon l1 | mse",
        "--device toaster | toaster",
        "--no-such-option | no-such-option"
      })
  void wrongUsageIsNamed(String options, String named) throws IOException {
    Desisky.Run run = train(npz("flux", 20, 12), options.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).startsWith("desisky: ").contains(named, "train-vae --help");
    assertNothingWritten();
  }

  @ParameterizedTest
  @CsvSource({"--engine abacus, abacus", "--device gpu:99, gpu:99"})
  void whatIsNotThereIsNamed(String options, String named) throws IOException {
    Desisky.Run run = train(npz("flux", 20, 12), options.split(" "));
    assertOneLine(run, named);
  }

  @Test
  void badDataIsNamed() throws IOException {
    Path html = Files.writeString(folder.resolve("page.fits"), "<html>404</html>");
    Path empty = Files.createFile(folder.resolve("empty.fits"));
    Path truncated = folder.resolve("short.fits");
    Files.writeString(truncated, "SIMPLE  =                    T" + " ".repeat(500));
    assertOneLine(train(folder.resolve("missing.fits")), "missing.fits");
    assertOneLine(train(folder), folder.getFileName().toString());
    assertOneLine(train(html), "page.fits");
    assertOneLine(train(empty), "empty.fits");
    assertOneLine(train(truncated), "short.fits");
    assertOneLine(train(npz("fluss", 20, 12)), "flux");
    assertOneLine(train(npz("flux", 0, 12)), "flux");
    assertOneLine(train(npz("flux", 5, 12)), "5");
    assertOneLine(train(npz1d()), "flux");
  }

  @Test
  void fluxThatIsNotFiniteIsRefusedOrLeftOut() throws IOException {
    float[] flux = Noise.of(1).normals(40 * 12);
    flux[5 * 12 + 3] = Float.NaN;
    flux[9 * 12] = Float.POSITIVE_INFINITY;
    Path data = npz("flux", flux, 40, 12);
    Desisky.Run refused = train(data);
    assertOneLine(refused, "2 spectra");
    assertThat(refused.err()).contains("row 5", "--drop-nonfinite");
    Desisky.Run dropped = train(data, "--drop-nonfinite", "--epochs", "1", "--no-report");
    assertThat(dropped.exitCode()).as(dropped.err()).isZero();
    assertThat(dropped.err()).contains("Left out 2 spectra", "35 spectra, testing on 3");
  }

  @Test
  void aFolderThatCannotBeWrittenIsFoundBeforeTraining() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Desisky.Run run =
        OneProcess.run(
            "train-vae",
            "--data-path",
            npz("flux", 40, 12).toString(),
            "--save-dir",
            file.resolve("models").toString());
    assertOneLine(run, "cannot write to the folder");
    assertThat(run.err()).doesNotContain("Training on");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDeviceIsNoOutput() throws IOException {
    OneProcess.run("infer-vae", "--output=/dev/null")
        .assertOneLine(2, "/dev/null is not an ordinary file", "--output - is standard output");
    Files.createSymbolicLink(folder.resolve("a.fits"), Path.of("/dev/null"));
    OneProcess.run("data", "simulate", "--rows=2", "--output=a.fits")
        .assertOneLine(1, "a.fits: it is not an ordinary file; choose another name");
    assertThat(folder.resolve("a.fits")).isSymbolicLink();
  }

  @Test
  void withoutDataItSaysHowToGetSome() throws IOException {
    Desisky.Run run =
        OneProcess.run("train-vae", "--offline", "--save-dir", folder.resolve("m").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("sky_spectra_vac_v1.fits", "desisky data simulate");
  }

  /** As of a variable of the shell that is not set. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect ",
        "inspect --json ",
        "data info ",
        "train-vae --save-dir=",
        "train-vae --data-path=",
        "infer-vae --model-path=",
        "infer-vae --output=",
        "data export sky.fits --output="
      })
  void anEmptyPathIsNamed(String arguments) {
    Desisky.Run run = OneProcess.run(arguments.split(" ", -1));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).startsWith("desisky: Invalid value for ").contains(" is empty (see '");
  }

  @Test
  void aCommandIsNeeded() {
    Desisky.Run run = OneProcess.run();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Missing a command", "desisky --help");
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertThat(OneProcess.run("--help").out()).contains("train-vae", "engines");
    assertThat(OneProcess.run("train-vae", "--help").out())
        .contains("--kernel-sigma", "--drop-nonfinite");
    assertThat(OneProcess.run("--version").out()).startsWith("desisky ");
    assertThat(OneProcess.run("data", "info", "-V").out()).startsWith("desisky ");
  }

  @Test
  @DisabledOnOs({OS.WINDOWS, OS.MAC}) // where names of files have the letters of Unicode anyway
  void aNameThatTheLocaleCannotSpellIsNamed() {
    String letters = System.getProperty("sun.jnu.encoding");
    assumeThat(Charset.forName(letters).newEncoder().canEncode('\u00e9')).isTrue();
    Map<String, String> plain = Map.of("LC_ALL", "C", "DESISKY_DATA_DIR", "donn\u00e9e");
    Desisky.Run run = Desisky.finish(Desisky.start(folder, plain, "data", "dir"), folder);
    run.assertOneLine(1, "no file can be named", "LC_ALL=C.UTF-8");
    Map<String, String> defaults = Map.of("LC_ALL", "C", "DESISKY_CONFIG", "donn\u00e9e");
    run = Desisky.finish(Desisky.start(folder, defaults, "engines"), folder);
    run.assertOneLine(2, "no file can be named", "LC_ALL=C.UTF-8");
  }

  @Test
  void enginesSaysWhatWouldBeChosenAndWhy() {
    Desisky.Run run = Desisky.run(folder, "engines");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("library", "devices  cpu", "Chosen: ");
    assertThat(run.err()).isEmpty();
  }

  private void assertOneLine(Desisky.Run run, String named) {
    run.assertOneLine(1, named);
    assertNothingWritten();
  }

  private void assertNothingWritten() {
    assertThat(folder.resolve("models")).doesNotExist();
  }

  private Desisky.Run train(Path data, String... more) {
    String[] common = {
      "train-vae", "--data-path", data.toString(), "--save-dir", folder.resolve("models").toString()
    };
    return OneProcess.run(Desisky.with(common, more));
  }

  private Path npz(String key, int rows, int columns) throws IOException {
    return npz(key, Noise.of(1).normals(rows * columns), rows, columns);
  }

  private Path npz1d() throws IOException {
    return npz("flux", new float[12], 12);
  }

  private Path npz(String key, float[] values, long... shape) throws IOException {
    return SmallSkies.npz(folder.resolve("data.npz"), key, values, shape);
  }
}
