package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.desisky.cli.SmallModel.CHANNELS;
import static org.desisky.cli.SmallModel.GRID;
import static org.desisky.cli.SmallModel.LATENTS;
import static org.desisky.cli.SmallModel.ROWS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.Engines;
import org.desisky.core.io.Npz;
import org.desisky.data.SkyCatalog;
import org.desisky.inference.ModelGrid;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program makes spectra of a model: decode, interpolate; and inspects it. */
class DecodeIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path shared;
  private static SmallModel model;

  private final Path folder = OneProcess.emptyFolder();

  @BeforeAll
  static void make() {
    model = SmallModel.in(shared);
  }

  @Test
  void latentsBecomeSpectraAgain() throws IOException {
    assertThat(infer("--output", "out.csv", "--on-bad", "skip").exitCode()).isZero();
    assertThat(infer("--output", "out.npz", "--on-bad", "skip").exitCode()).isZero();
    Desisky.Run run = decode("out.csv", "--output", "back.npz");
    assertThat(run.exitCode()).as(run.err()).isZero();
    try (Npz back = Npz.open(folder.resolve("back.npz"));
        Npz out = Npz.open(folder.resolve("out.npz"))) {
      assertThat(back.names()).containsExactly("wavelength", "flux", "latents", "row", "EXPID");
      assertThat(back.doubles("row")).isEqualTo(out.doubles("row")).endsWith(ROWS - 1);
      assertThat(back.doubles("EXPID")).isEqualTo(out.doubles("EXPID"));
      assertThat(back.floats("flux")).containsExactly(out.floats("reconstructed"), within(1e-5f));
    }
    assertThat(decode("out.npz", "--output", "back.fits").exitCode()).isZero();
    SkyCatalog catalog = SkyCatalog.read(folder.resolve("back.fits"));
    assertThat(catalog.rows()).isEqualTo(ROWS - 1);
    assertThat(catalog.wavelength()).isEqualTo(GRID);
    assertThat(catalog.observations().names()).contains("LATENT_0", "LATENT_2");
    assertThat(catalog.observations().doubles("ROW")).endsWith(ROWS - 1);
    assertThat(catalog.observations().doubles("EXPID")).endsWith(900 + ROWS - 1);
    assertThat(decode("back.fits", "--output", "same.npz").exitCode()).isZero();
    try (Npz same = Npz.open(folder.resolve("same.npz"));
        Npz back = Npz.open(folder.resolve("back.npz"))) {
      assertThat(same.floats("latents")).isEqualTo(back.floats("latents"));
    }
    assertThat(infer("--output", "out.fits", "--on-bad", "skip").exitCode()).isZero();
    Desisky.Run table = decode("out.fits", "--output", "again.npz");
    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.err().lines()).as(table.err()).hasSize(2);
    assertThat(table.err()).contains("Decoding 39 spectra", "Wrote 39 spectra");
    Desisky.Run text = decode("out.npz", "--output", "-");
    assertThat(text.out().lines()).hasSize(CHANNELS + 1);
    assertThat(text.out()).startsWith("wavelength,flux_0,flux_1");
  }

  @Test
  void aModelOfOneLatentDecodesWhatItEncoded() {
    String narrow = SmallModel.write(folder.resolve("narrow.eqx"), 1, GRID).toString();
    for (String name : List.of("out.npz", "out.fits", "out.csv")) {
      Desisky.Run run =
          OneProcess.run(
              "infer-vae",
              "--model-path=" + narrow,
              "--data-path=" + model.sky,
              "--on-bad=skip",
              "--output=" + name);
      assertThat(run.exitCode()).as(run.err()).isZero();
      Desisky.Run back =
          OneProcess.run("decode", name, "--model-path=" + narrow, "--output=back.npz");
      assertThat(back.exitCode()).as(back.err()).isZero();
    }
    try (Npz back = Npz.open(folder.resolve("back.npz"))) {
      assertThat(back.shape("latents")).containsExactly(ROWS - 1, 1);
    }
  }

  /** Finite latents, too large for the network. */
  @Test
  void spectraThatAreNotFiniteAreCounted() throws IOException {
    Files.writeString(
        folder.resolve("z.csv"), "latents_0,latents_1,latents_2\n1,2,3\n3e38,3e38,-3e38\n");
    Desisky.Run run = decode("z.csv", "--output", "o.npz", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("1 spectrum came out with numbers that are not finite");
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(Lists.newArrayList(json.fieldNames()))
        .containsExactly(
            "output", "model", "rows", "failed_rows", "latents", "engine", "device", "seconds");
    assertThat(json.path("failed_rows").asInt()).isOne();
    assertThat(json.path("model").asText()).isEqualTo(model.checkpoint.toString());
    assertThat(json.path("engine").asText()).isIn(Engines.names());
    assertThat(json.path("device").asText()).isEqualTo("cpu");
    assertThat(json.path("seconds").asDouble()).isPositive();
  }

  @Test
  void latentsOfTheWrongWidthAreNamed() throws IOException {
    Files.writeString(folder.resolve("z.csv"), "latents_0,latents_1\n0.5,1\n");
    assertOneLine(decode("z.csv", "--output", "o.npz"), 1, "has 2 latents a row", "takes 3");
    Files.writeString(folder.resolve("y.csv"), "a,b\n0.5,1\n");
    assertOneLine(decode("y.csv", "--output", "o.npz"), 1, "y.csv", "latents_0");
    assertOneLine(decode("none.csv", "--output", "o.npz"), 1, "none.csv: no such file");
    assertThat(Desisky.files(folder)).containsExactlyInAnyOrder("z.csv", "y.csv");
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
            "way.npz",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lastLine())
        .contains("\"from\":\"901\"", "\"to\":\"row:20\"")
        .doesNotContain("latents");
    try (Npz npz = Npz.open(folder.resolve("way.npz"));
        SkyVae vae = SkyVae.load(model.checkpoint, Compute.auto())) {
      assertThat(npz.names()).containsExactly("wavelength", "flux", "latents", "row", "fraction");
      assertThat(npz.floats("fraction")).containsExactly(0, 0.25f, 0.5f, 0.75f, 1);
      FloatMatrix spectra = model.spectra();
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
    String[] all = Desisky.with(options.split(" "), "--output", "way.npz");
    assertOneLine(interpolate(all), exitCode, named);
  }

  @Test
  void endsOnAnotherGridAreResampledWhichIsSaid() {
    double[] finer = SmallModel.grid(200, 3990, 0.5);
    float[] flux = SmallSkies.flux(10, finer.length, 0.02, 3);
    Path other = SmallSkies.write(folder.resolve("finer.fits"), finer, flux);
    String[] ends = {"--from=row:1", "--to=row:2", "--output=way.npz", "--resample"};
    Desisky.Run run =
        OneProcess.run(Desisky.arguments("interpolate", model.checkpoint, other, ends));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Resampling from 200 channels");
  }

  @Test
  void aCheckpointIsInspected() throws IOException {
    Desisky.Run text = OneProcess.run("inspect", model.checkpoint.toString());
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("30 channels, 3 latents", "all finite", "4000.0 to 4058.0 Å in steps of 2.0 Å")
        .contains("common_fc.layers[0].weight", "1000 x 30");
    Desisky.Run run = OneProcess.run("inspect", model.checkpoint.toString(), "--json");
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("finite").booleanValue()).isTrue();
    assertThat(json.get("bytes").longValue()).isEqualTo(Files.size(model.checkpoint));
    assertThat(json.get("arrays")).hasSize(32);
    assertThat(json.get("sha256").textValue()).hasSize(64);
    assertOneLine(OneProcess.run("inspect", "none.eqx"), 1, "none.eqx");
    assertOneLine(OneProcess.run("inspect", model.sky.toString()), 1, "sky.fits");
  }

  @Test
  void aCheckpointWhoseWavelengthsAreWrongIsInspectedToItsEnd() throws IOException {
    Path wrong = folder.resolve("wrong.eqx");
    try (SkyVae vae = SkyVae.create(CHANNELS, LATENTS, 1, Compute.auto())) {
      CheckpointHeader header =
          CheckpointHeader.of(CHANNELS, LATENTS)
              .with("desisky_java", ModelGrid.provenance(SmallModel.grid(20, 4000, 2)))
              .with("note", Map.of("by\n", "\u001b[2J\nsomebody"));
      new Checkpoint(header, vae.weights()).write(wrong);
    }
    String fault = "the checkpoint has 30 channels, but tells the wavelengths of 20";
    Desisky.Run text = OneProcess.run("inspect", wrong.toString());
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains(fault, "common_fc.layers[0].weight")
        .containsPattern("note\\.by\\? +\\?\\[2J\\?somebody");
    JsonNode json = JSON.readTree(OneProcess.run("inspect", wrong.toString(), "--json").lastLine());
    assertThat(json.get("wavelength").isNull()).isTrue();
    assertThat(json.get("wavelength_fault").textValue()).isEqualTo(fault);
    assertThat(json.get("arrays")).hasSize(32);
  }

  private Desisky.Run infer(String... more) {
    return OneProcess.run(Desisky.arguments("infer-vae", model.checkpoint, model.sky, more));
  }

  private Desisky.Run interpolate(String... more) {
    return OneProcess.run(Desisky.arguments("interpolate", model.checkpoint, model.sky, more));
  }

  private Desisky.Run decode(String file, String... more) {
    List<String> all =
        new ArrayList<>(List.of("decode", file, "--model-path", model.checkpoint.toString()));
    all.addAll(List.of(more));
    return OneProcess.run(all.toArray(String[]::new));
  }

  private void assertOneLine(Desisky.Run run, int exitCode, String... named) {
    run.assertOneLine(exitCode, named);
    assertThat(Desisky.files(folder))
        .noneMatch(name -> name.startsWith("o.") || name.startsWith("way."));
  }
}
