package org.desisky.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.desisky.core.io.Sha256;
import org.desisky.data.BadCatalogException;
import org.desisky.data.ObservationTable;
import org.desisky.data.RowFilter;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkySubset;
import org.desisky.data.Split;
import org.desisky.data.SplitRule;
import org.desisky.vae.CheckpointHeader;

/**
 * Which rows of a file a model is measured on, and which principal components are fitted to: the
 * model's own split, where its checkpoint names this very file, else a split made anew.
 */
final class TestedRows {
  /** Rows of the file, from 0. */
  final int[] train;

  final int[] test;

  /** Where they come from, in a sentence. */
  final String description;

  final boolean isOwnSplit;

  private TestedRows(int[] train, int[] test, String description, boolean isOwnSplit) {
    this.train = train;
    this.test = test;
    this.description = description;
    this.isOwnSplit = isOwnSplit;
  }

  /**
   * How rows are split where the model's own split cannot be found again.
   *
   * @param rule what stays together
   * @param testFraction the part that is measured on
   * @param seed of the split
   */
  record Anew(SplitRule rule, double testFraction, long seed) {}

  /**
   * Finds the rows.
   *
   * @param good rows of the file of good quality, ascending, which are split where that is done
   *     anew
   * @param chosen those of them that the user wants measured, ascending
   * @param usable whether a row's flux is finite
   */
  static TestedRows find(
      SkyCatalogFile file,
      CheckpointHeader header,
      int[] good,
      int[] chosen,
      IntPredicate usable,
      Anew anew) {
    Reason reason = new Reason();
    Optional<TestedRows> own = own(file, header, chosen, usable, reason);
    return own.isPresent() ? own.get() : anew(file, good, chosen, usable, anew, reason.text);
  }

  /**
   * The rows of a file that a model was trained on; empty where its checkpoint does not tell, or
   * tells of another file.
   *
   * @param usable whether a row's flux is finite
   */
  static Optional<int[]> trainedOn(
      SkyCatalogFile file, CheckpointHeader header, IntPredicate usable) {
    int[] all = IntStream.range(0, file.rows()).toArray();
    return own(file, header, all, usable, new Reason()).map(rows -> rows.train);
  }

  /** Why a checkpoint's own split cannot be had. */
  private static final class Reason {
    private String text = "";

    Optional<TestedRows> is(String why) {
      text = why;
      return Optional.empty();
    }
  }

  private static Optional<TestedRows> own(
      SkyCatalogFile file,
      CheckpointHeader header,
      int[] chosen,
      IntPredicate usable,
      Reason reason) {
    JsonNode ours =
        header.get(CheckpointHeader.JAVA_KEY).orElse(header.toJson().path("no such entry"));
    JsonNode data = ours.path("data");
    JsonNode split = ours.path("split");
    if (!data.path("sha256").isTextual() || !split.isObject()) {
      return reason.is("The checkpoint does not tell which rows it was trained on");
    }
    if (!data.path("sha256").textValue().equals(Sha256.of(file.path()))) {
      return reason.is("The model was trained on another file than this one");
    }
    try {
      int[] rows = trainedRows(file, data, usable);
      ObservationTable observations = file.observations().select(rows);
      SplitRule rule = SplitRule.valueOf(split.path("rule").asText().toUpperCase(Locale.ROOT));
      Split found =
          rule.split(observations, split.path("val_split").asDouble(), split.path("seed").asLong());
      if (rows.length != split.path("rows").asInt()
          || found.test().length != split.path("test_rows").asInt()
          || found.train().length != split.path("train_rows").asInt()) {
        return reason.is("The model's own split does not come out again from its checkpoint");
      }
      return Optional.of(narrowed(file, rows, found, rule, chosen));
    } catch (IllegalArgumentException e) {
      return reason.is("What the checkpoint says of its split is not understood");
    }
  }

  /** The rows that training used, as the header tells the rules. */
  private static int[] trainedRows(SkyCatalogFile file, JsonNode data, IntPredicate usable) {
    String subset = data.path("subset").asText("full");
    RowChoice choice =
        new RowChoice(
            data.path("quality_filter").asBoolean(true),
            Arrays.stream(SkySubset.values()).filter(s -> s.label().equals(subset)).findFirst(),
            data.path("where").isTextual()
                ? Optional.of(RowFilter.parse(data.path("where").textValue()))
                : Optional.empty());
    int[] rows = choice.choose(file.observations(), Talk.SILENT).rows;
    return IntStream.of(rows).filter(usable).toArray();
  }

  private static TestedRows narrowed(
      SkyCatalogFile file, int[] rows, Split split, SplitRule rule, int[] chosen) {
    int[] train = at(rows, split.train());
    int[] test = at(rows, split.test());
    int[] wanted = wanted(file, test, chosen);
    return new TestedRows(
        train,
        wanted,
        "Measured on "
            + count(wanted, test)
            + " spectra of this file that were held back from training (split by "
            + rule.label()
            + ", found again from the checkpoint; they picked the best epoch, though); principal"
            + " components are fitted to the "
            + train.length
            + " spectra that the model was trained on.",
        true);
  }

  private static TestedRows anew(
      SkyCatalogFile file, int[] good, int[] chosen, IntPredicate usable, Anew anew, String why) {
    int[] rows = IntStream.of(good).filter(usable).toArray();
    if (rows.length == 0) {
      throw new BadCatalogException(
          file.path() + ": all of the " + good.length + " spectra have NaN or infinite flux");
    }
    Split split = anew.rule.split(file.observations().select(rows), anew.testFraction, anew.seed);
    int[] train = at(rows, split.train());
    int[] test = at(rows, split.test());
    int[] wanted = wanted(file, test, chosen);
    return new TestedRows(
        train,
        wanted,
        why
            + ", so its spectra were split anew, by "
            + anew.rule.label()
            + " with seed "
            + anew.seed
            + ": principal components are fitted to "
            + train.length
            + ", and everything is measured on "
            + count(wanted, test)
            + " others. The model may have been trained on any of them.",
        false);
  }

  /** Rows held back that the user wants. */
  private static int[] wanted(SkyCatalogFile file, int[] test, int[] chosen) {
    int[] wanted =
        IntStream.of(test).filter(row -> Arrays.binarySearch(chosen, row) >= 0).toArray();
    if (wanted.length == 0) {
      throw new BadCatalogException(
          file.path()
              + ": none of the "
              + test.length
              + " rows held back for testing is among the "
              + chosen.length
              + " chosen; choose others");
    }
    return wanted;
  }

  private static String count(int[] wanted, int[] test) {
    return wanted.length == test.length
        ? String.valueOf(test.length)
        : wanted.length + " of the " + test.length;
  }

  private static int[] at(int[] rows, int[] places) {
    return IntStream.of(places).map(i -> rows[i]).toArray();
  }
}
