package org.desisky.cli;

import com.google.common.base.Suppliers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.desisky.core.EvenRows;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Nights;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.Split;
import org.desisky.data.SplitRule;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.anomaly.AnomalyDetector;

/**
 * Which spectra of which file tell what is usual: those to learn from, others to calibrate with.
 */
final class UsualSpectra {
  /** With fewer nights than this, one side of a split by night would lack kinds of sky. */
  private static final int NIGHTS_ENOUGH = 20;

  private static final long SEED = 42;

  /** What spectra do that an {@link AnomalyDetector} learns from. */
  static final String TO_LEARN = "tell what is usual";

  /** What spectra do that it did not learn from. */
  static final String TO_CALIBRATE = "calibrate the threshold";

  /** What the spectra that calibrate are to the model. */
  enum Calibration {
    /** They neither trained it nor picked its epoch, as its header tells. */
    HELD_BACK("held-back rows"),
    /** They picked its epoch. */
    TEST("test rows"),
    /** They are of another file than that it was trained on, as its header tells. */
    OTHER_FILE("rows of another file"),
    /** It may have been trained on them. */
    UNKNOWN("rows of unknown use");

    private final String label;

    Calibration(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }

    /** Whether the model's header tells which rows trained it. */
    boolean isOwnSplit() {
      return this == HELD_BACK || this == TEST;
    }
  }

  /**
   * A file that tells what is usual.
   *
   * @param isTrainedOn whether it is the very file that the model was trained on
   */
  record Source(Path path, boolean isTrainedOn) {}

  private final SkyCatalogFile file;
  private final int[] learning;
  private final int[] calibrating;
  private final Calibration calibration;
  private final int tooFewHeldBack;

  private UsualSpectra(
      SkyCatalogFile file,
      int[] learning,
      int[] calibrating,
      Calibration calibration,
      int tooFewHeldBack) {
    this.file = file;
    this.learning = learning;
    this.calibrating = calibrating;
    this.calibration = calibration;
    this.tooFewHeldBack = tooFewHeldBack;
  }

  /**
   * The file that was given as a reference, else the very file the model was trained on: that which
   * is scored, or where it was then. Where it is neither, the file to be scored has to do.
   */
  static Source source(CheckpointHeader header, Path reference, Path scored) {
    if (reference != null) {
      return new Source(reference, OwnSplit.isTrainedOn(header, reference));
    }
    if (OwnSplit.isTrainedOn(header, scored)) {
      return new Source(scored, true);
    }
    return OwnSplit.trainedOn(header)
        .filter(Files::isRegularFile)
        .filter(Files::isReadable)
        .filter(path -> OwnSplit.isTrainedOn(header, path))
        .map(path -> new Source(path, true))
        .orElse(new Source(scored, false));
  }

  /**
   * The rows of a file: the model's own split of it, where it has one, else halves of it.
   *
   * @param isTrainedOn whether it is the very file that the model was trained on
   */
  static UsualSpectra in(SkyCatalogFile file, CheckpointHeader header, boolean isTrainedOn) {
    OwnSplit own = OwnSplit.find(file, header, isTrainedOn, finite(file));
    if (!own.isKnown()) {
      return halves(file, own.isOfAnotherFile() ? Calibration.OTHER_FILE : Calibration.UNKNOWN);
    }
    int[] heldBack = own.calibration();
    return heldBack.length >= AnomalyDetector.FEWEST_ROWS
        ? new UsualSpectra(file, own.train(), heldBack, Calibration.HELD_BACK, 0)
        : new UsualSpectra(file, own.train(), own.test(), Calibration.TEST, heldBack.length);
  }

  /** Known bad nights are never usual, also where they are to be scored. */
  private static UsualSpectra halves(SkyCatalogFile file, Calibration calibration) {
    int[] rows = RowChoice.GOOD_NIGHTS.choose(file.path(), file.observations(), Talk.SILENT).rows;
    if (rows.length < 2 * AnomalyDetector.FEWEST_ROWS) {
      throw tooFew(file, rows.length, TO_LEARN, 2 * AnomalyDetector.FEWEST_ROWS);
    }
    double[] nights = Nights.of(file.observations().select(rows)).orElse(new double[0]);
    boolean byNight =
        Arrays.stream(nights).distinct().count() >= NIGHTS_ENOUGH
            && Arrays.stream(nights).noneMatch(Double::isNaN);
    Split split =
        (byNight ? SplitRule.NIGHT : SplitRule.ROW)
            .split(file.observations().select(rows), 0.5, SEED);
    return new UsualSpectra(
        file, OwnSplit.at(rows, split.train()), OwnSplit.at(rows, split.test()), calibration, 0);
  }

  /** Refuses a file with too few spectra for what they are to do. */
  static BadCatalogException tooFew(SkyCatalogFile file, int rows, String what, int needed) {
    return new BadCatalogException(
        file.path()
            + ": "
            + InferenceJob.count(rows)
            + (rows == 1 ? " is" : " are")
            + " too few to "
            + what
            + ", which takes "
            + needed
            + "; --reference names a catalogue with more");
  }

  /** Whether rows are finite; reads the file when first asked. */
  private static IntPredicate finite(SkyCatalogFile file) {
    Supplier<BitSet> bad = Suppliers.memoize(() -> BadRows.of(file));
    return row -> !bad.get().get(row);
  }

  SkyCatalogFile file() {
    return file;
  }

  Calibration calibration() {
    return calibration;
  }

  /** How many rows were held back for it, where they are too few to calibrate with; else 0. */
  int tooFewHeldBack() {
    return tooFewHeldBack;
  }

  /** Rows that may be learnt from. */
  int[] allLearning() {
    return learning.clone();
  }

  /** Rows to learn from, ascending: no more than a detector takes, evenly taken. */
  int[] learning() {
    int[] sorted = IntStream.of(learning).sorted().toArray();
    return EvenRows.among(sorted, AnomalyDetector.MOST_REFERENCE_ROWS);
  }

  /** Rows to calibrate with, ascending. */
  int[] calibrating() {
    return IntStream.of(calibrating).sorted().toArray();
  }
}
