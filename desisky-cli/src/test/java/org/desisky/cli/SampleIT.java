package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.Npz;
import org.desisky.data.SkyCatalog;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import org.desisky.vae.density.DensityFile;
import org.desisky.vae.density.LatentDensity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spectra drawn with the packaged program: simulated, trained on, sampled. */
class SampleIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path shared;
  private static Path sky;
  private static Path trained;
  private static JsonNode outcome;

  private final Path folder = OneProcess.emptyFolder();

  @BeforeAll
  static void train() throws IOException {
    sky = shared.resolve("sky.fits");
    Desisky.Run simulated =
        OneProcess.run("data", "simulate", "--rows", "400", "--seed", "1", "--output=" + sky);
    assertThat(simulated.exitCode()).as(simulated.err()).isZero();
    String[] arguments = {
      "train-vae",
      "--data-path=" + sky,
      "--epochs=1",
      "--latent-dim=4",
      "--save-dir=" + shared,
      "--run-name=m",
      "--no-report",
      "--no-state",
      "--json"
    };
    Desisky.Run run = OneProcess.run(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    outcome = JSON.readTree(run.lastLine());
    trained = shared.resolve("m.eqx");
  }

  @Test
  void trainingLeavesADensityOfItsTrainingRows() {
    assertThat(Path.of(outcome.get("density").textValue()))
        .hasSameBinaryContentAs(shared.resolve("m.density.json"));
    LatentDensity density = DensityFile.read(trained);
    assertThat(density.dimension()).isEqualTo(4);
    assertThat(density.all().rows()).isEqualTo(outcome.get("train_rows").intValue());
    assertThat(density.conditions().keySet()).contains("dark", "moon");
  }

  @Test
  void drawsFromTheDensityWhereThereIsOne() {
    Desisky.Run run = sample(trained, "--n=40", "--output=a.npz");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).containsExactly(real("a.npz").toString());
    assertThat(run.err()).contains("Drawing 40 spectra from the density of", "all conditions");
    try (Npz npz = Npz.open(folder.resolve("a.npz"));
        SkyVae vae = SkyVae.load(trained, Compute.auto())) {
      assertThat(npz.names()).containsExactly("wavelength", "flux", "latents", "row");
      assertThat(npz.shape("flux")).containsExactly(40, 7781);
      assertThat(npz.shape("latents")).containsExactly(40, 4);
      float[] first = vae.decode(Arrays.copyOf(npz.floats("latents"), 4));
      float[] flux = npz.floats("flux");
      assertThat(IntStream.range(0, first.length))
          .allMatch(c -> Math.abs(first[c] - flux[c]) < 1e-3 * (1 + Math.abs(first[c])));
    }
  }

  @Test
  void theSameSeedGivesTheSameFile() {
    assertThat(sample(trained, "--n=30", "--seed=3", "--output=a.npz").exitCode()).isZero();
    String[] again = arguments(trained, "--n=30", "--seed=3", "--output=b.npz");
    assertThat(Desisky.run(folder, again).exitCode()).isZero(); // in another process
    assertThat(sample(trained, "--n=30", "--seed=4", "--output=c.npz").exitCode()).isZero();
    assertThat(folder.resolve("a.npz")).hasSameBinaryContentAs(folder.resolve("b.npz"));
    assertThat(latents("c.npz")).isNotEqualTo(latents("a.npz"));
  }

  @Test
  void sourcesAndConditionsDiffer() {
    for (String[] source :
        new String[][] {
          {"--from=prior"},
          {"--from=density"},
          {"--condition=dark"},
          {"--condition=moon", "--from=density"}
        }) {
      List<String> arguments = new ArrayList<>(List.of("--n=200"));
      arguments.addAll(List.of(source));
      arguments.add("--output=" + source[0].substring(source[0].indexOf('=') + 1) + ".npz");
      Desisky.Run run = sample(trained, arguments.toArray(String[]::new));
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
    // The Moon is what brightens the blue most.
    assertThat(meanFlux("moon.npz")).isGreaterThan(1.5 * meanFlux("dark.npz"));
    assertThat(latents("prior.npz")).isNotEqualTo(latents("density.npz"));
  }

  @Test
  void aCatalogueInFitsSaysWhatItIs() {
    Desisky.Run run = sample(trained, "--n=5", "--condition=dark", "--output=skies.fits", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lastLine()).contains("\"rows\":5");
    SkyCatalog catalog = SkyCatalog.read(folder.resolve("skies.fits"));
    assertThat(catalog.rows()).isEqualTo(5);
    assertThat(catalog.observations().doubles("LATENT_3")).hasSize(5);
  }

  @Test
  void aDensityIsMadeForACheckpointWithoutOne() throws IOException {
    Path model = Files.copy(trained, folder.resolve("mine.eqx"));
    Desisky.Run prior = sample(model, "--n=3", "--output=p.npz");
    assertThat(prior.exitCode()).as(prior.err()).isZero();
    assertThat(prior.err()).contains("mine.density.json is not there, so draws are from the prior");

    assertOneLine(
        sample(model, "--from=density", "--output=o.npz"),
        1,
        "mine.density.json: there is no density to draw from",
        "--data-path FILE");

    Desisky.Run run = sample(model, "--data-path=" + sky, "--n=3", "--output=d.npz");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("that the model was trained on", "Stored the density as");
    // The same rows and weights: the same density as at the end of training.
    assertThat(folder.resolve("mine.density.json"))
        .hasSameBinaryContentAs(shared.resolve("m.density.json"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // where links need a right of their own
  void aLinkToAModelHasItsDensity() throws IOException {
    Path latest = Files.createSymbolicLink(folder.resolve("latest.eqx"), trained);
    Desisky.Run run = sample(latest, "--n=5", "--output=a.npz", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(JSON.readTree(run.lastLine()).path("latents").asText())
        .startsWith("drawn from the density of");
    // One beside the link goes first: that is where training puts it.
    Files.writeString(folder.resolve("latest.density.json"), "{}");
    assertOneLine(sample(latest, "--n=5", "--output=o.npz"), 1, "latest.density.json");
  }

  @Test
  void aDensityThatCannotBeStoredIsDrawnFromAllTheSame() throws IOException {
    Path model = Files.copy(trained, folder.resolve("mine.eqx"));
    Desisky.Run prior = Desisky.run(folder, arguments(model, "--n=3", "--output=p.npz", "-q"));
    assertThat(prior.err()).contains("warning: mine.density.json is not there");
    Files.createDirectory(folder.resolve("mine.density.json"));
    Desisky.Run run = sample(model, "--data-path=" + sky, "--n=3", "--output=d.npz");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("warning: the density is not stored for the next time");
    assertThat(folder.resolve("d.npz")).exists();
  }

  @Test
  void asManyColumnsAsNobodyReadsAreRefusedBeforeTheWork() {
    String[] many = {"--data-path=" + sky, "--n=2000", "--output=o.csv"};
    Desisky.Run run = sample(trained, many);
    assertOneLine(run, 2, "2000 spectra would be as many columns", "write .fits or .npz or");
    assertThat(run.err()).doesNotContain("Fitting");
    many[2] = "--output=-";
    assertOneLine(sample(trained, many), 2, "2000 spectra", "choose --format fits or npz or");
  }

  @Test
  void aStaleDensityIsRefused() throws IOException {
    Path model = folder.resolve("other.eqx");
    try (SkyVae vae = SkyVae.create(7781, 4, 1, Compute.auto())) {
      new Checkpoint(CheckpointHeader.of(7781, 4), vae.weights()).write(model);
    }
    Files.copy(shared.resolve("m.density.json"), folder.resolve("other.density.json"));
    for (String more : new String[] {"--n=2", "--from=density", "--condition=dark"}) {
      assertOneLine(
          sample(model, more, "--output=o.npz"), 1, "density of another model than other.eqx");
    }
    Desisky.Run prior = sample(model, "--from=prior", "--n=2", "--output=p.npz");
    assertThat(prior.exitCode()).as(prior.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--n 0                            | 2 | n must be from 1 to 10000000, not 0",
        "--n many                         | 2 | many",
        "--seed -1                        | 2 | seed must be 0 or more",
        "--from heaven                    | 2 | heaven",
        "--condition rain                 | 2 | rain",
        "--from prior --condition dark    | 2 | the prior knows no --condition",
        "--from prior --data-path x.fits  | 2 | --data-path is for a density",
        "--resample                       | 2 | --resample is for the spectra that a density is fitted to",
        "--data-path no.fits              | 1 | no.fits",
        "--output o.txt                   | 2 | o.txt",
        "--output no/such/folder.npz/o.npz --n 1 --model-path no.eqx | 1 | no.eqx"
      })
  void badInputIsToldInOneLine(String arguments, int exitCode, String words) throws IOException {
    List<String> all = new ArrayList<>(List.of("sample"));
    if (!arguments.contains("--model-path")) {
      all.addAll(List.of("--model-path", trained.toString()));
    }
    if (!arguments.contains("--output")) {
      all.add("--output=o.npz");
    }
    all.addAll(List.of(arguments.strip().split("\\s+")));
    byte[] density = Files.readAllBytes(shared.resolve("m.density.json"));
    assertOneLine(OneProcess.run(all.toArray(String[]::new)), exitCode, words);
    assertThat(shared.resolve("m.density.json")).hasBinaryContent(density);
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void aConditionWithoutEnoughSpectraIsToldSo() throws IOException {
    Path model = Files.copy(trained, folder.resolve("few.eqx"));
    Path few = folder.resolve("few.fits");
    assertThat(
            OneProcess.run("data", "simulate", "--rows=60", "--seed=2", "--output=" + few)
                .exitCode())
        .isZero();
    String[] twilight = {"--data-path=" + few, "--condition=twilight", "--output=o.npz"};
    String told =
        "few.fits: has no density of condition twilight: there were too few such spectra; it has"
            + " dark";
    assertOneLine(sample(model, twilight), 1, told);
    Path density = folder.resolve("few.density.json");
    assertThat(density).doesNotExist();
    // Nor is one replaced that has what this lacks.
    Files.copy(shared.resolve("m.density.json"), density);
    assertOneLine(sample(model, twilight), 1, told);
    assertThat(density).hasSameBinaryContentAs(shared.resolve("m.density.json"));
  }

  @Test
  void spectraAreBroughtToTheModelBeforeTheyAreJudged() {
    Path small = SmallModel.write(folder.resolve("small.eqx"), 3, SmallModel.GRID);
    int channels = 50;
    float[] flux = SmallSkies.flux(60, channels, 0.02, 4);
    for (int row = 0; row < 60; row++) {
      Arrays.fill(flux, row * channels, row * channels + 5, Float.NaN);
    }
    double[] wide = SmallModel.grid(channels, 3980, 2);
    Path padded = SmallSkies.write(folder.resolve("padded.fits"), wide, flux);
    String[] arguments = {"--data-path=" + padded, "--resample", "--n=3", "--output=a.npz"};
    Desisky.Run run = sample(small, arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("Resampling from 50 channels", "Fitting a density to the latents of 60 spectra")
        .doesNotContain("NaN");
  }

  private double meanFlux(String name) {
    try (Npz npz = Npz.open(folder.resolve(name))) {
      double sum = 0;
      float[] flux = npz.floats("flux");
      for (float value : flux) {
        sum += value;
      }
      return sum / flux.length;
    }
  }

  private float[] latents(String name) {
    try (Npz npz = Npz.open(folder.resolve(name))) {
      return npz.floats("latents");
    }
  }

  private Path real(String name) {
    try {
      return folder.toRealPath().resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Desisky.Run sample(Path model, String... more) {
    return OneProcess.run(arguments(model, more));
  }

  private static String[] arguments(Path model, String... more) {
    return Desisky.with(new String[] {"sample", "--model-path", model.toString()}, more);
  }

  private void assertOneLine(Desisky.Run run, int exitCode, String... named) {
    run.assertOneLine(exitCode, named);
    assertThat(Desisky.files(folder)).noneMatch(name -> name.startsWith("o."));
  }
}
