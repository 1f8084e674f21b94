package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.desisky.core.noise.Noise;
import org.desisky.training.HistoryCsv;
import org.desisky.vae.Checkpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged {@code train-vae} where the rate rises until training diverges. */
class DivergenceIT {
  private static final String EPOCHS = "--epochs=5";

  private final Path folder = OneProcess.emptyFolder();
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    float[] values = Noise.of(5).normals(90 * 12);
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 + 3 * values[i];
    }
    data = SmallSkies.npz(folder.resolve("sky.npz"), "flux", values, 90, 12);
  }

  @Test
  void itGoesBackSaysSoEverywhereAndIsMadeAgainTheSame() throws IOException {
    Desisky.Run run = train("run", EPOCHS, "--on-divergence=retry", "--log-steps", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(run.lastLine());
    assertThat(json.get("retries").intValue())
        .isPositive()
        .isEqualTo(
            (int) run.err().lines().filter(line -> line.contains("training diverged")).count());
    assertThat(run.err()).contains("training diverged", "at 0.5 times the rate");
    assertThat(Files.readString(file("run.report.html")))
        .contains("training diverged", "at 0.5 times the rate");
    JsonNode java = Checkpoint.read(file("run.eqx")).header().get("desisky_java").orElseThrow();
    assertThat(java.get("on_divergence").textValue()).isEqualTo("retry");
    JsonNode first = java.get("retries").get(0);
    assertThat(first.get("rate_factor").doubleValue()).isEqualTo(0.5);
    int epoch = first.get("epoch").intValue();
    assertThat(epoch).isPositive();
    assertThat(HistoryCsv.read(file("run.history.csv")).epochs()).hasSize(5);
    assertThat(Files.readAllLines(file("run.steps.csv"))).doesNotHaveDuplicates();
    Desisky.Run again = OneProcess.run("reproduce", file("run.eqx").toString());
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).startsWith("The same: all");
  }

  @Test
  void aRunThatEndedGoesOnOnceItMayGoBack() throws IOException {
    Desisky.Run ended = train("run", EPOCHS, "--learning-rate=0.025");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    assertThat(ended.err())
        .contains("the loss is not finite", "--on-divergence retry", "best model so far")
        .doesNotContain("internal error");
    Desisky.Run resumed =
        OneProcess.run(
            "train-vae",
            "--resume",
            "--run-name=run",
            "--save-dir=" + folder.resolve("models"),
            "--on-divergence=retry");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("Going on after", "training diverged");
    Desisky.Run whole = train("whole", EPOCHS, "--learning-rate=0.025", "--on-divergence=retry");
    assertThat(whole.exitCode()).as(whole.err()).isZero();
    assertThat(Checkpoint.read(file("run.eqx")).weights().values())
        .usingElementComparator(Arrays::compare)
        .isEqualTo(Checkpoint.read(file("whole.eqx")).weights().values());
  }

  @Test
  void whereNothingHelpsItEndsAndLeavesNothingHalfWritten() {
    Desisky.Run run = train("run", EPOCHS, "--learning-rate=1e12", "--on-divergence=retry");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("went back 10 times").doesNotContain("internal error");
    assertThat(folder.resolve("models").toFile().list())
        .noneMatch(name -> name.endsWith(".part") || name.endsWith(".report.html"));
    Desisky.Run other = train("run", "--on-divergence=perhaps");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("'perhaps' is none of stop, retry");
  }

  private Desisky.Run train(String name, String... more) {
    List<String> all = new ArrayList<>(List.of("train-vae", "--data-path=" + data));
    all.addAll(List.of("--save-dir=" + folder.resolve("models"), "--run-name=" + name));
    all.addAll(List.of("--recipe=document", "--optimizer=sgd", "--momentum=0", "--batch-size=16"));
    all.addAll(List.of("--latent-dim=2", "--warmup-epochs=2.5", "--ema=0.5"));
    if (List.of(more).stream().noneMatch(option -> option.startsWith("--learning-rate"))) {
      all.add("--learning-rate=0.03");
    }
    all.addAll(List.of(more));
    return OneProcess.run(all.toArray(String[]::new));
  }

  private Path file(String name) {
    return folder.resolve("models").resolve(name);
  }
}
