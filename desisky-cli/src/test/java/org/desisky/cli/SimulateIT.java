package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.desisky.data.SkyCatalog;
import org.desisky.data.simulate.SkySimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code desisky data simulate}. */
class SimulateIT {
  private final Path folder = OneProcess.emptyFolder();

  @Test
  void aCatalogueSaysThatItIsASimulation() throws IOException {
    Path file = folder.resolve("sky.fits");
    Files.writeString(folder.resolve("sky.truth.json"), "of other spectra");
    Desisky.Run run =
        OneProcess.run("data", "simulate", "--rows", "30", "--output", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    String header = header(file);
    assertThat(header).contains("HISTORY Simulated night-sky spectra, not observations.");
    assertThat(header).contains("30 rows, seed 42.").doesNotContain("spoilt");
    assertThat(SkyCatalog.read(file).flux()).isEqualTo(SkySimulator.simulate(30, 42).flux());
    assertThat(folder.resolve("sky.truth.json")).doesNotExist();
  }

  @Test
  void aNameThatPromisesAnotherFormatIsRefused() {
    Desisky.Run run = OneProcess.run("data", "simulate", "--rows=3", "--output=sky.npz");
    run.assertOneLine(2, "sky.npz", ".fits");
    assertThat(folder.resolve("sky.npz")).doesNotExist();
  }

  @Test
  void anomaliesComeWithTheTruth() throws IOException {
    Path file = folder.resolve("odd.FITS");
    Desisky.Run run =
        OneProcess.run(
            "data",
            "simulate",
            "--rows",
            "60",
            "--seed",
            "3",
            "--anomalies",
            "2",
            "--output",
            file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lastLine()).isEqualTo(file.toString());
    Path truth = folder.resolve("odd.truth.json");
    assertThat(run.err()).contains(truth.toString());
    assertThat(header(file)).contains("20 of the spectra are spoilt on purpose");
    JsonNode json = new ObjectMapper().readTree(truth.toFile());
    assertThat(json.get("anomalies")).hasSize(20);
    SkyCatalog found = SkyCatalog.read(file);
    SkyCatalog clean = SkySimulator.simulate(60, 3);
    double[] expid = found.observations().doubles("EXPID");
    int spoilt = 0;
    for (int row = 0; row < 60; row++) {
      spoilt += Arrays.equals(found.flux().row(row), clean.flux().row(row)) ? 0 : 1;
    }
    assertThat(spoilt).isEqualTo(20);
    for (JsonNode anomaly : json.get("anomalies")) {
      int row = anomaly.get("row").asInt();
      assertThat(found.flux().row(row)).isNotEqualTo(clean.flux().row(row));
      assertThat(anomaly.get("expid").asDouble()).isEqualTo(expid[row]);
    }
  }

  @Test
  void anomaliesThatDoNotFitAreRefusedAndNothingIsWritten() {
    for (String count : new String[] {"-1", "20"}) {
      Desisky.Run run =
          OneProcess.run(
              "data",
              "simulate",
              "--rows",
              "60",
              "--anomalies",
              count,
              "--output",
              folder.resolve("sky.fits").toString());
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("anomalies");
      assertThat(folder.resolve("sky.fits")).doesNotExist();
      assertThat(folder.resolve("sky.truth.json")).doesNotExist();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // another shell
  void whereTheDiskIsFullTheOlderCatalogueAndItsTruthStay() throws IOException {
    Files.writeString(folder.resolve("sky.fits"), "older spectra");
    Files.writeString(folder.resolve("sky.truth.json"), "the truth of them");
    String line =
        "ulimit -f 200; %s data simulate --rows=60 --anomalies=1 --output=sky.fits"
            .formatted(Desisky.program());
    Process process = Desisky.start(folder, List.of("sh", "-c", line));
    Desisky.finish(process, folder).assertOneLine(1, "cannot write", "sky.fits");
    assertThat(folder.resolve("sky.fits")).hasContent("older spectra");
    assertThat(folder.resolve("sky.truth.json")).hasContent("the truth of them");
    assertThat(Desisky.files(folder)).hasSize(2);
  }

  private static String header(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return new String(bytes, 0, 2880, StandardCharsets.ISO_8859_1).replaceAll(" +", " ");
  }
}
