package org.desisky.cli;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.desisky.data.BadCatalogException;
import org.desisky.data.SkyCatalogFile;
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

  /** Those of them that are among the rows the user wants, as all test rows are. */
  final int[] trainAlike;

  final int[] test;

  /** Those that neither trained the model nor picked its epoch; none where that is not known. */
  final int[] calibration;

  /** Where they come from, in a sentence. */
  final String description;

  final boolean isOwnSplit;

  private TestedRows(
      int[] train,
      int[] trainAlike,
      int[] test,
      int[] calibration,
      String description,
      boolean isOwnSplit) {
    this.train = train;
    this.trainAlike = trainAlike;
    this.test = test;
    this.calibration = calibration;
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
    OwnSplit own = OwnSplit.find(file, header, usable);
    return own.isKnown()
        ? narrowed(file, own, chosen)
        : anew(file, good, chosen, usable, anew, own.whyNot());
  }

  private static TestedRows narrowed(SkyCatalogFile file, OwnSplit own, int[] chosen) {
    int[] test = own.test();
    int[] wanted = wanted(file, test, chosen);
    return new TestedRows(
        own.train(),
        among(chosen, own.train()),
        wanted,
        own.calibration(),
        "Measured on "
            + count(wanted, test)
            + " spectra of this file that were held back from training (split by "
            + own.rule().label()
            + ", found again from the checkpoint; they picked the best epoch, though); principal"
            + " components are fitted to the "
            + own.train().length
            + " spectra that the model was trained on.",
        true);
  }

  private static TestedRows anew(
      SkyCatalogFile file, int[] good, int[] chosen, IntPredicate usable, Anew anew, String why) {
    int[] rows = IntStream.of(good).filter(usable).toArray();
    if (rows.length == 0) {
      throw BadRows.all(file, good.length);
    }
    Split split = anew.rule.split(file.observations().select(rows), anew.testFraction, anew.seed);
    int[] train = OwnSplit.at(rows, split.train());
    int[] test = OwnSplit.at(rows, split.test());
    int[] wanted = wanted(file, test, chosen);
    return new TestedRows(
        train,
        among(chosen, train),
        wanted,
        new int[0],
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
    int[] wanted = among(chosen, test);
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

  private static int[] among(int[] chosen, int[] rows) {
    return IntStream.of(rows).filter(row -> Arrays.binarySearch(chosen, row) >= 0).toArray();
  }

  private static String count(int[] wanted, int[] test) {
    return wanted.length == test.length
        ? String.valueOf(test.length)
        : wanted.length + " of the " + test.length;
  }
}
