package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.io.Folders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Manners on a terminal and off it: completion, versions, colours, how much is told, defaults. */
class TerminalIT {
  private static final double[] GRID = IntStream.range(1, 41).asDoubleStream().toArray();

  private final Path folder = OneProcess.emptyFolder();

  @Test
  void theVersionNamesJavaAndTheEngines() {
    Desisky.Run run = OneProcess.run("--version");
    assertThat(run.exitCode()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(0)).matches("desisky \\d.*");
    assertThat(lines.get(1)).matches("Java \\d.*");
    assertThat(lines.subList(2, lines.size())).isNotEmpty().allMatch(l -> l.matches("\\S+ \\d.*"));
  }

  @Test
  void bashCompletesCommandsAndOptions() throws IOException {
    Desisky.Run script = OneProcess.run("completion", "bash");
    assertThat(script.exitCode()).as(script.err()).isZero();
    Path file = Files.writeString(folder.resolve("completion"), script.out());
    assumeThat(Distribution.works("bash", "--version")).isTrue();
    assertThat(complete("bash", file, "desisky", "tra")).isEqualTo("train-vae");
    assertThat(complete("bash", file, "desisky", "engines", "ver")).isEqualTo("verify");
    assertThat(complete("bash", file, "desisky", "train-vae", "--kernel-si"))
        .isEqualTo("--kernel-sigma");
    assertThat(complete("bash", file, "desisky", "train-vae", "--recon", "ha"))
        .isEqualTo("half-mse");
  }

  @Test
  void zshReadsItsCompletions() throws IOException {
    Desisky.Run script = OneProcess.run("completion", "ZSH");
    assertThat(script.exitCode()).as(script.err()).isZero();
    assertThat(script.out()).contains("bashcompinit", "_complete_desisky");
    Path file = Files.writeString(folder.resolve("completion"), script.out());
    assumeThat(Distribution.works("zsh", "--version")).isTrue();
    assertThat(Distribution.works("zsh", "-f", "-c", "source '" + file + "'")).isTrue();
  }

  private String complete(String shell, Path file, String... words) {
    String line = String.join("' '", words);
    String text =
        "source '%s'; COMP_WORDS=('%s'); COMP_CWORD=%d; _complete_desisky; echo \"${COMPREPLY[*]}\""
            .formatted(file, line, words.length - 1);
    Desisky.Run run = Desisky.finish(Desisky.start(folder, List.of(shell, "-c", text)), folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out().strip();
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    assertThat(OneProcess.run("--help").out()).doesNotContain("\u001b");
    assumeThat(Distribution.works("script", "--version")).isTrue();
    assertThat(onTerminal(Map.of("TERM", "xterm"))).contains("\u001b[");
    assertThat(onTerminal(Map.of("TERM", "xterm", "NO_COLOR", "1"))).doesNotContain("\u001b[");
  }

  /** What the help looks like on a terminal, which {@code script} makes. */
  private String onTerminal(Map<String, String> environment) {
    String command = Desisky.program() + " --help";
    Process process =
        Desisky.start(folder, environment, List.of("script", "-qec", command, "/dev/null"));
    return Desisky.finish(process, folder).out();
  }

  @Test
  void barsAreAsWideAsTheTerminal() {
    assumeThat(Distribution.works("script", "--version")).isTrue();
    SmallSkies.write(folder.resolve("sky.fits"), GRID, SmallSkies.flux(20, GRID.length, 0.1, 1));
    assertThat(barsOn("stty cols 63; env -u COLUMNS")).isNotEmpty().allMatch(b -> b.length() == 62);
    assertThat(barsOn("stty cols 63; env COLUMNS=50")).isNotEmpty().allMatch(b -> b.length() == 50);
    assertThat(barsOn("stty cols 0; env -u COLUMNS")).isNotEmpty().allMatch(b -> b.length() == 79);
  }

  @Test
  void aBarOnAUsualTerminalTellsTheTestLoss() {
    assumeThat(Distribution.works("script", "--version")).isTrue();
    SmallSkies.write(folder.resolve("sky.fits"), GRID, SmallSkies.flux(20, GRID.length, 0.1, 1));
    assertThat(barsOn("stty cols 80; env -u COLUMNS")).last().asString().contains(" test 0.");
  }

  /** What is drawn over itself on a terminal, where standard output is none. */
  private List<String> barsOn(String before) {
    String command =
        "%s %s train-vae --data-path=sky.fits --latent-dim=2 --epochs=1 --no-save >out"
            .formatted(before, Desisky.program());
    Process process =
        Desisky.start(
            folder, Map.of("TERM", "xterm"), List.of("script", "-qec", command, "/dev/null"));
    Desisky.Run run = Desisky.finish(process, folder);
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).doesNotContainIgnoringCase("warn");
    return run.out().lines().filter(l -> l.matches("Training +\\d+%.*")).toList();
  }

  /** A figure that cannot be written is a warning; both commands have more to say after the bar. */
  @Test
  void aBarIsOverBeforeMoreIsSaid() throws IOException {
    assumeThat(Distribution.works("script", "--version")).isTrue();
    SmallSkies.write(folder.resolve("sky.fits"), GRID, SmallSkies.flux(20, GRID.length, 0.1, 1));
    Files.createDirectory(folder.resolve("sky_vae.curves.png"));
    Files.writeString(folder.resolve("z.csv"), "latents_0,latents_1\n0.5,1\n");
    String desisky = Desisky.program();
    String command =
        desisky
            + " train-vae --data-path=sky.fits --latent-dim=2 --epochs=1 --save-dir=. && "
            + desisky
            + " decode z.csv --model-path=sky_vae.eqx --output=out.npz";
    Process process =
        Desisky.start(
            folder, Map.of("TERM", "xterm"), List.of("script", "-qec", command, "/dev/null"));
    Desisky.Run run = Desisky.finish(process, folder);
    assertThat(run.exitCode()).as(run.out()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).anyMatch(line -> line.startsWith("Training"));
    assertThat(lines).anyMatch(line -> line.startsWith("Decoding "));
    assertThat(lines).anyMatch(line -> line.startsWith("warning: no figures as PNG files: "));
    assertThat(lines.subList(lines.indexOf("Wrote 1 spectrum"), lines.size()))
        .containsExactly("Wrote 1 spectrum", folder.resolve("out.npz").toString());
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() {
    assumeThat(Files.exists(Path.of("/dev/full"))).isTrue();
    Desisky.Run run = shell("%s --version >/dev/full");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).containsExactly("desisky: cannot write to standard output");
    assertThat(shell("%s --version >&-").exitCode()).isEqualTo(1);
    run = shell("%s --bogus >/dev/full");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // another shell
  void aReaderMayLeaveEarly() {
    Desisky.Run run = shell("{ %s --version; echo $? >&2; } | :");
    assertThat(run.err().strip()).isEqualTo("0");
  }

  private Desisky.Run shell(String line) {
    List<String> command = List.of("sh", "-c", line.formatted(Desisky.program()));
    return Desisky.finish(Desisky.start(folder, command), folder);
  }

  @Test
  void quietTellsResultsAlone() throws IOException {
    Desisky.Run run = simulate("-q");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(simulate().err()).isNotEmpty();
    run = Desisky.run(folder, "-q", "data", "info", folder.resolve("missing.fits").toString());
    assertThat(run.err()).startsWith("desisky: ").contains("missing.fits");
    assertThat(Desisky.run(folder, "engines", "-v").err()).contains("INFO");
    run = Desisky.run(folder, "engines", "-v", "-q");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("exclude each other");
  }

  @Test
  void aNameMayBeginWithAnAtSign() throws IOException {
    SmallSkies.write(folder.resolve("@sky.fits"), new double[] {1, 2, 3}, new float[6]);
    Desisky.Run run = OneProcess.run("data", "info", "@sky.fits");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("@sky.fits");
  }

  @Test
  void debugShowsWhere() {
    String missing = folder.resolve("missing.fits").toString();
    assertThat(OneProcess.run("data", "info", missing).err()).doesNotContain("\tat ");
    assertThat(OneProcess.run("data", "info", "--debug", missing).err()).contains("\tat ");
  }

  @Test
  void defaultsComeFromTheEnvironmentElseFromAFile() throws IOException {
    Path file = folder.resolve("defaults.properties");
    Files.writeString(file, "rows=11\ndesisky.data.simulate.seed=5\n");
    Map<String, String> config = Map.of("DESISKY_CONFIG", file.toString());
    assertThat(rows(config)).isEqualTo(11);
    Map<String, String> both = Map.of("DESISKY_CONFIG", file.toString(), "DESISKY_ROWS", "12");
    assertThat(rows(both)).isEqualTo(12);
    assertThat(rows(both, "--rows", "13")).isEqualTo(13);
    assertThat(rows(Map.of("DESISKY_DATA_SIMULATE_ROWS", "14", "DESISKY_ROWS", "12")))
        .isEqualTo(14);
  }

  @Test
  void aFlagThatIsOnByDefaultStaysOnWhenItIsTyped() throws IOException {
    String[] command = {"data", "simulate", "--rows", "2", "--output", "sky.fits", "--quiet"};
    Desisky.Run run = with(Map.of("DESISKY_QUIET", "true"), command);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    run = with(Map.of("DESISKY_JSON", "true"), "data", "info", "--json", "sky.fits");
    assertThat(run.out()).startsWith("{");
  }

  @Test
  void aFlagOfAllCommandsMayBeTheDefaultOfOne() throws IOException {
    Map<String, String> quiet = Map.of("DESISKY_DATA_SIMULATE_QUIET", "true");
    String[] command = {"data", "simulate", "--rows", "2", "--output", "sky.fits"};
    assertThat(with(quiet, command).err()).isEmpty();
    Path file = Files.writeString(folder.resolve("c"), "desisky.data.simulate.quiet=true\n");
    assertThat(with(Map.of("DESISKY_CONFIG", file.toString()), command).err()).isEmpty();
    Map<String, String> other = Map.of("DESISKY_DATA_INFO_QUIET", "true");
    assertThat(with(other, command).err()).isNotEmpty();
    Path whole = Files.writeString(folder.resolve("d"), "desisky.quiet=true\n");
    assertThat(with(Map.of("DESISKY_CONFIG", whole.toString()), command).err()).isEmpty();
    Desisky.Run run = with(Map.of("DESISKY_DATA_SIMULATE_QUIET", "yes"), command);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("'yes' is neither true nor false", "DESISKY_DATA_SIMULATE_QUIET");
  }

  @Test
  void whatIsTypedGoesBeforeADefaultThatItContradicts() {
    Map<String, String> quiet = Map.of("DESISKY_QUIET", "true");
    Desisky.Run run = with(quiet, "engines", "-v");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("INFO");
  }

  @Test
  void quietTellsWhatTheLibraryWarnsOf() {
    String[] simulate = {"data", "simulate", "--rows", "2", "--output", "sky.fits", "-q"};
    assertThat(Desisky.run(folder, simulate).exitCode()).isZero();
    String[] command = {"data", "export", "sky.fits", "--enrich", "--offline", "--output=e.ecsv"};
    assertThat(OneProcess.run(command).err()).contains("SOLFLUX");
    Desisky.Run run = Desisky.run(folder, Desisky.with(command, "-q"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains("SOLFLUX");
  }

  /** A shell leaves it as it is after {@code =}, and so does a file of defaults. */
  @Test
  void aLeadingTildeIsTheFolderOfTheUser() throws IOException {
    String expected = Folders.ofUser().home().resolve("none.npz").toString();
    String[] command = {"train-vae", "--data-path=~/none.npz", "--epochs=1", "--no-save"};
    assertThat(OneProcess.run(command).err()).contains(expected);
    Path file = Files.writeString(folder.resolve("c"), "data-path=~/none.npz\n");
    Map<String, String> config = Map.of("DESISKY_CONFIG", file.toString());
    assertThat(with(config, "train-vae", "--epochs=1", "--no-save").err()).contains(expected);
  }

  @Test
  void badDefaultsAreNamedWithTheirSource() throws IOException {
    Desisky.Run run =
        with(Map.of("DESISKY_ROWS", "many"), "data", "simulate", "--output", "x.fits");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("many", "from the environment variable DESISKY_ROWS");
    run = with(Map.of("DESISKY_VAL_SPLIT", "2"), "train-vae", "--data-path=x.fits", "--epochs=1");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("not be 2", "--val-split is from the environment variable DESISKY_VAL");
    run = with(Map.of("DESISKY_ENGIN", "mxnet"), "train-vae", "--bogus");
    assertThat(run.err()).contains("warning: the environment variable DESISKY_ENGIN is of no");
    run = with(Map.of("DESISKY_ENGINE", "mxnet"), "train-vae", "--bogus");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--bogus").doesNotContain("ENGINE");
    Path file = Files.writeString(folder.resolve("c.properties"), "epoch=3\n");
    run = with(Map.of("DESISKY_CONFIG", file.toString()), "engines");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains("c.properties", "'epoch'", "desisky.train-vae.epochs=30");
    run = with(Map.of("DESISKY_CONFIG", folder.resolve("none").toString()), "engines");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("DESISKY_CONFIG", "none");
  }

  private int rows(Map<String, String> environment, String... more) {
    String[] command = {"data", "simulate", "--output", folder.resolve("sky.fits").toString()};
    Desisky.Run run = with(environment, Desisky.with(command, more));
    assertThat(run.exitCode()).as(run.err()).isZero();
    Desisky.Run info = OneProcess.run("data", "info", folder.resolve("sky.fits").toString());
    String line = info.out().lines().filter(l -> l.startsWith("Spectra")).findFirst().orElseThrow();
    return Integer.parseInt(line.replaceAll("\\D*(\\d+) of.*", "$1"));
  }

  private Desisky.Run with(Map<String, String> environment, String... arguments) {
    return Desisky.finish(Desisky.start(folder, environment, arguments), folder);
  }

  private Desisky.Run simulate(String... before) throws IOException {
    Path out = folder.resolve("quiet.fits");
    Files.deleteIfExists(out);
    String[] command = {"data", "simulate", "--rows", "10", "--output", out.toString()};
    return Desisky.run(folder, Desisky.with(before, command));
  }
}
