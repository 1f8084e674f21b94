package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.desisky.core.io.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Defaults of the user's own, beside what is typed. */
class DefaultsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "true, data info x, --json, true",
    "true, data info x --json, --json, true",
    "true, data info x --json=false, --json, false",
    "'', data info x --json=false, --json, false",
    "'', data info x --json=true, --json, true",
    "false, data info x --json, --json, true",
    "true, train-vae --no-state=false, --no-state, false",
    "true, train-vae, --no-state, true",
    "true, -q engines verify, --quiet, true",
    "true, engines verify, --quiet, true",
    "true, engines verify --quiet=false, --quiet, false",
    "true, engines verify -v, --quiet, false",
  })
  void aFlagIsWhatIsTypedElseTheDefault(
      String standing, String line, String option, boolean expected) {
    String variable =
        "DESISKY" + option.replaceFirst("-", "").replace('-', '_').toUpperCase(Locale.ROOT);
    assertThat(value(Map.of(variable, standing), option, line)).isEqualTo(expected);
  }

  @Test
  void aFlagThatIsTurnedOffLeavesItsContrary() {
    Map<String, String> verbose = Map.of("DESISKY_VERBOSE", "true");
    assertThat(value(verbose, "--verbose", "engines --quiet=false")).isEqualTo(true);
    assertThat(value(verbose, "--verbose", "engines --quiet")).isEqualTo(false);
  }

  @Test
  void contraryDefaultsAreNamedWithWhereTheyComeFrom() throws IOException {
    Path file = Files.writeString(folder.resolve(".desisky.properties"), "verbose=true\n");
    assertThatThrownBy(() -> value(Map.of("DESISKY_QUIET", "true"), "--quiet", "engines"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--quiet (from the environment variable DESISKY_QUIET)")
        .hasMessageContaining("--verbose (from " + file + ")")
        .hasMessageContaining("exclude each other");
  }

  @Test
  void whereAnOptionMeansSomethingElseADefaultIsOfTheCommandAlone() throws IOException {
    Map<String, String> all =
        Map.of("DESISKY_ROWS", "11", "DESISKY_DATA_PATH", "a.npz", "DESISKY_MODEL_PATH", "m.eqx");
    assertThat(value(all, "--rows", "demo")).isEqualTo(11);
    assertThat(value(all, "--rows", "data export a.fits --output=b.fits")).isNull();
    assertThat(value(all, "--data-path", "infer-vae")).isEqualTo(Path.of("a.npz"));
    assertThat(value(all, "--data-path", "sample")).isNull();
    assertThat(value(all, "--model-path", "sample")).isEqualTo(Path.of("m.eqx"));
    assertThat(value(all, "--model-path", "data plot a.fits --row=1")).isNull();
    Map<String, String> own = Map.of("DESISKY_DATA_EXPORT_ROWS", "0-9");
    assertThat(value(own, "--rows", "data export a.fits --output=b.fits"))
        .hasFieldOrPropertyWithValue("text", "0-9");
  }

  @Test
  void aNameThatMeansSomethingElseInEachCommandIsRefused() throws IOException {
    Files.writeString(folder.resolve(".desisky.properties"), "root=/data\n");
    assertThatThrownBy(() -> value(Map.of(), "--root", "data fetch"))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("'root' means something else in each command")
        .hasMessageEndingWith("write desisky.data.fetch.root or desisky.model.fetch.root");
  }

  @Test
  void aFileThatCannotBeReadIsRefusedWithTheReason() throws IOException {
    Map<String, String> named = Map.of("DESISKY_CONFIG", folder.resolve("own").toString());
    assertThatThrownBy(() -> Defaults.of(named, folder))
        .hasMessageContaining("own: the file of defaults cannot be read (named by DESISKY_CONFIG)")
        .hasMessageContaining("no such file");
    Files.writeString(folder.resolve("own"), "data-path=C:\\users\\me\n");
    assertThatThrownBy(() -> Defaults.of(named, folder))
        .hasMessageContaining("a backslash is written twice (C:\\\\sky), or as / in paths");
    Files.writeString(folder.resolve("own"), "data-path=\u00e9\n", StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Defaults.of(named, folder)).hasMessageContaining("not in UTF-8");
  }

  @Test
  void whatCannotBeSeenInAFileIsNoPartOfAValue() throws IOException {
    Path file = folder.resolve(".desisky.properties");
    Files.writeString(file, "\uFEFFepochs=3 \t\nno-state=true \nrun-name=two words \n");
    assertThat(value(Map.of(), "--epochs", "train-vae")).isEqualTo(3);
    assertThat(value(Map.of(), "--no-state", "train-vae")).isEqualTo(true);
    assertThat(value(Map.of(), "--run-name", "train-vae")).isEqualTo("two words");
    Files.writeString(file, "epochs=4");
    assertThat(value(Map.of(), "--epochs", "train-vae")).isEqualTo(4);
    Files.writeString(file, "");
    assertThat(value(Map.of(), "--epochs", "train-vae")).isEqualTo(100);
  }

  /** These come as far as to the file that is not there. */
  @ParameterizedTest
  @CsvSource({
    "DESISKY_JSON, true, sample --model-path=none.eqx --output=-",
    "DESISKY_FORMAT, fits, sample --model-path=none.eqx --output=@/a.npz",
    "DESISKY_RESAMPLE, true, sample --model-path=none.eqx --output=@/a.npz",
    "DESISKY_SAMPLE_DATA_PATH, a.fits, sample --from=prior --model-path=none.eqx --output=@/a.npz",
    "DESISKY_CONDITION, dark, sample --from=prior --model-path=none.eqx --output=@/a.npz",
    "DESISKY_RESAMPLE, true, data plot none.fits --row=1 --output=@/a.png",
    "DESISKY_DATA_PLOT_MODEL_PATH, m.eqx, data plot none.fits --row=1 --output=@/a.svg"
  })
  void aDefaultThatIsOfNoUseWaits(String variable, String value, String line) {
    StringWriter err = new StringWriter();
    assertThat(run(Map.of(variable, value), err, line)).as(err::toString).isEqualTo(1);
    assertThat(err.toString()).contains("desisky: none.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample --json --output=-",
        "sample --format=fits --output=@/a.npz",
        "sample --resample --output=@/a.npz",
        "sample --from=prior --data-path=a.fits --output=@/a.npz",
        "sample --from=prior --condition=dark --output=@/a.npz",
        "sample --output=\0.npz",
        "sample --output=",
        "data plot none.fits --row=1 --resample --output=@/a.png",
        "data plot none.fits --row=1 --model-path=m.eqx --output=@/a.svg",
        "train-vae --log-steps --no-save",
        "train-vae --clip-gradients --clip-norm=2",
        "train-vae --preset=strong --beta=1 --lam=2",
      })
  void whatIsTypedInVainIsRefused(String line) {
    StringWriter err = new StringWriter();
    assertThat(run(Map.of(), err, line)).as(err::toString).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void whatIsTypedForADefaultModelThatIsNotDrawnIsRefused() {
    StringWriter err = new StringWriter();
    Map<String, String> model = Map.of("DESISKY_DATA_PLOT_MODEL_PATH", "m.eqx");
    String line = "data plot none.fits --row=1 --engine=pytorch --output=@/a.svg";
    assertThat(run(model, err, line)).as(err::toString).isEqualTo(2);
    assertThat(err.toString()).contains("--engine is for a model, and a figure as .svg has none");
  }

  /** What an option of a command is, once the command line is read. */
  private Object value(Map<String, String> environment, String option, String line) {
    Defaults defaults = Defaults.of(environment, folder);
    ParseResult command = Main.commandLine(defaults).parseArgs(line.split(" "));
    new Flags(defaults).apply(command);
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    return command.commandSpec().findOption(option).getValue();
  }

  private int run(Map<String, String> environment, StringWriter err, String line) {
    CommandLine program = Main.commandLine(Defaults.of(environment, folder));
    program.setErr(new PrintWriter(err, true));
    return program.execute(line.replace("@", folder.toString()).split(" "));
  }
}
