package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.Engines;
import org.desisky.core.noise.Noise;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged {@code train-vae}, started as a user starts it. */
class TrainVaeIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder = OneProcess.emptyFolder();

  static List<String> engines() {
    return Engines.names();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void trainsOnANumpyArchiveAndWritesAllItsFiles(String engine) throws IOException {
    Path data = npz("sky.npz", 40, 30);
    Desisky.Run run =
        train(data, "--epochs", "3", "--engine", engine.toUpperCase(Locale.ROOT), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("retries").intValue()).isZero();
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "checkpoint",
            "history",
            "report",
            "density",
            "best_test_loss",
            "best_epoch",
            "epochs",
            "retries",
            "seconds",
            "train_rows",
            "test_rows",
            "split_by",
            "engine",
            "device");
    assertThat(json.get("engine").textValue()).isEqualTo(engine);
    assertThat(json.get("device").textValue()).isEqualTo("cpu");
    assertThat(json.get("epochs").intValue()).isEqualTo(3);
    assertThat(json.get("train_rows").intValue()).isEqualTo(36);
    assertThat(json.get("test_rows").intValue()).isEqualTo(4);
    assertThat(Path.of(json.get("report").textValue())).isAbsolute().isNotEmptyFile();
    assertThat(Path.of(json.get("history").textValue())).isNotEmptyFile();
    assertThat(Path.of(json.get("density").textValue())).isAbsolute().isNotEmptyFile();
    assertThat(folder.resolve("models/run.curves.png")).isNotEmptyFile();
    assertThat(folder.resolve("models/run.reconstructions.png")).isNotEmptyFile();
    Checkpoint checkpoint = Checkpoint.read(Path.of(json.get("checkpoint").textValue()));
    assertThat(checkpoint.header().inChannels()).isEqualTo(30);
    assertThat(checkpoint.header().latentDim()).isEqualTo(8);
    JsonNode ours = checkpoint.header().get("desisky_java").orElseThrow();
    assertThat(ours.get("data").get("sha256").textValue()).hasSize(64);
    assertThat(ours.get("split").get("test_rows").intValue()).isEqualTo(4);
    try (SkyVae vae = checkpoint.toModel(Compute.of(engine, "cpu"))) {
      assertThat(vae.encode(new float[30]).mean().columns()).isEqualTo(8);
    }
  }

  @Test
  void theSameCommandGivesTheSameWeightsInAnotherProcess() throws IOException {
    Path data = npz("sky.npz", 80, 50);
    String[] options = {"--epochs", "4", "--no-report"};
    Path model = Files.createDirectories(folder.resolve("models")).resolve("run.eqx");
    String python = "{\"schema\": 1, \"arch\": {\"in_channels\": 24, \"latent_dim\": 3}}\n";
    Files.writeString(model, python);
    Desisky.Run run = train(data, options);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).containsOnlyOnce("run.eqx is a model of another program");
    Checkpoint first = Checkpoint.read(model);
    Desisky.Run again = Desisky.run(folder, options(data, options));
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).doesNotContain("will be replaced");
    Checkpoint second = Checkpoint.read(model);
    assertThat(second.weights().values())
        .usingElementComparator(Arrays::compare)
        .isEqualTo(first.weights().values());
    assertThat(withoutDate(second)).isEqualTo(withoutDate(first));
  }

  @Test
  void withoutATerminalNothingButResultsGoesToStandardOutput() throws IOException {
    Path data = npz("sky.npz", 40, 12);
    Desisky.Run run = Desisky.run(folder, options(data, "--epochs", "2", "--no-report"));
    assertThat(run.out().lines()).hasSize(4);
    assertThat(run.out())
        .contains("Best test loss", "run.eqx", "run.history.csv", "run.density.json");
    assertThat(run.err()).contains("Epoch 1/2", "Epoch 2/2", "left").doesNotContain("\r", "WARN");
  }

  @Test
  void everySettingReachesTheRunAndItsHeader() throws IOException {
    Desisky.Run run =
        train(
            npz("sky.npz", 60, 12),
            "--epochs=5",
            "--clip-gradients",
            "--recon=half-mse",
            "--validate-every=2",
            "--print-every=5",
            "--latent-dim=4",
            "--beta=0.01",
            "--lam=2",
            "--kernel-sigma=0.7",
            "--kernel=imq",
            "--mmd=unbiased",
            "--recon-units=noise",
            "--scaling=channel",
            "--init=uniform",
            "--mix=0.25",
            "--optimizer=adamw",
            "--weight-decay=0.05",
            "--schedule=constant",
            "--warmup-epochs=0.5",
            "--layer-rates=equal",
            "--ema=off",
            "--patience=9",
            "--val-split=0.2",
            "--batch-size=16",
            "--seed=7");
    assertThat(run.exitCode()).as(run.err()).isZero();
    CheckpointHeader header = Checkpoint.read(folder.resolve("models/run.eqx")).header();
    assertThat(header.latentDim()).isEqualTo(4);
    JsonNode config = header.get("training").orElseThrow().get("config");
    assertThat(config.get("beta").doubleValue()).isEqualTo(0.01);
    assertThat(config.get("lam").doubleValue()).isEqualTo(2);
    assertThat(config.get("kernel_sigma").doubleValue()).isEqualTo(0.7);
    JsonNode ours = header.get("desisky_java").orElseThrow();
    assertThat(ours.get("clip_norm").doubleValue()).isEqualTo(1);
    assertThat(ours.get("recon").textValue()).isEqualTo("half-mse");
    assertThat(ours.get("kernel").textValue()).isEqualTo("imq");
    assertThat(ours.get("mmd_estimate").textValue()).isEqualTo("unbiased");
    assertThat(ours.get("recon_units").textValue()).isEqualTo("noise");
    assertThat(ours.get("scaling").textValue()).isEqualTo("channel");
    assertThat(ours.get("init").textValue()).isEqualTo("uniform");
    assertThat(ours.get("mixing").doubleValue()).isEqualTo(0.25);
    assertThat(ours.get("optimizer").textValue()).isEqualTo("adamw");
    assertThat(ours.get("weight_decay").doubleValue()).isEqualTo(0.05);
    assertThat(ours.get("schedule").textValue()).isEqualTo("constant");
    assertThat(ours.get("warmup_epochs").doubleValue()).isEqualTo(0.5);
    assertThat(ours.get("layer_rates").textValue()).isEqualTo("equal");
    assertThat(ours.get("averaging").doubleValue()).isZero();
    assertThat(ours.get("patience").intValue()).isEqualTo(9);
    assertThat(ours.get("batch_size").intValue()).isEqualTo(16);
    assertThat(ours.get("seed").intValue()).isEqualTo(7);
    assertThat(ours.get("split").get("test_rows").intValue()).isEqualTo(12);
    List<String> history = Files.readAllLines(folder.resolve("models/run.history.csv"));
    assertThat(history).hasSize(6);
    // Validated in epochs 0, 2 and 4 only.
    assertThat(history.get(1)).doesNotContain(",,");
    assertThat(history.get(2)).contains(",,");
    assertThat(run.err()).contains("Epoch 1/5", "Epoch 5/5").doesNotContain("Epoch 2/5");
    assertThat(Desisky.read(folder, "models/run.report.html"))
        .contains("loss [(noise)²]")
        .doesNotContain("arcsec");
    Desisky.Run report =
        OneProcess.run(
            "report",
            "--model-path=" + folder.resolve("models/run.eqx"),
            "--data-path=sky.npz",
            "--output=again.html");
    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(Desisky.read(folder, "again.html")).contains("loss [(noise)²]");
  }

  @Test
  void theReportShowsPrincipalComponentsBesideTheModelAndASaturatedKernel() throws IOException {
    Desisky.Run run =
        train(npz("sky.npz", 60, 30), "--epochs=1", "--kernel-sigma=0.01", "--latent-dim=3");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("the kernel of the MMD is saturated");
    assertThat(Desisky.read(folder, "models/run.report.html"))
        .contains("Test MSE of 3 principal components", "the kernel was saturated");
  }

  @Test
  void moreLatentsThanChannelsNeedAnotherStart() throws IOException {
    Path data = npz("sky.npz", 40, 5);
    Desisky.Run run = train(data, "--epochs=1", "--no-report");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("5 channels, fewer than the 8 latents", "--init uniform");
    assertThat(train(data, "--epochs=1", "--no-report", "--init=uniform").exitCode()).isZero();
    Desisky.Run many = train(data, "--latent-dim=151");
    assertThat(many.exitCode()).isEqualTo(2);
    assertThat(many.err()).contains("up to 150 latents, not 151");
  }

  @Test
  void nothingIsWrittenWhenNothingIsToBeSaved() throws IOException {
    Desisky.Run run = train(npz("sky.npz", 40, 12), "--epochs", "1", "--no-save", "--json");
    JsonNode json = JSON.readTree(run.lastLine());
    assertThat(json.get("checkpoint").isNull()).isTrue();
    assertThat(json.get("history").isNull()).isTrue();
    assertThat(json.get("report").isNull()).isTrue();
    assertThat(folder.resolve("models")).doesNotExist();
  }

  @Test
  void aSimulatedCatalogueIsReadWithItsConditions() {
    Path catalog = folder.resolve("sky.fits");
    Desisky.Run simulated =
        OneProcess.run("data", "simulate", "--rows", "150", "--output", catalog.toString());
    assertThat(simulated.exitCode()).as(simulated.err()).isZero();
    assertThat(simulated.lastLine()).isEqualTo(catalog.toString());
    Desisky.Run run = train(catalog, "--epochs", "1");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("150 spectra x 7781 channels");
    assertThat(Desisky.read(folder, "models/run.report.html")).contains("EXPID", "dark");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCKeepsTheBestModelAndEndsSoon() throws Exception {
    Path data = npz("sky.npz", 640, 400);
    Files.createDirectories(folder.resolve("models"));
    List<Path> older =
        Stream.of("report.html", "curves.png", "reconstructions.png", "density.json")
            .map(ending -> folder.resolve("models/run." + ending))
            .toList();
    for (Path file : older) {
      Files.writeString(file, "of an earlier run");
    }
    Process process =
        Desisky.start(folder, options(data, "--epochs", "100000", "--print-every", "1"));
    Path checkpoint = folder.resolve("models/run.eqx");
    Path history = folder.resolve("models/run.history.csv");
    Desisky.await(process, () -> Files.exists(history));
    long asked = System.nanoTime();
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    Desisky.Run run = Desisky.finish(process, folder);
    double seconds = (System.nanoTime() - asked) / 1e9;
    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(seconds).isLessThan(25 + 4); // it is given 25, and Java its time to end
    assertThat(run.err()).contains("Interrupted after", "run.eqx");
    assertThat(Checkpoint.read(checkpoint).header().inChannels()).isEqualTo(400);
    assertThat(older).noneMatch(Files::exists);
    assertThat(history).isNotEmptyFile();
  }

  @Test
  void theReportOfAnEarlierRunStaysUntilItsModelIsGone() throws IOException {
    Path older = folder.resolve("models/run.report.html");
    Files.createDirectories(older.getParent());
    Files.writeString(older, "of an earlier run");
    assertThat(train(folder.resolve("missing.npz")).exitCode()).isEqualTo(1);
    assertThat(older).hasContent("of an earlier run");
    assertThat(train(npz("sky.npz", 40, 12), "--epochs", "1", "--no-report").exitCode()).isZero();
    assertThat(older).doesNotExist();
  }

  @Test
  void aLossThatIsNotFiniteEndsTheRun() throws IOException {
    Desisky.Run run =
        train(
            npz("sky.npz", 40, 12),
            "--epochs",
            "50",
            "--recipe",
            "document",
            "--learning-rate",
            "1e30",
            "--no-report");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("not finite in epoch", "batch", "recon", "--clip-norm");
  }

  @Test
  void theDemonstrationRunsFromSimulationToReport() {
    Desisky.Run run = OneProcess.run("demo", "--rows=700", "--epochs=1", "--output-dir=out");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("demo.fits", "demo.eqx", "demo.report.html");
    JsonNode ours =
        CheckpointHeader.read(folder.resolve("out/demo.eqx")).get("desisky_java").orElseThrow();
    int heldBack = ours.at("/split/calibration_rows").intValue();
    assertThat(heldBack).isBetween(60, 70); // 60 suffice, and 700 are the fewest that have them
    assertThat(Desisky.read(folder, "out/demo.report.html"))
        .contains("EXPID", "calibrated on " + heldBack + " spectra that neither trained the model");
    assertThat(ours.get("arguments").toString()).contains("--calibration-split=0.1");
  }

  @Test
  void aDemonstrationOfTooFewSpectraWritesNothing() {
    Desisky.Run run = OneProcess.run("demo", "--rows=1", "--output-dir", ".");
    run.assertOneLine(2, "1 row is too few");
    assertThat(Desisky.files(folder)).isEmpty();
  }

  @Test
  void aSmallDemonstrationHoldsNothingBack() {
    Desisky.Run run = OneProcess.run("demo", "--rows=80", "--epochs=1", "--output-dir", "out");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Desisky.read(folder, "out/demo.report.html"))
        .contains("There are too few spectra for this", "There is nothing to compare");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 20})
  void anyNumberOfChannelsHasAPageThatSearchesForOddSpectra(int channels) throws IOException {
    Desisky.Run run =
        train(npz("sky.npz", 650, channels), "--epochs=1", "--latent-dim=1", "--init=uniform");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Desisky.read(folder, "models/run.report.html"))
        .contains("The oddest of the test spectra", "channel (counted from 0)")
        .contains("calibrated on the test spectra, which picked the best epoch");
  }

  @Test
  void spectraThatAreAllTheSameHaveAPage() throws IOException {
    float[] flux = new float[700 * 20];
    Arrays.fill(flux, 2.5f);
    Path data = SmallSkies.npz(folder.resolve("same.npz"), "flux", flux, 700, 20);
    Desisky.Run run = train(data, "--epochs=1", "--latent-dim=2");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("no report");
    assertThat(Desisky.read(folder, "models/run.report.html")).contains(">Anomalies<");
  }

  private Desisky.Run train(Path data, String... more) {
    return OneProcess.run(options(data, more));
  }

  private String[] options(Path data, String... more) {
    String[] common = {
      "train-vae",
      "--data-path",
      data.toString(),
      "--save-dir",
      folder.resolve("models").toString(),
      "--run-name",
      "run"
    };
    return Desisky.with(common, more);
  }

  private Path npz(String name, int rows, int columns) throws IOException {
    float[] flux = Noise.of(1).normals(rows * columns);
    return SmallSkies.npz(folder.resolve(name), "flux", flux, rows, columns);
  }

  private static JsonNode withoutDate(Checkpoint checkpoint) {
    ObjectNode json = checkpoint.header().toJson();
    ((ObjectNode) json.get("training")).remove("date");
    return json;
  }
}
