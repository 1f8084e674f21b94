package org.desisky.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Sha256;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code desisky reproduce}. */
@Command(
    name = "reproduce",
    description = {
      "Train a model again from what its checkpoint says of data, split, seed, settings and engine,"
          + " up to the epoch that was best, and compare the weights.",
      "Exit code 0 if they are the same bit for bit, 1 if not."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReproduceCommand implements Callable<Integer> {
  private static final String RUN = "reproduced";

  /** What last digits may depend on besides settings; engine and device are the checkpoint's. */
  private static final List<String> ENVIRONMENT =
      List.of(
          "version",
          "engine_version",
          "java",
          "architecture",
          "layers",
          "processor",
          "processor_model",
          "processors",
          "omp_num_threads",
          "retries");

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "CHECKPOINT", description = "A model trained by this program (.eqx).")
  Path checkpoint;

  @Option(
      names = "--data-path",
      paramLabel = "FILE",
      description = "The data, where they are no longer where they were; checked by checksum.")
  Path dataPath;

  @Option(names = "--json", description = "Print one JSON object with the result.")
  boolean json;

  @Override
  public Integer call() {
    Talk talk = Talk.of(spec);
    Checkpoint original = Checkpoint.read(checkpoint);
    Checkpoint again = train(original.header(), talk);
    warnOfEnvironment(original.header(), again.header(), talk);
    WeightComparison comparison = WeightComparison.of(original.weights(), again.weights());
    talk.result(json ? json(comparison) : comparison.toString());
    return comparison.isSame() ? 0 : 1;
  }

  private Checkpoint train(CheckpointHeader header, Talk talk) {
    JsonNode java = header.get(CheckpointHeader.JAVA_KEY).orElse(null);
    if (java == null || !java.path("arguments").isArray()) {
      throw new BadFileException(
          checkpoint,
          "its header does not say how it was trained; only models of 'desisky train-vae' can be"
              + " trained again");
    }
    int epoch = header.get("training").map(t -> t.path("epoch").asInt(-1)).orElse(-1);
    if (epoch < 0) {
      throw new BadFileException(checkpoint, "its header does not say of which epoch it is");
    }
    ObjectNode settings = settings(header, java);
    List<String> arguments =
        TrainingArguments.keepingSettings(TrainingArguments.stored(java, checkpoint), settings);
    warnOfSettings(settings, TrainingArguments.settings(arguments), talk);
    Path data = data(java.path("data"));
    try (TemporaryFolder folder = TemporaryFolder.of("desisky-reproduce-")) {
      List<String> all = TrainingArguments.with(arguments, "--data-path", data.toString());
      // It ends with the epoch: patience may be what a later part of the run was told.
      all = TrainingArguments.with(all, "--patience", "off");
      all.addAll(
          List.of("--save-dir=" + folder.path(), "--run-name=" + RUN, "--no-report", "--no-state"));
      TrainVaeCommand command = TrainingArguments.parse(all);
      TrainingJob.Outcome outcome = command.train(talk, job -> job.upTo(epoch), told -> {});
      return Checkpoint.read(reached(outcome, epoch));
    }
  }

  private static Path reached(TrainingJob.Outcome outcome, int epoch) {
    if (outcome.result().history().epochs().size() <= epoch) {
      throw new DesiskyException(
          "stopped after "
              + outcome.result().history().epochs().size()
              + " epochs, before the "
              + (epoch + 1)
              + " that the model had");
    }
    return outcome.result().checkpoint().orElseThrow();
  }

  /** The data file, once its checksum is that of the header. */
  private Path data(JsonNode known) {
    Path path = dataPath == null ? Path.of(known.path("path").asText()) : dataPath;
    if (!Files.isRegularFile(path)) {
      throw new BadFileException(
          path, "the data that the model was trained on are not here; --data-path tells where");
    }
    String stored = known.path("sha256").asText();
    String found = Sha256.of(path);
    if (!found.equals(stored)) {
      throw new BadFileException(
          path,
          "these are not the data that the model was trained on: SHA-256 is "
              + found
              + ", the checkpoint says "
              + stored
              + "; --data-path names another file");
    }
    return path.toAbsolutePath();
  }

  /** All settings that a header tells, by name. */
  private static ObjectNode settings(CheckpointHeader header, JsonNode java) {
    ObjectNode settings = java.deepCopy();
    if (header.toJson().path("training").path("config") instanceof ObjectNode config) {
      config.remove("kernel_sigma"); // which is the width's, spelt otherwise
      settings.setAll(config);
    }
    return TrainingArguments.withUntold(settings);
  }

  /** Says, before time is spent on it, where this program cannot train as the model was trained. */
  private static void warnOfSettings(ObjectNode then, ObjectNode now, Talk talk) {
    now.fieldNames().forEachRemaining(name -> warn(name, then, now, talk));
  }

  /** Says what may be a reason for differences besides: an environment that is not the same. */
  private static void warnOfEnvironment(CheckpointHeader before, CheckpointHeader now, Talk talk) {
    JsonNode then = before.get(CheckpointHeader.JAVA_KEY).orElseThrow();
    JsonNode here = now.get(CheckpointHeader.JAVA_KEY).orElseThrow();
    for (String name : ENVIRONMENT) {
      warn(name, then, here, talk);
    }
    for (JsonNode earlier : then.path("earlier_environments")) {
      talk.warn(
          "the run went on from elsewhere in epoch "
              + (earlier.path("until_epoch").asInt() + 1)
              + ": before, it was in "
              + earlier);
    }
  }

  /** Of what a version did not tell nothing can be said. */
  private static void warn(String name, JsonNode then, JsonNode now, Talk talk) {
    if (then.has(name) && !then.get(name).equals(now.path(name))) {
      talk.warn(name + " was " + then.get(name) + " and is " + text(now.path(name)) + " here");
    }
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "not set" : value.toString();
  }

  private static String json(WeightComparison comparison) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("same", comparison.isSame());
    result.put("weights", comparison.weights());
    result.put("different", comparison.different());
    result.put("max_difference", comparison.largest());
    return result.toString();
  }
}
