package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.desisky.data.Split;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd spectra found with the packaged program. */
class AnomaliesIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HEADER =
      "row,EXPID,score,p_value,flagged,reason,wavelength_min,wavelength_max";
  private static final int CHANNELS = 60;
  private static final int ROWS = 200;
  private static final int USUAL_ROWS = 700;

  @TempDir static Path shared;
  private static Path usual;
  private static Path sky;
  private static Path model;

  private final Path folder = OneProcess.emptyFolder();

  /** A model of 700 spectra, 70 of them held back from all; and a catalogue with three odd rows. */
  @BeforeAll
  static void make() {
    usual = write(shared.resolve("usual.fits"), flux(USUAL_ROWS, CHANNELS, 1), CHANNELS);
    float[] flux = flux(ROWS, CHANNELS, 2);
    flux[3 * CHANNELS + 30] += 3;
    for (int i = 10; i < 22; i++) {
      flux[7 * CHANNELS + i] -= 0.8f;
    }
    flux[9 * CHANNELS + 4] = Float.NaN;
    sky = write(shared.resolve("sky.fits"), flux, CHANNELS);
    model = train(shared, usual, "m", "--latent-dim", "3", "--calibration-split", "0.1");
  }

  private static Path train(Path folder, Path data, String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train-vae", "--data-path", data.toString(), "--save-dir", folder.toString()));
    arguments.addAll(List.of("--run-name", name, "--epochs", "3"));
    arguments.addAll(List.of("--no-state", "--no-report"));
    arguments.addAll(List.of(more));
    Desisky.Run run = OneProcess.run(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return folder.resolve(name + ".eqx");
  }

  @Test
  void everySpectrumHasARowTheOddestFirst() throws IOException {
    Desisky.Run run = anomalies("--output", "a.csv", "--json", "--fpr", "0.01");
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("a.csv"));
    assertThat(lines.get(0)).isEqualTo(HEADER);
    List<String[]> rows = lines.stream().skip(1).map(AnomaliesIT::cells).toList();
    assertThat(rows.stream().map(row -> Integer.parseInt(row[0])))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).boxed().toList());
    double before = Double.POSITIVE_INFINITY;
    for (String[] row : rows) {
      double score = Double.parseDouble(row[2]);
      assertThat(score).isLessThanOrEqualTo(before);
      assertThat(Double.parseDouble(row[3])).isBetween(0.0, 1.0);
      before = score;
    }
    assertThat(rows.get(0)).startsWith("9", "909", "Infinity", "0.0", "true");
    assertThat(rows.get(0)[5]).isEqualTo("1 of 60 numbers is not finite");
    assertThat(Set.of(rows.get(1)[0], rows.get(2)[0])).containsExactlyInAnyOrder("3", "7");
    String[] spike = rows.stream().filter(row -> row[0].equals("3")).findFirst().orElseThrow();
    assertThat(spike[5]).startsWith("a spike at 4300 Angstrom");
    assertThat(spike[6]).isEqualTo("4300.0");
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("rows").intValue()).isEqualTo(ROWS);
    assertThat(json.get("bad_rows").intValue()).isEqualTo(1);
    assertThat(json.get("flagged").intValue()).isBetween(3, 25);
    JsonNode known = json.get("usual");
    assertThat(Path.of(known.get("file").textValue())).hasSameBinaryContentAs(usual);
    assertThat(known.get("calibrated_on").textValue()).isEqualTo("held-back rows");
    assertThat(known.get("learning_rows").intValue()).isEqualTo(560);
    assertThat(known.get("learnt_and_scored_rows").intValue()).isZero();
    assertThat(known.get("warning").isNull()).isTrue();
    JsonNode threshold = json.get("threshold");
    assertThat(threshold.get("calibration_rows").intValue()).isEqualTo(70);
    assertThat(threshold.get("rate_lowest").doubleValue())
        .isLessThan(threshold.get("rate_highest").doubleValue());
    assertThat(run.err())
        .contains("Flagged is what scores above", "row 9, EXPID 909: 1 of 60")
        .doesNotContain("warning");
  }

  /** The cells of a line of CSV, of which some are in quotes. */
  private static String[] cells(String line) {
    String[] cells = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
    return Arrays.stream(cells).map(cell -> cell.replace("\"", "")).toArray(String[]::new);
  }

  @Test
  void theRowsThatWereHeldBackAreInTheHeader() throws IOException {
    Desisky.Run run = OneProcess.run("inspect", model.toString(), "--json");
    JsonNode split = JSON.readTree(run.lastLine()).findPath("split");
    assertThat(split.get("calibration_split").doubleValue()).isEqualTo(0.1);
    assertThat(split.get("calibration_rows").intValue()).isEqualTo(70);
    assertThat(split.get("train_rows").intValue()).isEqualTo(560);
    assertThat(split.get("test_rows").intValue()).isEqualTo(70);
    Desisky.Run report =
        OneProcess.run(
            "report", "--model-path", model.toString(), "--data-path", usual.toString(), "--json");
    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(JSON.readTree(report.lastLine()).get("measures").get("train_rows").intValue())
        .isEqualTo(560);
  }

  @Test
  void rowsLearntFromAreScoredAndCounted() throws IOException {
    Desisky.Run run = anomalies("--data-path", usual.toString(), "--json", "--where", "ROW < 350");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("rows").intValue()).isEqualTo(350);
    assertThat(json.get("usual").get("learnt_and_scored_rows").intValue()).isBetween(250, 310);
    assertThat(run.err()).contains("are among those learnt from");
    assertThat(folder.resolve("anomalies.csv")).isNotEmptyFile();
  }

  @Test
  void withoutRowsHeldBackTheTestRowsCalibrateAndAWarningSaysSo() throws IOException {
    Path plain = train(folder, usual, "plain", "--latent-dim", "3");
    Desisky.Run run = anomalies("--model-path", plain.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("warning: the rows that calibrate are the model's test rows");
    JsonNode known = JSON.readTree(run.lastLine()).get("usual");
    assertThat(known.get("calibrated_on").textValue()).isEqualTo("test rows");
    assertThat(known.get("warning").textValue()).contains("--calibration-split");
  }

  @Test
  void whereNothingIsKnownTheSpectraThemselvesTellAndAWarningSaysSo() throws IOException {
    Path unknown = SmallModel.write(folder.resolve("unknown.eqx"), 3, grid(CHANNELS));
    Desisky.Run run = anomalies("--model-path", unknown.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("warning: the checkpoint does not tell which rows");
    JsonNode known = JSON.readTree(run.lastLine()).get("usual");
    assertThat(known.get("calibrated_on").textValue()).isEqualTo("rows of unknown use");
    assertThat(known.get("learnt_from").textValue()).isEqualTo("half of the rows");
    Path large = write(folder.resolve("large.fits"), flux(400, CHANNELS, 3), CHANNELS);
    Desisky.Run other = anomalies("--reference", large.toString(), "--json");
    assertThat(other.exitCode()).as(other.err()).isZero();
    assertThat(other.err()).doesNotContain("warning");
    JsonNode reference = JSON.readTree(other.lastLine()).get("usual");
    assertThat(reference.get("calibrated_on").textValue()).isEqualTo("rows of another file");
    assertThat(reference.get("learning_rows").intValue()).isEqualTo(200);
  }

  @Test
  void knownBadNightsAreScoredWhereAskedButNeverLearntFrom() throws IOException {
    Path some =
        SmallSkies.write(folder.resolve("some.fits"), grid(CHANNELS), flux(400, CHANNELS, 8), 100);
    String[] both = {"--data-path", some.toString(), "--reference", some.toString(), "--json"};
    Desisky.Run good = anomalies(both);
    assertThat(good.exitCode()).as(good.err()).isZero();
    assertThat(JSON.readTree(good.lastLine()).get("rows").intValue()).isEqualTo(300);
    Desisky.Run all = anomalies(Desisky.with(both, "--no-quality-filter"));
    assertThat(all.exitCode()).as(all.err()).isZero();
    JsonNode json = JSON.readTree(all.lastLine());
    assertThat(json.get("rows").intValue()).isEqualTo(400);
    assertThat(json.get("usual").get("learning_rows").intValue()).isEqualTo(150);
    assertThat(json.get("threshold").get("calibration_rows").intValue()).isEqualTo(150);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fits", "vot", "ecsv", "parquet", "npz"})
  void aTableIsWrittenAndNothingElseSaid(String extension) throws IOException {
    Desisky.Run run =
        extension.equals("fits") // in a process of its own, as what is told once in each
            ? Desisky.run(folder, Desisky.arguments("anomalies", model, sky, "--output=a.fits"))
            : anomalies("--output", "a." + extension);
    assertThat(run.exitCode()).as(run.err()).isZero();
    Path file = folder.resolve("a." + extension);
    assertThat(run.out().lines()).containsExactly(file.toAbsolutePath().toString());
    assertThat(run.err()).doesNotContain("INFO", "WARN", "log4j", "\tat ");
    assertThat(files()).containsExactly("a." + extension);
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertThat(text).contains("wavelength_max", "p_value");
    if (!extension.equals("npz")) {
      assertThat(text).contains("Angstrom", "chance that a usual spectrum scores as high");
    }
  }

  @Test
  void standardOutputGetsTheTableAlone() {
    Desisky.Run run = anomalies("--output", "-", "--on-bad", "skip", "--where", "EXPID < 920");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(20).startsWith(HEADER);
    assertThat(run.err()).contains("Left out 1 spectrum");
    assertThat(files()).isEmpty();
  }

  @Test
  void spectraOnAnotherGridAreRefusedOrResampled() throws IOException {
    int finer = 2 * CHANNELS - 1;
    Path other = write(folder.resolve("finer.fits"), flux(80, finer, 4), finer);
    anomalies("--data-path", other.toString()).assertOneLine(1, "another wavelength grid");
    Desisky.Run run = anomalies("--data-path", other.toString(), "--resample", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(JSON.readTree(run.lastLine()).get("resampled").booleanValue()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--output a.txt; 2; .npz",
        "--output .; 2; .npz",
        "--fpr 0; 2; fpr must lie between 0 and 1",
        "--fpr 1; 2; fpr must lie between 0 and 1",
        "--fpr many; 2; many",
        "--on-bad explode; 2; fail, skip, mark",
        "--output a.csv --format csv; 2; --format is for --output -",
        "--output - --json; 2; standard output",
        "--subset noon; 2; noon",
        "--engine abacus; 1; abacus",
        "--where EXPID<0; 1; none of the 200 spectra",
        "--where EXPID==909 --on-bad skip; 1; the only spectrum has NaN",
        "--on-bad fail; 1; row 9 (counted from 0) has NaN",
        "--model-path missing.eqx; 1; missing.eqx",
        "--data-path missing.fits; 1; missing.fits",
        "--reference missing.fits; 1; missing.fits",
        "--output nowhere.csv/a.csv; 1; cannot write to the folder"
      })
  void whatCannotBeDoneIsNamedInOneLine(String options, int exitCode, String named)
      throws IOException {
    Files.createFile(folder.resolve("nowhere.csv"));
    anomalies(options.split(" ")).assertOneLine(exitCode, named);
    assertThat(files()).containsExactly("nowhere.csv");
  }

  /** It is known from the model alone, and not named by the user. */
  @Test
  void theCatalogueThatIsLearntFromIsNotWrittenOver() throws IOException {
    byte[] before = Files.readAllBytes(usual);
    anomalies("--output", usual.toString()).assertOneLine(2, "usual.fits is the file to read");
    assertThat(Files.readAllBytes(usual)).isEqualTo(before);
  }

  @Test
  void otherChannelsAndTooFewSpectraAreNamed() {
    Path narrow = write(folder.resolve("narrow.fits"), flux(80, 12, 5), 12);
    anomalies("--data-path", narrow.toString()).assertOneLine(1, "12 channels");
    anomalies("--reference", narrow.toString()).assertOneLine(1, "narrow.fits", "12 channels");
    Path few = write(folder.resolve("few.fits"), flux(50, CHANNELS, 6), CHANNELS);
    anomalies("--reference", few.toString())
        .assertOneLine(1, "few.fits: 50 spectra are too few to tell what is usual");
    float[] empty = flux(130, CHANNELS, 7);
    IntStream.range(0, 130)
        .filter(row -> row % 3 != 0)
        .forEach(row -> empty[row * CHANNELS] = 1 / 0f);
    Path bad = write(folder.resolve("bad.fits"), empty, CHANNELS);
    anomalies("--reference", bad.toString()).assertOneLine(1, "bad.fits: ", "are too few");
    float[] half = flux(130, CHANNELS, 8);
    int[] calibrating = Split.byRow(130, 0.5, 42).test();
    IntStream.of(calibrating).limit(10).forEach(row -> half[row * CHANNELS] = 1 / 0f);
    Path worse = write(folder.resolve("half.fits"), half, CHANNELS);
    anomalies("--reference", worse.toString())
        .assertOneLine(
            1, "half.fits: 55 spectra are too few to calibrate the threshold, which takes 60");
    assertThat(files())
        .containsExactlyInAnyOrder("narrow.fits", "few.fits", "bad.fits", "half.fits");
  }

  @Test
  void theFaultsOfASimulatedSkyComeFirst() throws IOException {
    Desisky.Run simulated =
        OneProcess.run(
            "data", "simulate", "--rows", "700", "--anomalies", "1", "--output", "s.fits");
    assertThat(simulated.exitCode()).as(simulated.err()).isZero();
    Path sim = folder.resolve("s.fits");
    Path trained = train(folder, sim, "s", "--calibration-split", "0.15", "--latent-dim", "8");
    Desisky.Run run =
        OneProcess.run(
            "anomalies",
            "--model-path",
            trained.toString(),
            "--data-path",
            sim.toString(),
            "--output",
            "s.csv");
    assertThat(run.exitCode()).as(run.err()).isZero();
    Set<String> odd = new HashSet<>();
    JsonNode truth = JSON.readTree(folder.resolve("s.truth.json").toFile());
    truth.get("anomalies").forEach(anomaly -> odd.add(anomaly.get("row").asText()));
    List<String> ranked =
        Files.readAllLines(folder.resolve("s.csv")).stream()
            .skip(1)
            .map(line -> line.substring(0, line.indexOf(',')))
            .toList();
    long first = ranked.stream().limit(20).filter(odd::contains).count();
    assertThat(first).as("of the ten faults, among the first twenty").isGreaterThanOrEqualTo(6);
  }

  private Desisky.Run anomalies(String... more) {
    return OneProcess.run(Desisky.arguments("anomalies", model, sky, more));
  }

  private List<String> files() {
    return Desisky.files(folder);
  }

  private static double[] grid(int channels) {
    return IntStream.range(0, channels)
        .mapToDouble(i -> 4000 + 590.0 * i / (channels - 1))
        .toArray();
  }

  private static float[] flux(int rows, int channels, long seed) {
    return SmallSkies.flux(rows, channels, 0.05, seed);
  }

  private static Path write(Path path, float[] flux, int channels) {
    return SmallSkies.write(path, grid(channels), flux);
  }
}
