package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.desisky.cli.SmallModel.CHANNELS;
import static org.desisky.cli.SmallModel.GRID;
import static org.desisky.cli.SmallModel.ROWS;
import static org.desisky.cli.SmallModel.grid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.Npz;
import org.desisky.core.noise.Noise;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program encodes and reconstructs: infer-vae, data plot. */
class InferIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path shared;
  private static SmallModel model;

  private final Path folder = OneProcess.emptyFolder();

  @BeforeAll
  static void make() {
    model = SmallModel.in(shared);
  }

  @Test
  void aCatalogueIsEncodedAndReconstructed() throws IOException {
    Desisky.Run run = infer(model.sky, "--output", "out.npz", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("rows").intValue()).isEqualTo(ROWS);
    assertThat(json.get("bad_rows").intValue()).isEqualTo(1);
    assertThat(json.get("engine").textValue()).isNotBlank();
    assertThat(json.get("device").textValue()).isNotBlank();
    assertThat(Path.of(json.get("output").textValue()))
        .hasSameBinaryContentAs(folder.resolve("out.npz"));
    assertThat(run.err()).contains("warning: 1 spectrum has NaN", "Mean reconstruction error");
    try (Npz npz = Npz.open(folder.resolve("out.npz"));
        SkyVae vae = SkyVae.load(model.checkpoint, Compute.auto())) {
      assertThat(npz.names())
          .containsExactly(
              "wavelength",
              "latents",
              "means",
              "logvars",
              "reconstructed",
              "recon_error",
              "row",
              "EXPID",
              "bad");
      assertThat(npz.doubles("wavelength")).isEqualTo(GRID);
      assertThat(npz.doubles("EXPID"))
          .isEqualTo(IntStream.range(900, 900 + ROWS).asDoubleStream().toArray());
      FloatMatrix spectra = model.spectra();
      float[] error = vae.reconstructionError(spectra);
      for (int row = 0; row < ROWS; row++) {
        if (row == 5) {
          assertThat(npz.floats("recon_error")[row]).isNaN();
        } else {
          assertThat(npz.floats("recon_error")[row]).isCloseTo(error[row], within(1e-4f));
        }
      }
      assertThat(npz.floats("latents")).isEqualTo(npz.floats("means"));
    }
  }

  @Test
  void aSpectrumIsDrawnWithWhatTheModelMakesOfIt() throws IOException {
    String[] plot = {
      "data", "plot", model.sky.toString(), "--row=3", "--model-path=" + model.checkpoint
    };
    Desisky.Run run = OneProcess.run(Desisky.with(plot, "--output=row.png"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    BufferedImage drawn = ImageIO.read(folder.resolve("row.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(1600);
    assertThat(drawn.getHeight()).isBetween(600, 800);
    Desisky.Run vectors = OneProcess.run(Desisky.with(plot, "--output=row.svg"));
    assertThat(vectors.exitCode()).isEqualTo(2);
    assertThat(vectors.err()).contains("--model-path", ".png");
    plot[3] = "--row=5";
    OneProcess.run(Desisky.with(plot, "--output=bad.png"))
        .assertOneLine(1, "sky.fits: row 5 (counted from 0) has NaN or infinite flux");
    assertThat(folder.resolve("bad.png")).doesNotExist();
    plot[3] = "--row=3";
    Path other =
        SmallSkies.write(folder.resolve("other.fits"), grid(CHANNELS, 5000, 2), model.flux());
    plot[2] = other.toString();
    Desisky.Run grid = OneProcess.run(Desisky.with(plot, "--output=other.png"));
    assertThat(grid.exitCode()).isEqualTo(1);
    assertThat(grid.err().lines()).hasSize(1);
    assertThat(grid.err()).contains("another wavelength grid");
    assertThat(folder.resolve("other.png")).doesNotExist();
    Path finer =
        SmallSkies.write(
            folder.resolve("finer.fits"), grid(200, 3990, 0.5), Noise.of(3).normals(10 * 200));
    plot[2] = finer.toString();
    Desisky.Run alone = OneProcess.run("data", "plot", plot[2], "--row=3", "--resample");
    assertThat(alone.exitCode()).isEqualTo(2);
    Desisky.Run resampled = OneProcess.run(Desisky.with(plot, "--resample"));
    assertThat(resampled.exitCode()).as(resampled.err()).isZero();
    assertThat(resampled.err()).contains("Resampling from 200 channels");
    assertThat(folder.resolve("finer.row3.png")).exists();
  }

  @Test
  void latentsAreSampledWhereAsked() {
    assertThat(infer(model.sky, "--output", "a.npz", "--sample", "--seed", "3").exitCode())
        .isZero();
    String[] again = arguments(model.sky, "--output", "b.npz", "--sample", "--seed", "3");
    assertThat(Desisky.run(folder, again).exitCode()).isZero(); // in another process
    assertThat(infer(model.sky, "--output", "c.npz", "--sample", "--seed", "4").exitCode())
        .isZero();
    assertThat(folder.resolve("a.npz")).hasSameBinaryContentAs(folder.resolve("b.npz"));
    try (Npz a = Npz.open(folder.resolve("a.npz"));
        Npz c = Npz.open(folder.resolve("c.npz"))) {
      assertThat(a.floats("means")).isEqualTo(c.floats("means"));
      assertThat(a.floats("latents")).isNotEqualTo(c.floats("latents"));
    }
  }

  @Test
  void rowsAreChosenAndCountedAndSkipped() {
    Desisky.Run run =
        infer(
            model.sky,
            "--where",
            "EXPID >= 903",
            "--n-samples",
            "4",
            "--on-bad",
            "skip",
            "--output",
            "out.npz");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Left out 3 spectra that do not meet", "Left out 1 spectrum");
    try (Npz npz = Npz.open(folder.resolve("out.npz"))) {
      assertThat(npz.doubles("row")).containsExactly(3, 4, 6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fits", "vot", "ecsv", "parquet"})
  void aTableIsWrittenAndNothingElseSaid(String extension) {
    Desisky.Run run = Desisky.run(folder, arguments(model.sky, "--output", "out." + extension));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(folder.resolve("out." + extension).toAbsolutePath().toString());
    assertThat(run.err()).doesNotContain("INFO", "WARN", "log4j", "\tat ");
    assertThat(Desisky.files(folder)).containsExactly("out." + extension);
  }

  @Test
  void standardOutputGetsTheResultsAlone() {
    Desisky.Run run = infer(model.sky, "--output", "-");
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(ROWS + 1);
    assertThat(lines.get(0))
        .isEqualTo(
            "recon_error,row,EXPID,bad,latents_0,latents_1,latents_2,means_0,means_1,means_2,"
                + "logvars_0,logvars_1,logvars_2");
    assertThat(Desisky.files(folder)).isEmpty();
    Desisky.Run votable = infer(model.sky, "--output", "-", "--format", "votable");
    assertThat(votable.out()).startsWith("<?xml").contains("reconstructed");
  }

  @Test
  void spectraOnAnotherGridAreRefusedOrResampled() {
    float[] finer = Noise.of(3).normals(10 * 200);
    Path other = SmallSkies.write(folder.resolve("finer.fits"), grid(200, 3990, 0.5), finer);
    Desisky.Run refused = infer(other, "--output", "out.npz");
    assertOneLine(refused, 1, "another wavelength grid", "finer.fits", "200 channels");
    Desisky.Run run = infer(other, "--output", "out.npz", "--resample");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Resampling from 200 channels");
    try (Npz npz = Npz.open(folder.resolve("out.npz"))) {
      assertThat(npz.shape("reconstructed")).containsExactly(10, CHANNELS);
      assertThat(npz.doubles("wavelength")).isEqualTo(GRID);
    }
  }

  @Test
  void fluxInAnotherUnitThanTheModelsIsToldOf() {
    SkyCatalog sky = SkyCatalog.read(model.sky).withFluxUnit("Jy");
    Path other = folder.resolve("jansky.fits");
    SkyCatalogWriter.write(sky, other);
    Desisky.Run run = infer(other, "--output", "out.npz");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("the model was trained on flux in '10**-17 erg", "is in 'Jy'");
    assertThat(infer(model.sky, "--output", "out.npz").err()).doesNotContain("was trained on flux");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--output out.txt; 2; .npz",
        "--output out.npz --n-samples 0; 2; n samples",
        "--output out.npz --on-bad explode; 2; fail, skip, mark",
        "--output out.npz --format csv; 2; --format is for --output -",
        "--output - --json; 2; standard output",
        "--output out.npz --where EXPID<0; 1; none of the 40 spectra",
        "--output out.npz --where EXP<0; 1; EXPID",
        "--output out.npz --subset dark; 1; SUNALT",
        "--output out.npz --on-bad fail; 1; row 5 (counted from 0) has NaN",
        "--output out.npz --on-bad skip --where EXPID==905; 1; the only spectrum has NaN",
        "--output out.npz --model-path missing.eqx; 1; missing.eqx",
        "--output out.npz --data-path missing.fits; 1; missing.fits"
      })
  void whatCannotBeDoneIsNamedInOneLine(String options, int exitCode, String named) {
    assertOneLine(infer(model.sky, options.split(" ")), exitCode, named);
  }

  @Test
  void otherChannelsAndDamagedModelsAreNamed() throws IOException {
    Path npz = SmallSkies.npz(folder.resolve("other.npz"), "flux", new float[5 * 12], 5, 12);
    assertOneLine(infer(npz, "--output", "o.npz"), 1, "12 channels, but the model takes 30");
    byte[] bytes = Files.readAllBytes(model.checkpoint);
    Path cut = Files.write(folder.resolve("cut.eqx"), Arrays.copyOf(bytes, bytes.length - 1000));
    Desisky.Run run = infer(model.sky, "--output", "o.npz", "--model-path", cut.toString());
    assertOneLine(run, 1, "cut.eqx");
    assertThat(Desisky.files(folder)).containsExactlyInAnyOrder("other.npz", "cut.eqx");
  }

  @Test
  void aFolderThatCannotBeWrittenIsFoundBeforeTheWork() throws IOException {
    Files.createFile(folder.resolve("file"));
    Desisky.Run run = infer(model.sky, "--output", "file/out.npz");
    assertOneLine(run, 1, "cannot write to the folder");
    assertThat(run.err()).doesNotContain("Inferring");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // no polite way to end a process there
  void anInterruptedRunLeavesNoHalfFile() throws Exception {
    int many = 60_000;
    Path large = SmallSkies.write(folder.resolve("large.fits"), GRID, new float[many * CHANNELS]);
    Process process = Desisky.start(folder, arguments(large, "--output", "out.vot"));
    Desisky.await(process, () -> partFiles().stream().anyMatch(name -> name.contains("out.vot")));
    process.destroy();
    Desisky.Run run = Desisky.finish(process, folder);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
    assertThat(partFiles()).isEmpty();
    assertThat(folder.resolve("out.vot")).doesNotExist();
  }

  @Test
  void whatWouldBeDownloadedIsNamedWhereTheNetworkMayNotBeUsed() {
    Path output = folder.resolve("out.npz");
    Process process =
        Desisky.start(
            folder,
            Map.of("DESISKY_CACHE_DIR", folder.resolve("no-models").toString()),
            "infer-vae",
            "--offline",
            "--data-path",
            model.sky.toString(),
            "--output",
            output.toString());
    assertOneLine(Desisky.finish(process, folder), 1, "vae_weights.eqx", "desisky model fetch vae");
  }

  @Test
  void theCatalogueThatIsReadWithoutBeingNamedIsNotWrittenOver() throws IOException {
    Path cached = folder.resolve("no-data-here").resolve("dr1").resolve("sky_spectra_vac_v1.fits");
    Files.createDirectories(cached.getParent());
    Files.copy(model.sky, cached);
    String[] options = {"--model-path=" + model.checkpoint, "--offline", "--output=" + cached};
    for (String command : new String[] {"infer-vae", "interpolate --from=row:1 --to=row:2"}) {
      String[] whole =
          Stream.of(command.split(" "), options).flatMap(Stream::of).toArray(String[]::new);
      Desisky.Run run = OneProcess.run(whole);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("is the file to read");
      assertThat(cached).hasSameBinaryContentAs(model.sky);
    }
  }

  private static Desisky.Run infer(Path data, String... more) {
    return OneProcess.run(arguments(data, more));
  }

  private static String[] arguments(Path data, String... more) {
    return Desisky.arguments("infer-vae", model.checkpoint, data, more);
  }

  private void assertOneLine(Desisky.Run run, int exitCode, String... named) {
    run.assertOneLine(exitCode, named);
    assertThat(Desisky.files(folder))
        .noneMatch(name -> name.startsWith("o.") || name.startsWith("out."));
  }

  private List<String> partFiles() {
    return Desisky.files(folder).stream().filter(name -> name.endsWith(".part")).toList();
  }
}
