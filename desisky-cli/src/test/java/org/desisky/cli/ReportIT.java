package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.desisky.core.FloatMatrix;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report of a model by the packaged program. */
class ReportIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ROWS = 200;
  private static final int CHANNELS = 300;

  @TempDir static Path shared;
  private static Path sky;
  private static Path model;
  private static Desisky.Run training;

  private final Path folder = OneProcess.emptyFolder();

  /** A model trained on the moonless rows of a catalogue in which row 7 is broken. */
  @BeforeAll
  static void train() {
    sky = write(shared.resolve("sky.fits"), CHANNELS, 1);
    training =
        OneProcess.run(
            "train-vae",
            "--data-path",
            sky.toString(),
            "--save-dir",
            shared.toString(),
            "--run-name",
            "m",
            "--epochs",
            "3",
            "--latent-dim",
            "2",
            "--where",
            "MOONALT < 0",
            "--drop-nonfinite",
            "--val-split",
            "0.2",
            "--seed",
            "5");
    assertThat(training.exitCode()).as(training.err()).isZero();
    model = shared.resolve("m.eqx");
  }

  @Test
  void theReportOfTrainingHasTheSameSectionsAndNumbers() throws IOException {
    String page = Files.readString(shared.resolve("m.report.html"));
    for (String heading : headings()) {
      assertThat(page).contains(heading);
    }
    Desisky.Run run = report("--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("own_split").booleanValue()).isTrue();
    JsonNode measures = json.get("measures");
    // 134 of the 200 rows are moonless, and row 7 of these is broken.
    assertThat(measures.get("train_rows").intValue()).isEqualTo(107);
    assertThat(measures.get("test_rows").intValue()).isEqualTo(26);
    assertThat(measures.get("split").textValue()).contains("found again from the checkpoint");
    double error = measures.at("/mse/model/mean").doubleValue();
    double pca = measures.at("/mse/pca/mean").doubleValue();
    assertThat(page)
        .contains("Test MSE (from the means, without noise)</th><td>" + number(error) + "<")
        .contains("Test MSE of 2 principal components</th><td>" + number(pca) + "<");
    String again = Files.readString(folder.resolve("report.html"));
    for (String heading : headings()) {
      assertThat(again).contains(heading);
    }
    assertThat(again).contains("Best test loss", "id=\"curve-total\"");
    String tooFew = "60 others to tell how often usual ones score high, and there are 107 and 26.";
    assertThat(page).contains(tooFew);
    assertThat(again).contains(tooFew);
    // The density stored at the end of training, and the one fitted now, are of the same rows.
    JsonNode generated = json.get("generated");
    assertThat(generated.get("rows").intValue()).isEqualTo(26);
    assertThat(page).contains(generated.get("verdict").textValue());
    assertThat(again).contains(generated.get("verdict").textValue());
    assertThat(generated.at("/frechet/density/mean").doubleValue()).isPositive();
    assertThat(Path.of(json.get("output").textValue())).isEqualTo(real("report.html"));
  }

  @Test
  void spectraHeldBackTellWhatIsOddOnBothPages() throws IOException {
    Desisky.Run run =
        OneProcess.run(
            "train-vae",
            "--data-path",
            sky.toString(),
            "--save-dir",
            folder.toString(),
            "--run-name=held",
            "--epochs=2",
            "--latent-dim=2",
            "--drop-nonfinite",
            "--val-split=0.1",
            "--calibration-split=0.35");
    assertThat(run.exitCode()).as(run.err()).isZero();
    String page = Files.readString(folder.resolve("held.report.html"));
    // 199 spectra are usable: 19 are tested on, 69 held back.
    assertThat(page)
        .contains(
            "The threshold was calibrated on 69 spectra that neither trained the model nor picked")
        .contains("it takes 20 held-out spectra, of which there are 19");
    Desisky.Run again = report("--model-path", folder.resolve("held.eqx").toString());
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains(anomalies(page), "of which there are 19");
  }

  /** The words of the section on odd spectra, of which one is flagged or not. */
  private static String anomalies(String page) {
    int start = page.indexOf("The oddest of the test spectra");
    assertThat(start).isPositive();
    return page.substring(start, page.indexOf('<', start));
  }

  private static List<String> headings() {
    return List.of(
        ">Measures<",
        ">Example reconstructions<",
        ">Latents<",
        ">Magnitudes and airglow<",
        ">Error against wavelength<",
        ">Anomalies<",
        ">Generated against real<",
        ">Training curves<",
        ">Data<",
        ">Provenance<");
  }

  @Test
  void thePathIsTheResultAndTheVerdictIsSaid() {
    Desisky.Run run =
        Desisky.run(folder, Desisky.arguments("report", model, sky, "--output", "new/page.html"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).containsExactly(real("new/page.html").toString());
    assertThat(run.err())
        .contains("principal components: mean squared error")
        .doesNotContain("WARN", "\tat ");
    assertThat(folder.resolve("new")).isDirectoryContaining("glob:**page.html");
  }

  @Test
  void aSubsetOfTheOwnTestRowsIsMeasured() throws IOException {
    Desisky.Run run = report("--where", "SUNALT > -20", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode measures = JSON.readTree(run.lastLine()).get("measures");
    assertThat(measures.get("train_rows").intValue()).isEqualTo(107);
    assertThat(measures.get("test_rows").intValue()).isBetween(1, 25);
    assertThat(measures.get("split").textValue()).contains(" of the 26 spectra");
    assertThat(measures.get("conditions").fieldNames()).toIterable().containsExactly("twilight");
    // Nor are all 107 what a density of twilights would be fitted to.
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("training spectra of the same choice, which takes 4 of them, of which there are ")
        .doesNotContain("of which there are 107.");
  }

  @Test
  void whatIsGeneratedIsOfTheChoiceThatIsMeasured() throws IOException {
    Path other = write(folder.resolve("other.fits"), CHANNELS, 2);
    String[] half = {"--data-path", other.toString(), "--val-split", "0.5", "--json"};
    JsonNode all = JSON.readTree(report(half).lastLine());
    assertThat(all.at("/generated/density_rows")).isEqualTo(all.at("/measures/train_rows"));
    assertThat(Files.readString(folder.resolve("report.html"))).doesNotContain("same choice");
    Desisky.Run run = report(Desisky.with(half, "--where", "SUNALT > -20"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.lastLine());
    // A third of the rows are twilights, and row 7 is none.
    int held = json.at("/measures/test_rows").intValue();
    int fitted = json.at("/generated/density_rows").intValue();
    assertThat(held + fitted).isEqualTo(ROWS / 3);
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("those " + fitted + " of the " + json.at("/measures/train_rows") + " training");
  }

  @Test
  void anotherFileIsSplitAnewAndSaysSo() throws IOException {
    Path other = write(folder.resolve("other.fits"), CHANNELS, 2);
    Desisky.Run run =
        report(
            "--data-path",
            other.toString(),
            "--val-split",
            "0.25",
            "--split-by",
            "exposure",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("own_split").booleanValue()).isFalse();
    JsonNode measures = json.get("measures");
    assertThat(measures.get("split").textValue())
        .startsWith("The model was trained on another file than this one")
        .contains("by exposure with seed 42");
    assertThat(measures.get("test_rows").intValue() + measures.get("train_rows").intValue())
        .isEqualTo(ROWS - 1);
    assertThat(measures.get("test_rows").intValue()).isBetween(45, 55);
  }

  @Test
  void aHistoryOfAnotherRunIsLeftOut() throws IOException {
    Path copy = Files.copy(model, folder.resolve("copy.eqx"));
    String history = Files.readString(shared.resolve("m.history.csv"));
    Path csv = folder.resolve("copy.history.csv");
    Files.writeString(csv, history.replaceAll("(?m)^(\\d),[^,]*", "$1,9.5"));
    Desisky.Run stale = report("--model-path", copy.toString());
    assertThat(stale.exitCode()).as(stale.err()).isZero();
    assertThat(stale.err())
        .contains("warning: copy.history.csv beside the model is of another run");
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("is of another run; it is left out.", "no history of a training run")
        .doesNotContain("id=\"curve-total\"");
    Files.writeString(csv, "nonsense");
    Desisky.Run damaged = report("--model-path", copy.toString());
    assertThat(damaged.exitCode()).as(damaged.err()).isZero();
    assertThat(damaged.err()).contains("is no training history");
  }

  @Test
  void anotherGridIsRefusedOrResampled() {
    Path finer = write(folder.resolve("finer.fits"), 2 * CHANNELS, 3);
    report("--data-path", finer.toString()).assertOneLine(1, "another wavelength grid");
    Desisky.Run run = report("--data-path", finer.toString(), "--resample");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  void onlyTheModelsWavelengthsMustBeFinite() throws IOException {
    double[] wide = new double[CHANNELS + 40];
    Arrays.setAll(wide, c -> 3600 + 6224.0 * (c - 20) / (CHANNELS - 1));
    float[] flux = SmallSkies.flux(ROWS, wide.length, 0.02, 3);
    for (int row = 0; row < ROWS; row++) {
      Arrays.fill(flux, row * wide.length, row * wide.length + 10, Float.NaN);
    }
    Path padded = SmallSkies.write(folder.resolve("padded.fits"), wide, flux);
    Desisky.Run run = report("--data-path", padded.toString(), "--resample", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Resampling from 340 channels").doesNotContain("NaN");
    JsonNode measures = JSON.readTree(run.lastLine()).get("measures");
    assertThat(measures.get("test_rows").intValue() + measures.get("train_rows").intValue())
        .isEqualTo(ROWS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--output page.txt; 2; must end in .html",
        "--output .; 2; must end in .html",
        "--val-split 1; 2; val split",
        "--seed -1; 2; seed",
        "--split-by moon; 2; moon",
        "--where EXPID<0; 1; none of the 200 spectra is left",
        "--where EXPID==901; 1; held back for testing",
        "--where NOTHING<0; 1; NOTHING",
        "--model-path missing.eqx; 1; missing.eqx",
        "--data-path missing.fits; 1; missing.fits",
        "--engine abacus; 1; abacus"
      })
  void whatCannotBeDoneIsNamedInOneLine(String options, int exitCode, String named) {
    report(options.split(" ")).assertOneLine(exitCode, named);
    assertThat(Desisky.files(folder)).isEmpty();
  }

  @Test
  void otherChannelsAndFoldersThatCannotBeWrittenAreNamedBeforeTheWork() throws IOException {
    Path narrow = write(folder.resolve("narrow.fits"), 12, 4);
    report("--data-path", narrow.toString()).assertOneLine(1, "12 channels");
    Files.createFile(folder.resolve("file"));
    Desisky.Run run = report("--output", "file/page.html");
    run.assertOneLine(1, "cannot write to the folder");
    assertThat(run.err()).doesNotContain("Measuring");
    Files.createDirectory(folder.resolve("page.html"));
    report("--output", "page.html").assertOneLine(2, "is a folder");
    Path cut = folder.resolve("cut.eqx");
    byte[] bytes = Files.readAllBytes(model);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1000));
    report("--model-path", cut.toString()).assertOneLine(1, "cut.eqx");
    assertThat(folder.resolve("report.html")).doesNotExist();
  }

  private Desisky.Run report(String... more) {
    return OneProcess.run(Desisky.arguments("report", model, sky, more));
  }

  private Path real(String name) {
    return folder.resolve(name).toAbsolutePath().normalize();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** Skies that are dark, moonlit and of twilight in turn; row 7 has a NaN. */
  private static Path write(Path path, int channels, long seed) {
    float[] flux = SmallSkies.flux(ROWS, channels, 0.02, seed);
    flux[7 * channels + 3] = Float.NaN;
    double[] wavelength = new double[channels];
    Arrays.setAll(wavelength, c -> 3600 + 6224.0 * c / (channels - 1));
    int[] expid = new int[ROWS];
    double[] sunalt = new double[ROWS];
    double[] moonalt = new double[ROWS];
    double[] moonfrac = new double[ROWS];
    double[] moonsep = new double[ROWS];
    int[] night = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      expid[row] = 900 + row;
      sunalt[row] = row % 3 == 2 ? -15 : -40;
      moonalt[row] = row % 3 == 1 ? 40 : -30;
      moonfrac[row] = 0.9;
      moonsep[row] = 60;
      night[row] = 20220101;
    }
    List<Column> columns =
        List.of(
            new Column("NIGHT", "", night),
            new Column("EXPID", "", expid),
            new Column("SUNALT", "deg", sunalt),
            new Column("MOONALT", "deg", moonalt),
            new Column("MOONFRAC", "", moonfrac),
            new Column("MOONSEP", "deg", moonsep));
    SkyCatalog catalog =
        SkyCatalog.of(
            wavelength, FloatMatrix.of(flux, ROWS, channels), ObservationTable.of(ROWS, columns));
    SkyCatalogWriter.write(catalog, path);
    return path;
  }
}
