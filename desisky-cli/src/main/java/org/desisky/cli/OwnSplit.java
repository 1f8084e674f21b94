package org.desisky.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.desisky.core.Labelled;
import org.desisky.core.io.Sha256;
import org.desisky.data.ObservationTable;
import org.desisky.data.RowFilter;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkySubset;
import org.desisky.data.Split;
import org.desisky.data.SplitRule;
import org.desisky.vae.CheckpointHeader;

/**
 * The rows of a file that a model was trained, tested and not shown, found again from its header.
 */
final class OwnSplit {
  private final int[] rows;
  private final Split split;
  private final SplitRule rule;
  private final String whyNot;
  private final boolean isOfAnotherFile;

  private OwnSplit(
      int[] rows, Split split, SplitRule rule, String whyNot, boolean isOfAnotherFile) {
    this.rows = rows;
    this.split = split;
    this.rule = rule;
    this.whyNot = whyNot;
    this.isOfAnotherFile = isOfAnotherFile;
  }

  /** Where the model's data were when it was trained; empty where it does not tell. */
  static Optional<Path> trainedOn(CheckpointHeader header) {
    JsonNode path = ours(header).path("data").path("path");
    try {
      return path.isTextual() ? Optional.of(Path.of(path.textValue())) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty(); // written where paths are others
    }
  }

  /** Whether a file is, byte for byte, the one that the model was trained on. */
  static boolean isTrainedOn(CheckpointHeader header, Path file) {
    JsonNode sum = ours(header).path("data").path("sha256");
    return sum.isTextual() && sum.textValue().equals(Sha256.of(file));
  }

  /**
   * Finds the split.
   *
   * @param usable whether a row's flux is finite; asked only where training left such rows out
   */
  static OwnSplit find(SkyCatalogFile file, CheckpointHeader header, IntPredicate usable) {
    return find(file, header, isTrainedOn(header, file.path()), usable);
  }

  /**
   * The same where it is known already whether the file is the one that the model was trained on.
   */
  static OwnSplit find(
      SkyCatalogFile file, CheckpointHeader header, boolean isTrainedOn, IntPredicate usable) {
    JsonNode data = ours(header).path("data");
    JsonNode split = ours(header).path("split");
    if (!isTrainedOn && data.path("sha256").isTextual()) {
      String why = "The model was trained on another file than this one";
      return new OwnSplit(null, null, null, why, true);
    }
    if (!isTrainedOn || !split.isObject()) {
      return unknown("The checkpoint does not tell which rows it was trained on");
    }
    try {
      int[] rows = rows(file, data, usable);
      ObservationTable observations = file.observations().select(rows);
      SplitRule rule = SplitRule.valueOf(split.path("rule").asText().toUpperCase(Locale.ROOT));
      Split found =
          rule.split(
              observations,
              split.path("val_split").asDouble(),
              split.path("calibration_split").asDouble(0),
              split.path("seed").asLong());
      if (rows.length != split.path("rows").asInt()
          || found.test().length != split.path("test_rows").asInt()
          || found.train().length != split.path("train_rows").asInt()) {
        return unknown("The model's own split does not come out again from its checkpoint");
      }
      return new OwnSplit(rows, found, rule, "", false);
    } catch (IllegalArgumentException e) {
      return unknown("What the checkpoint says of its split is not understood");
    }
  }

  private static OwnSplit unknown(String why) {
    return new OwnSplit(null, null, null, why, false);
  }

  private static JsonNode ours(CheckpointHeader header) {
    return header.get(CheckpointHeader.JAVA_KEY).orElse(header.toJson().path("no such entry"));
  }

  /** The rows that training used, as the header tells the rules. */
  private static int[] rows(SkyCatalogFile file, JsonNode data, IntPredicate usable) {
    String subset = data.path("subset").asText("full");
    RowChoice choice =
        new RowChoice(
            data.path("quality_filter").asBoolean(true),
            Labelled.named(subset, SkySubset.values()),
            data.path("where").isTextual()
                ? Optional.of(RowFilter.parse(data.path("where").textValue()))
                : Optional.empty());
    int[] rows = choice.choose(file.path(), file.observations(), Talk.SILENT).rows;
    boolean allWereFinite = data.path("dropped_nonfinite").asInt(-1) == 0;
    return allWereFinite ? rows : IntStream.of(rows).filter(usable).toArray();
  }

  /** Whether it was found; if not, {@link #whyNot} tells why, and nothing else is there. */
  boolean isKnown() {
    return split != null;
  }

  /** Why it was not found, as a sentence without its full stop. */
  String whyNot() {
    return whyNot;
  }

  /** Whether the model was trained on another file, as its header tells. */
  boolean isOfAnotherFile() {
    return isOfAnotherFile;
  }

  SplitRule rule() {
    return rule;
  }

  /** Rows of the file, from 0, that the model was trained on. */
  int[] train() {
    return at(rows, split.train());
  }

  /** Rows that picked its best epoch. */
  int[] test() {
    return at(rows, split.test());
  }

  /** Rows that did neither. */
  int[] calibration() {
    return at(rows, split.calibration());
  }

  static int[] at(int[] rows, int[] places) {
    return IntStream.of(places).map(i -> rows[i]).toArray();
  }
}
