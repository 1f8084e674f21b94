package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.desisky.core.noise.Noise;
import org.desisky.training.EpochRecord;
import org.desisky.training.HistoryCsv;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The packaged program, killed, stopped, starved of disk space, and started again. */
class ResumeIT {
  private static final int KILLS = 20;

  /** A rate that does not depend on the number of epochs, so that an extended run is the whole. */
  private static final String CONSTANT = "--schedule=constant";

  /** More epochs than a run has before it is ended. */
  private static final String MANY = "--epochs=10000";

  /** The course of the rate, whatever the number of epochs. */
  private static final String COURSE = "--schedule-epochs=160";

  private final Path folder = OneProcess.emptyFolder();
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    data = npz("sky.npz", 1);
  }

  /**
   * On a system without SIGKILL Java ends a process just as abruptly. How far the run comes depends
   * on the machine, so its number of epochs is set at the end.
   */
  @Test
  void aRunKilledTwentyTimesIsTheSameAsOneNeverTouched() throws Exception {
    String[] settings = {MANY, COURSE, "--batch-size=16", "--clip-gradients", "--no-report"};
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int withinWriting = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> arguments = new ArrayList<>(List.of(options("run", settings)));
      arguments.add("--state-every=0.001");
      if (Files.exists(file("run.state"))) {
        arguments.add("--resume");
      }
      Process process = Desisky.start(folder, arguments.toArray(String[]::new));
      int epochs = kill == 0 ? 1 : random.nextInt(3);
      awaitMoreEpochs(process, epochs);
      // Without an epoch it is starting, or reads the state; later it is within one, or writes.
      TimeUnit.MILLISECONDS.sleep(random.nextInt(epochs == 0 ? 1500 : 100));
      if (kill % 2 == 0) {
        Desisky.await(process, () -> !halfWritten(process).isEmpty(), 1);
      }
      process.destroyForcibly().waitFor();
      assertThat(process.exitValue())
          .as(
              () ->
                  "a run that was killed, seed " + seed + ": " + Desisky.read(folder, "stderr.txt"))
          .isGreaterThan(2);
      withinWriting += halfWritten(process).isEmpty() ? 0 : 1;
    }
    String end = "--epochs=" + (epochsInHistory() + 2);
    Desisky.Run last = train("run", "--resume", end);
    assertThat(last.exitCode()).as("seed %d: %s", seed, last.err()).isZero();
    assertThat(withinWriting).as("kills within the writing of a file").isGreaterThan(5);
    assertThat(halfWritten("\\d+")).isEmpty();
    settings[0] = end;
    assertThat(train("whole", Desisky.with(settings, "--no-state")).exitCode()).isZero();
    assertSame("whole", "run");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCLeavesAStateToGoOnFrom() throws Exception {
    String[] settings = {MANY, COURSE, "--batch-size=8", "--no-report", "--learning-rate=1e-3"};
    Desisky.Run stopped = interruptAfterAnEpoch(settings);
    assertThat(stopped.err()).contains("Interrupted after", "--resume goes on from here");
    String end = "--epochs=" + (epochsInHistory() + 2);
    Desisky.Run resumed =
        OneProcess.run("train-vae", "--resume", "--run-name=run", "--save-dir=" + models(), end);
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err())
        .containsPattern("Going on after \\d+ epochs? of " + epochsInHistory());
    assertThat(file("run.report.html")).exists();
    settings[0] = end;
    assertThat(train("whole", Desisky.with(settings, "--no-state")).exitCode()).isZero();
    assertSame("whole", "run");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whereARunMayGoBackCtrlCNamesTheEpochThatBeginsAgain() throws Exception {
    Desisky.Run stopped = interruptAfterAnEpoch(MANY, "--no-report", "--on-divergence=retry");
    int begun = epochsInHistory() + 1;
    assertThat(stopped.err())
        .contains("Interrupted after " + (begun - 1) + " epoch")
        .contains("--resume goes on with epoch " + begun);
  }

  private Desisky.Run interruptAfterAnEpoch(String... settings) throws Exception {
    Process process = Desisky.start(folder, options("run", settings));
    Desisky.await(process, () -> Files.exists(file("run.history.csv")));
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    Desisky.Run stopped = Desisky.finish(process, folder);
    assertThat(stopped.exitCode()).isEqualTo(130);
    return stopped;
  }

  @Test
  void aFinishedRunIsExtendedAndSaysWhenThereIsNothingToDo() throws IOException {
    assertThat(
            train("whole", "--epochs=5", "--beta=0.01", CONSTANT, "--no-report", "--no-state")
                .exitCode())
        .isZero();
    assertThat(train("run", "--epochs=3", "--beta=0.01", CONSTANT, "--no-report").exitCode())
        .isZero();
    Desisky.Run nothing = train("run", "--resume", "--no-report");
    assertThat(nothing.exitCode()).as(nothing.err()).isZero();
    assertThat(nothing.err()).contains("Nothing to resume", "3 epochs");
    Desisky.Run fewer = train("run", "--resume", "--epochs=2");
    assertThat(fewer.exitCode()).isEqualTo(1);
    assertThat(fewer.err())
        .contains("run.state: the run has 3 epochs behind it already, more than the 2 asked for")
        .doesNotContain("Read");
    Desisky.Run more = train("run", "--resume", "--epochs=5", "--no-report");
    assertThat(more.exitCode()).as(more.err()).isZero();
    assertThat(more.err()).contains("Going on after 3 epochs of 5");
    assertSame("whole", "run");
  }

  @Test
  void otherSettingsOtherDataAndMissingRunsAreRefused() throws IOException {
    assertThat(train("run", "--epochs=1", "--beta=0.01", "--no-report").exitCode()).isZero();
    Desisky.Run settings = train("run", "--resume", "--beta=0.02", "--batch-size=8");
    assertThat(settings.exitCode()).isEqualTo(1);
    assertThat(settings.err())
        .contains("beta (0.01 stored, 0.02 asked)", "batch_size (64 stored, 8 asked)");
    Desisky.Run preset = train("run", "--resume", "--preset=quality");
    assertThat(preset.exitCode()).isEqualTo(1);
    assertThat(preset.err()).contains("beta (0.01 stored, 1.0E-4 asked)");
    data = npz("other.npz", 2);
    Desisky.Run other = train("run", "--resume");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("spectra_sha256");
    Desisky.Run missing = train("never", "--resume");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("nothing to resume", "never.state");
  }

  @Test
  void dataThatHaveMovedAreNamedAnew() throws IOException {
    assertThat(train("run", "--epochs=1", "--no-report").exitCode()).isZero();
    Path moved = Files.move(data, folder.resolve("moved.npz"));
    String[] resume = {
      "train-vae", "--resume", "--run-name=run", "--save-dir=" + models(), "--epochs=2"
    };
    OneProcess.run(resume)
        .assertOneLine(
            1, data + ": the data that the run was begun with are not here; --data-path");
    Desisky.Run run = OneProcess.run(Desisky.with(resume, "--no-report", "--data-path=" + moved));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Going on after 1 epoch of 2");
    assertThat(epochsInHistory()).isEqualTo(2);
  }

  /** Longer by its course, or by a default of the user's own, it would mix more. */
  @Test
  void aResumedRunMixesAsItWasBegun() {
    assertThat(train("run", "--epochs=1", "--no-report").exitCode()).isZero();
    String[] longer = options("run", "--resume", "--epochs=2", "--schedule-epochs=100");
    Process process = Desisky.start(folder, Map.of("DESISKY_MIX", "0.7"), longer);
    Desisky.Run resumed = Desisky.finish(process, folder);
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    Desisky.Run other = train("run", "--resume", "--epochs=3", "--mix=0.3");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("mixing (0.5 stored, 0.3 asked)");
  }

  @Test
  void twoRunsOfOneNameAreRefused() throws Exception {
    Process first = Desisky.start(folder, options("run", "--epochs=100000", "--no-report"));
    try {
      Desisky.await(first, () -> Files.exists(file("run.state")));
      Desisky.Run second = train("run", "--epochs=1", "--no-report");
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.err()).contains("another run named 'run' is going on");
    } finally {
      first.destroyForcibly().waitFor();
    }
    // A crash leaves no lock behind.
    assertThat(train("run", "--epochs=1", "--no-report").exitCode()).isZero();
  }

  /** A limit on the size of files stands for a full disk: the same error of the same call. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDiskThatIsFullEndsTheRunAndLeavesTheOldFiles() throws IOException {
    assertThat(train("whole", "--epochs=4", CONSTANT, "--no-report", "--no-state").exitCode())
        .isZero();
    assertThat(train("run", "--epochs=2", CONSTANT, "--no-report").exitCode()).isZero();
    byte[] state = Files.readAllBytes(file("run.state"));
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "ulimit -f 20000; exec \"$@\"",
                "bash",
                Desisky.java(),
                Desisky.SHORT,
                "-jar",
                Desisky.jar().toString()));
    command.addAll(List.of(options("run", "--resume", "--epochs=4", "--no-report")));
    Desisky.Run full = Desisky.finish(Desisky.start(folder, command), folder);
    assertThat(full.exitCode()).as(full.err()).isEqualTo(1);
    assertThat(full.err())
        .contains("cannot write", "run.state", "too large", "Older files are intact")
        .doesNotContain("internal error");
    assertThat(Arrays.equals(Files.readAllBytes(file("run.state")), state)).isTrue();
    assertThat(halfWritten("\\d+")).isEmpty();
    assertThat(train("run", "--resume", "--epochs=4", "--no-report").exitCode()).isZero();
    assertSame("whole", "run");
  }

  @Test
  void aModelIsTrainedAgainFromItsCheckpointAlone() throws IOException {
    String[] settings = {
      "--epochs=3", "--lam=2", "--where=ROW != 3", "--learning-rate=1e-3", "--no-report"
    };
    assertThat(train("run", settings).exitCode()).isZero();
    String checkpoint = file("run.eqx").toString();
    Desisky.Run same = OneProcess.run("reproduce", checkpoint);
    assertThat(same.exitCode()).as(same.err()).isZero();
    assertThat(same.out()).startsWith("The same: all").contains("bit for bit");
    assertThat(same.err()).doesNotContain(" and is "); // as each warning of a difference has it
    assertThat(train("run", "--resume", "--epochs=5", "--patience=4", "--no-report").exitCode())
        .isZero();
    Desisky.Run extended = OneProcess.run("reproduce", checkpoint);
    assertThat(extended.out()).as(extended.err()).startsWith("The same: all");
    Checkpoint trained = Checkpoint.read(file("run.eqx"));
    List<float[]> values = new ArrayList<>(trained.weights().values());
    values.set(1, values.get(1).clone());
    values.get(1)[5] += 0.25f;
    new Checkpoint(trained.header(), new Weights(values)).write(file("run.eqx"));
    Desisky.Run different = OneProcess.run("reproduce", checkpoint, "--json");
    assertThat(different.exitCode()).as(different.err()).isEqualTo(1);
    JsonNode json = JsonMapper.builder().build().readTree(different.lastLine());
    assertThat(json.get("same").booleanValue()).isFalse();
    assertThat(json.get("different").intValue()).isEqualTo(1);
    assertThat(json.get("max_difference").doubleValue()).isBetween(0.2499, 0.2501);
    Path moved = Files.move(data, folder.resolve("moved.npz"));
    Desisky.Run gone = OneProcess.run("reproduce", checkpoint);
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err()).contains("sky.npz", "--data-path");
    assertThat(OneProcess.run("reproduce", checkpoint, "--data-path=" + moved).out())
        .startsWith("Different: 1 of");
    Desisky.Run other =
        OneProcess.run("reproduce", checkpoint, "--data-path=" + npz("other.npz", 2));
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("not the data that the model was trained on", "SHA-256");
  }

  @Test
  void whatTheEnvironmentSetsBelongsToTheRun() {
    Map<String, String> own = new HashMap<>(Map.of("DESISKY_SAVE_DIR", models().toString()));
    own.putAll(Map.of("DESISKY_EPOCHS", "2", "DESISKY_LAM", "2", "DESISKY_NO_REPORT", "true"));
    own.put("DESISKY_CLIP_NORM", "off");
    String[] command = {"train-vae", "-q", "--data-path=" + data, "--run-name=run"};
    Desisky.Run run = with(own, Desisky.with(command, "--clip-gradients"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode header = Checkpoint.read(file("run.eqx")).header().toJson();
    assertThat(header.at("/desisky_java/clip_norm").asDouble()).isEqualTo(1);
    Desisky.Run same = OneProcess.run("reproduce", file("run.eqx").toString());
    assertThat(same.out()).as(same.err()).startsWith("The same: all");
    own.remove("DESISKY_EPOCHS");
    run = with(own, "train-vae", "-q", "--resume", "--run-name=run", "--epochs=3");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(history("run")).hasSize(3);
  }

  private Desisky.Run with(Map<String, String> environment, String... arguments) {
    return Desisky.finish(Desisky.start(folder, environment, arguments), folder);
  }

  @Test
  void everyStepIsLoggedOnceWhereThatIsWanted() throws IOException {
    String[] settings = {"--epochs=2", "--batch-size=16", "--log-steps", "--no-report"};
    assertThat(train("run", settings).exitCode()).isZero();
    List<String> lines = Files.readAllLines(file("run.steps.csv"));
    assertThat(lines).hasSize(1 + 2 * (4 + 1));
    assertThat(lines.get(0)).isEqualTo("epoch,batch,rows,loss,recon,kl,mmd");
    assertThat(lines.get(10)).startsWith("1,0,test,");
    assertThat(train("run", "--resume", "--epochs=3", "--no-report").exitCode()).isZero();
    assertThat(file("run.steps.csv")).content().hasLineCount(1 + 3 * (4 + 1));
    assertThat(train("run", "--epochs=1", "--no-report").exitCode()).isZero();
    assertThat(file("run.steps.csv")).doesNotExist();
  }

  /** Waits until so many epochs more are in the history, or the program ends. */
  private void awaitMoreEpochs(Process process, int epochs) throws Exception {
    int wanted = epochsInHistory() + epochs;
    Desisky.await(process, () -> epochsInHistory() >= wanted);
  }

  private int epochsInHistory() throws IOException {
    try {
      return Files.readAllLines(file("run.history.csv")).size() - 1;
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** What a program has begun to write; not what one before it left. */
  private List<String> halfWritten(Process by) throws IOException {
    return halfWritten(Long.toString(by.pid()));
  }

  private List<String> halfWritten(String pid) throws IOException {
    if (!Files.isDirectory(models())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(models())) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(
              name -> name.matches("\\.run\\.(state|eqx|history\\.csv)\\." + pid + "-\\d+\\.part"))
          .toList();
    }
  }

  private Desisky.Run train(String name, String... more) {
    return OneProcess.run(options(name, more));
  }

  private String[] options(String name, String... more) {
    List<String> all = new ArrayList<>(List.of("train-vae", "--data-path=" + data));
    all.addAll(List.of("--save-dir=" + models(), "--run-name=" + name));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Path models() {
    return folder.resolve("models");
  }

  private Path file(String name) {
    return models().resolve(name);
  }

  private Path npz(String name, long seed) throws IOException {
    float[] flux = Noise.of(seed).normals(70 * 12);
    return SmallSkies.npz(folder.resolve(name), "flux", flux, 70, 12);
  }

  /** All but dates, seconds, and the epochs and paths that were asked for. */
  private void assertSame(String one, String other) throws IOException {
    Checkpoint a = Checkpoint.read(file(one + ".eqx"));
    Checkpoint b = Checkpoint.read(file(other + ".eqx"));
    assertThat(b.weights().values())
        .usingElementComparator(Arrays::compare)
        .isEqualTo(a.weights().values());
    assertThat(header(b)).isEqualTo(header(a));
    assertThat(history(other)).isEqualTo(history(one));
  }

  private static JsonNode header(Checkpoint checkpoint) {
    ObjectNode json = checkpoint.header().toJson();
    ObjectNode training = (ObjectNode) json.get("training");
    training.remove("date");
    ((ObjectNode) training.get("config")).remove("epochs");
    ArrayNode arguments = (ArrayNode) json.at("/desisky_java/arguments");
    arguments.removeIf(argument -> argument.asText().matches("--(schedule-)?epochs=.*"));
    ((ObjectNode) json.get("desisky_java")).remove("schedule_epochs");
    return json;
  }

  private List<EpochRecord> history(String name) {
    return HistoryCsv.read(file(name + ".history.csv")).epochs().stream()
        .map(
            epoch ->
                new EpochRecord(
                    epoch.epoch(),
                    epoch.train(),
                    epoch.test(),
                    epoch.learningRate(),
                    0,
                    epoch.kernelOverlap()))
        .toList();
  }
}
