package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.NpyWriter;
import org.desisky.core.io.Npz;
import org.desisky.core.noise.Noise;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.inference.ModelGrid;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models used with the packaged program: infer-vae, decode, interpolate, inspect. */
class InferIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ROWS = 40;
  private static final int CHANNELS = 30;
  private static final int LATENTS = 3;
  private static final double[] GRID = grid(CHANNELS, 4000, 2);

  @TempDir static Path shared;
  private static Path model;
  private static Path sky;
  private static float[] flux;

  @TempDir Path folder;

  @BeforeAll
  static void make() {
    model = shared.resolve("m.eqx");
    try (SkyVae vae = SkyVae.create(CHANNELS, LATENTS, 1, Compute.auto())) {
      CheckpointHeader header =
          CheckpointHeader.of(CHANNELS, LATENTS).with("desisky_java", ModelGrid.provenance(GRID));
      new Checkpoint(header, vae.weights()).write(model);
    }
    flux = Noise.of(2).normals(ROWS * CHANNELS);
    flux[5 * CHANNELS + 2] = Float.NaN;
    sky = write(shared.resolve("sky.fits"), GRID, flux);
  }

  @Test
  void aCatalogueIsEncodedAndReconstructed() throws IOException {
    Desisky.Run run = infer(sky, "--output", "out.npz", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("rows").intValue()).isEqualTo(ROWS);
    assertThat(json.get("bad_rows").intValue()).isEqualTo(1);
    assertThat(Path.of(json.get("output").textValue()))
        .hasSameBinaryContentAs(folder.resolve("out.npz"));
    assertThat(run.err()).contains("warning: 1 spectrum has NaN", "Mean reconstruction error");
    try (Npz npz = Npz.open(folder.resolve("out.npz"));
        SkyVae vae = SkyVae.load(model, Compute.auto())) {
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
      FloatMatrix spectra = FloatMatrix.of(flux.clone(), ROWS, CHANNELS);
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
    String[] plot = {"data", "plot", sky.toString(), "--row=3", "--model-path=" + model};
    Desisky.Run run = Desisky.run(folder, with(plot, "--output=row.png"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    BufferedImage drawn = ImageIO.read(folder.resolve("row.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(1600);
    assertThat(drawn.getHeight()).isBetween(600, 800);
    Desisky.Run vectors = Desisky.run(folder, with(plot, "--output=row.svg"));
    assertThat(vectors.exitCode()).isEqualTo(2);
    assertThat(vectors.err()).contains("--model-path", ".png");
    Path other = write(folder.resolve("other.fits"), grid(CHANNELS, 5000, 2), flux);
    plot[2] = other.toString();
    Desisky.Run grid = Desisky.run(folder, with(plot, "--output=other.png"));
    assertThat(grid.exitCode()).isEqualTo(1);
    assertThat(grid.err().lines()).hasSize(1);
    assertThat(grid.err()).contains("another wavelength grid");
    assertThat(folder.resolve("other.png")).doesNotExist();
  }

  private static String[] with(String[] arguments, String more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = more;
    return all;
  }

  @Test
  void latentsAreSampledWhereAsked() {
    assertThat(infer(sky, "--output", "a.npz", "--sample", "--seed", "3").exitCode()).isZero();
    assertThat(infer(sky, "--output", "b.npz", "--sample", "--seed", "3").exitCode()).isZero();
    assertThat(infer(sky, "--output", "c.npz", "--sample", "--seed", "4").exitCode()).isZero();
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
            sky,
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
    Desisky.Run run = infer(sky, "--output", "out." + extension);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(folder.resolve("out." + extension).toAbsolutePath().toString());
    assertThat(run.err()).doesNotContain("INFO", "WARN", "log4j", "\tat ");
    assertThat(files()).containsExactly("out." + extension);
  }

  @Test
  void standardOutputGetsTheResultsAlone() {
    Desisky.Run run = infer(sky, "--output", "-");
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(ROWS + 1);
    assertThat(lines.get(0))
        .isEqualTo(
            "recon_error,row,EXPID,bad,latents_0,latents_1,latents_2,means_0,means_1,means_2,"
                + "logvars_0,logvars_1,logvars_2");
    assertThat(files()).isEmpty();
    Desisky.Run votable = infer(sky, "--output", "-", "--format", "votable");
    assertThat(votable.out()).startsWith("<?xml").contains("reconstructed");
  }

  @Test
  void spectraOnAnotherGridAreRefusedOrResampled() {
    float[] finer = Noise.of(3).normals(10 * 200);
    Path other = write(folder.resolve("finer.fits"), grid(200, 3990, 0.5), finer);
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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--output out.txt; 2; .npz",
        "--output out.npz --n-samples 0; 2; n samples",
        "--output out.npz --on-bad explode; 2; fail, skip and mark",
        "--output out.npz --format csv; 2; --format is for --output -",
        "--output - --json; 2; standard output",
        "--output out.npz --where EXPID<0; 1; none of the 40 spectra",
        "--output out.npz --where EXP<0; 1; EXPID",
        "--output out.npz --subset dark; 1; SUNALT",
        "--output out.npz --on-bad fail; 1; row 5 (counted from 0) has NaN",
        "--output out.npz --on-bad skip --where EXPID==905; 1; all of the 1 spectra",
        "--output out.npz --model-path missing.eqx; 1; missing.eqx",
        "--output out.npz --data-path missing.fits; 1; missing.fits"
      })
  void whatCannotBeDoneIsNamedInOneLine(String options, int exitCode, String named) {
    assertOneLine(infer(sky, options.split(" ")), exitCode, named);
  }

  @Test
  void otherChannelsAndDamagedModelsAreNamed() throws IOException {
    Path npz = folder.resolve("other.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(npz))) {
      zip.putNextEntry(new ZipEntry("flux.npy"));
      NpyWriter.floats(zip, new float[5 * 12], 5, 12);
    }
    assertOneLine(infer(npz, "--output", "o.npz"), 1, "12 channels, but the model takes 30");
    byte[] bytes = Files.readAllBytes(model);
    Path cut = Files.write(folder.resolve("cut.eqx"), Arrays.copyOf(bytes, bytes.length - 1000));
    Desisky.Run run = infer(sky, "--output", "o.npz", "--model-path", cut.toString());
    assertOneLine(run, 1, "cut.eqx");
    assertThat(files()).containsExactlyInAnyOrder("other.npz", "cut.eqx");
  }

  @Test
  void aFolderThatCannotBeWrittenIsFoundBeforeTheWork() throws IOException {
    Files.createFile(folder.resolve("file"));
    Desisky.Run run = infer(sky, "--output", "file/out.npz");
    assertOneLine(run, 1, "cannot write to the folder");
    assertThat(run.err()).doesNotContain("Inferring");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // no polite way to end a process there
  void anInterruptedRunLeavesNoHalfFile() throws Exception {
    int many = 60_000;
    Path large = write(folder.resolve("large.fits"), GRID, new float[many * CHANNELS]);
    Process process = start(large, "--output", "out.vot");
    long end = System.nanoTime() + 60_000_000_000L;
    while (process.isAlive()
        && partFiles().stream().noneMatch(name -> name.contains("out.vot"))
        && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    process.destroy();
    Desisky.Run run = Desisky.finish(process, folder);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
    assertThat(partFiles()).isEmpty();
    assertThat(folder.resolve("out.vot")).doesNotExist();
  }

  @Test
  void latentsBecomeSpectraAgain() throws IOException {
    assertThat(infer(sky, "--output", "out.csv", "--on-bad", "skip").exitCode()).isZero();
    assertThat(infer(sky, "--output", "out.npz", "--on-bad", "skip").exitCode()).isZero();
    Desisky.Run run = decode("out.csv", "--output", "back.npz");
    assertThat(run.exitCode()).as(run.err()).isZero();
    try (Npz back = Npz.open(folder.resolve("back.npz"));
        Npz out = Npz.open(folder.resolve("out.npz"))) {
      assertThat(back.names()).containsExactly("wavelength", "flux", "latents", "row");
      assertThat(back.floats("flux")).containsExactly(out.floats("reconstructed"), within(1e-5f));
    }
    assertThat(decode("out.npz", "--output", "back.fits").exitCode()).isZero();
    SkyCatalog catalog = SkyCatalog.read(folder.resolve("back.fits"));
    assertThat(catalog.rows()).isEqualTo(ROWS - 1);
    assertThat(catalog.wavelength()).isEqualTo(GRID);
    assertThat(catalog.observations().names()).contains("LATENT_0", "LATENT_2");
    assertThat(infer(sky, "--output", "out.fits", "--on-bad", "skip").exitCode()).isZero();
    Desisky.Run table = decode("out.fits", "--output", "again.npz");
    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.err().lines()).as(table.err()).hasSize(2);
    assertThat(table.err()).contains("Decoding 39 spectra", "Wrote 39 spectra");
    Desisky.Run text = decode("out.npz", "--output", "-");
    assertThat(text.out().lines()).hasSize(CHANNELS + 1);
    assertThat(text.out()).startsWith("wavelength,flux_0,flux_1");
  }

  @Test
  void latentsOfTheWrongWidthAreNamed() throws IOException {
    Files.writeString(folder.resolve("z.csv"), "latents_0,latents_1\n0.5,1\n");
    assertOneLine(decode("z.csv", "--output", "o.npz"), 1, "has 2 latents a row", "takes 3");
    Files.writeString(folder.resolve("y.csv"), "a,b\n0.5,1\n");
    assertOneLine(decode("y.csv", "--output", "o.npz"), 1, "y.csv", "latents_0");
    assertOneLine(decode("none.csv", "--output", "o.npz"), 1, "none.csv: no such file");
    assertThat(files()).containsExactlyInAnyOrder("z.csv", "y.csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "spherical"})
  void theWayBetweenTwoSpectraIsDecoded(String method) {
    Desisky.Run run =
        interpolate(
            "--from",
            "901",
            "--to",
            "row:20",
            "--steps",
            "5",
            "--method",
            method,
            "--output",
            "way.npz");
    assertThat(run.exitCode()).as(run.err()).isZero();
    try (Npz npz = Npz.open(folder.resolve("way.npz"));
        SkyVae vae = SkyVae.load(model, Compute.auto())) {
      assertThat(npz.names()).containsExactly("wavelength", "flux", "latents", "row", "fraction");
      assertThat(npz.floats("fraction")).containsExactly(0, 0.25f, 0.5f, 0.75f, 1);
      FloatMatrix spectra = FloatMatrix.of(flux.clone(), ROWS, CHANNELS);
      float[] first = vae.encode(spectra.row(1)).mean().row(0);
      float[] last = vae.encode(spectra.row(20)).mean().row(0);
      float[] latents = npz.floats("latents");
      assertThat(Arrays.copyOf(latents, LATENTS)).containsExactly(first, within(1e-5f));
      assertThat(Arrays.copyOfRange(latents, 4 * LATENTS, 5 * LATENTS))
          .containsExactly(last, within(1e-5f));
      float[] decoded = vae.decode(Arrays.copyOfRange(latents, 2 * LATENTS, 3 * LATENTS));
      assertThat(Arrays.copyOfRange(npz.floats("flux"), 2 * CHANNELS, 3 * CHANNELS))
          .containsExactly(decoded, within(1e-5f));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--from expid:7 --to 901; 1; no EXPID 7",
        "--from 901 --to 123456; 1; neither an EXPID nor a row 123456",
        "--from row:5 --to 901; 1; row 5 (counted from 0) has NaN",
        "--from x --to 901; 2; names no spectrum",
        "--from 901 --to 902 --steps 1; 2; steps"
      })
  void endsThatAreNotThereAreNamed(String options, int exitCode, String named) {
    String[] all =
        Stream.concat(Stream.of(options.split(" ")), Stream.of("--output", "way.npz"))
            .toArray(String[]::new);
    assertOneLine(interpolate(all), exitCode, named);
  }

  @Test
  void aCheckpointIsInspected() throws IOException {
    Desisky.Run text = Desisky.run(folder, "inspect", model.toString());
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("30 channels, 3 latents", "all finite", "4000.0 to 4058.0 Å in steps of 2.0 Å")
        .contains("common_fc.layers[0].weight", "1000 x 30");
    Desisky.Run run = Desisky.run(folder, "inspect", model.toString(), "--json");
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("finite").booleanValue()).isTrue();
    assertThat(json.get("bytes").longValue()).isEqualTo(Files.size(model));
    assertThat(json.get("arrays")).hasSize(32);
    assertThat(json.get("sha256").textValue()).hasSize(64);
    assertOneLine(Desisky.run(folder, "inspect", "none.eqx"), 1, "none.eqx");
    assertOneLine(Desisky.run(folder, "inspect", sky.toString()), 1, "sky.fits");
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
            sky.toString(),
            "--output",
            output.toString());
    assertOneLine(Desisky.finish(process, folder), 1, "vae_weights.eqx", "desisky model fetch vae");
  }

  private Desisky.Run infer(Path data, String... more) {
    return Desisky.finish(start(data, more), folder);
  }

  private Process start(Path data, String... more) {
    List<String> arguments = new ArrayList<>(List.of("infer-vae"));
    List<String> given = List.of(more);
    if (!given.contains("--model-path")) {
      arguments.addAll(List.of("--model-path", model.toString()));
    }
    if (!given.contains("--data-path")) {
      arguments.addAll(List.of("--data-path", data.toString()));
    }
    arguments.addAll(given);
    return Desisky.start(folder, Map.of(), arguments.toArray(String[]::new));
  }

  private Desisky.Run decode(String... more) {
    return run("decode", List.of("--model-path", model.toString()), more);
  }

  private Desisky.Run interpolate(String... more) {
    return run(
        "interpolate",
        List.of("--model-path", model.toString(), "--data-path", sky.toString()),
        more);
  }

  private Desisky.Run run(String command, List<String> common, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(common);
    arguments.addAll(List.of(more));
    return Desisky.run(folder, arguments.toArray(String[]::new));
  }

  private void assertOneLine(Desisky.Run run, int exitCode, String... named) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    List<String> complaints = run.err().lines().filter(l -> l.startsWith("desisky: ")).toList();
    assertThat(complaints).as(run.err()).hasSize(1);
    assertThat(complaints.get(0)).contains(named).doesNotContain("internal error");
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(files()).noneMatch(name -> name.startsWith("o.") || name.startsWith("out."));
  }

  /** What is in the folder but for what the process printed. */
  private List<String> files() {
    return Stream.of(folder.toFile().list())
        .filter(name -> !name.equals("stdout.txt") && !name.equals("stderr.txt"))
        .toList();
  }

  private List<String> partFiles() {
    return files().stream().filter(name -> name.endsWith(".part")).toList();
  }

  private static double[] grid(int channels, double first, double step) {
    return IntStream.range(0, channels).mapToDouble(i -> first + step * i).toArray();
  }

  private static Path write(Path path, double[] grid, float[] flux) {
    int rows = flux.length / grid.length;
    int[] expid = IntStream.range(900, 900 + rows).toArray();
    int[] night = new int[rows];
    Arrays.fill(night, 20230101);
    SkyCatalogWriter.write(
        SkyCatalog.of(
            grid,
            FloatMatrix.of(flux, rows, grid.length),
            ObservationTable.of(
                rows, List.of(new Column("EXPID", "", expid), new Column("NIGHT", "", night)))),
        path);
    return path;
  }
}
