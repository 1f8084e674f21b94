package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.desisky.data.KnownBadNights;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.SkySubset;
import org.desisky.data.SplitRule;
import org.desisky.data.simulate.SkySimulator;
import org.desisky.vae.Checkpoint;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cutting and showing catalogues with the packaged program. */
class DataIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path shared;
  private static Path sky;
  private static SkyCatalog catalog;

  private final Path folder = OneProcess.emptyFolder();

  @BeforeAll
  static void simulate() {
    sky = shared.resolve("sky.fits");
    SkyCatalogWriter.write(SkySimulator.simulate(120, 3), sky);
    catalog = SkyCatalog.read(sky);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // no polite way to end a process there
  void anInterruptedExportLeavesNoHalfFile() throws Exception {
    float[] flux = new float[20_000 * 1000];
    Path large =
        SmallSkies.write(
            folder.resolve("large.fits"),
            IntStream.range(1, 1001).asDoubleStream().toArray(),
            flux);
    String[] command = {"data", "export", large.toString(), "--output", "out.vot"};
    Process process = Desisky.start(folder, command);
    Desisky.await(
        process, () -> Desisky.files(folder).stream().anyMatch(f -> f.startsWith(".out")));
    process.destroy();
    Desisky.Run run = Desisky.finish(process, folder);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
    assertThat(Desisky.files(folder)).containsExactly("large.fits");
  }

  @Test
  void infoTellsWhatIsThere() throws IOException {
    Desisky.Run text = OneProcess.run("data", "info", sky.toString());
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("METADATA", "120 x 7781", "3600.0 to 9824.0 Å", "Conditions   dark", "[deg]");
    Desisky.Run run = OneProcess.run("data", "info", sky.toString(), "--json");
    assertThat(run.out().lines()).hasSize(1);
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("rows").intValue()).isEqualTo(120);
    assertThat(json.get("subsets").get("dark").intValue())
        .isEqualTo(SkySubset.DARK.rows(catalog.observations()).length);
    assertThat(sum(json.get("conditions"))).isEqualTo(120);
    assertThat(json.get("parts").get(2).get("name").textValue()).isEqualTo("FLUX");
  }

  @ParameterizedTest
  @ValueSource(strings = {"npz", "ecsv", "parquet", "vot"})
  void aFormatIsWrittenAndNothingElseSaid(String extension) {
    Path out = folder.resolve("out." + extension);
    Desisky.Run run =
        Desisky.run(folder, "data", "export", sky.toString(), "--output", out.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).containsExactly(out.toString());
    assertThat(run.err()).doesNotContain("INFO", "WARN", "log4j", "warning");
    assertThat(out).isNotEmptyFile();
  }

  @Test
  void rowsAreCutByNumberSubsetAndCondition() {
    Path out = folder.resolve("out.fits");
    Desisky.Run run =
        OneProcess.run(
            "data",
            "export",
            sky.toString(),
            "--rows",
            "0-79,100",
            "--subset",
            "dark",
            "--where",
            "AIRMASS<1.5 && CONDITION == 'dark'",
            "--output",
            out.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    ObservationTable all = catalog.observations();
    double[] airmass = all.doubles("AIRMASS");
    double[] night = all.doubles("NIGHT");
    int[] expected =
        Arrays.stream(SkySubset.DARK.rows(all))
            .filter(row -> row < 80 || row == 100)
            .filter(row -> airmass[row] < 1.5 && !KnownBadNights.contains(night[row]))
            .toArray();
    assertThat(expected).hasSizeBetween(1, 79);
    SkyCatalog cut = SkyCatalog.read(out);
    assertThat(cut.flux()).isEqualTo(catalog.select(expected).flux());
    assertThat(cut.observations().columns())
        .isEqualTo(catalog.select(expected).observations().columns());
    assertThat(run.err()).contains("outside the dark subset", "do not meet AIRMASS<1.5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--output out.txt; 2; .fits, .fit, .npz",
        "--output out.csv --where AIRMASS<; 2; at character",
        "--output out.csv --where AIRMAS<1; 1; did you mean AIRMASS?",
        "--output out.csv --rows 119-120; 1; rows are 0 to 119",
        "--output sky.fits; 2; is the file to read"
      })
  void whatCannotBeExportedIsNamedInOneLine(String options, int exitCode, String named)
      throws IOException {
    Path input = Files.copy(sky, folder.resolve("sky.fits"));
    String[] export = {"data", "export", "sky.fits"};
    OneProcess.run(Desisky.with(export, options.split(" "))).assertOneLine(exitCode, named);
    assertThat(Files.mismatch(input, sky)).isEqualTo(-1);
    assertThat(Desisky.files(folder)).containsExactly("sky.fits");
  }

  @Test
  void aSpectrumIsDrawnBesideItsFileOrWhereAsked() throws IOException {
    Path input = Files.copy(sky, folder.resolve("sky.fits"));
    Desisky.Run run = OneProcess.run("data", "plot", input.toString(), "--row", "7");
    assertThat(run.exitCode()).as(run.err()).isZero();
    Path png = folder.resolve("sky.row7.png");
    assertThat(run.lastLine()).isEqualTo(png.toString());
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(1600);
    Desisky.Run missing = OneProcess.run("data", "plot", input.toString(), "--row", "120");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("row 120 is not there", "0 to 119");
  }

  @Test
  void trainingKeepsNightsWholeAndSaysSo() throws IOException {
    Desisky.Run run =
        OneProcess.run(
            "train-vae",
            "--data-path",
            sky.toString(),
            "--split-by",
            "night",
            "--where",
            "MOONALT < 30",
            "--subset",
            "full",
            "--epochs",
            "1",
            "--val-split",
            "0.2",
            "--save-dir",
            folder.toString(),
            "--run-name",
            "run",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("split_by").textValue()).isEqualTo("night");
    JsonNode ours =
        Checkpoint.read(folder.resolve("run.eqx")).header().get("desisky_java").orElseThrow();
    assertThat(ours.get("data").get("where").textValue()).isEqualTo("MOONALT < 30");
    assertThat(ours.get("data").get("subset").textValue()).isEqualTo("full");
    JsonNode split = ours.get("split");
    assertThat(split.get("rule").textValue()).isEqualTo("night");
    assertThat(Desisky.read(folder, "run.report.html")).contains("by night (", "MOONALT &lt; 30");

    // The same split, from what the header says.
    SkyCatalog kept =
        catalog
            .select(KnownBadNights.rowsToKeep(catalog.observations()).orElseThrow())
            .where("MOONALT < 30");
    int[] test =
        SplitRule.NIGHT
            .split(
                kept.observations(),
                split.get("val_split").doubleValue(),
                split.get("seed").longValue())
            .test();
    assertThat(json.get("test_rows").intValue()).isEqualTo(test.length);
    double[] nights = kept.observations().doubles("NIGHT");
    Set<Double> testNights =
        IntStream.of(test).mapToObj(row -> nights[row]).collect(Collectors.toSet());
    assertThat(split.get("test_nights").intValue()).isEqualTo(testNights.size());
    assertThat(split.get("train_nights").intValue() + testNights.size())
        .isEqualTo((int) Arrays.stream(nights).distinct().count());
  }

  private static int sum(JsonNode counts) {
    int sum = 0;
    for (JsonNode count : counts) {
      sum += count.intValue();
    }
    return sum;
  }
}
