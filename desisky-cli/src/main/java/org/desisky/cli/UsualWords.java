package org.desisky.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.io.FullPath;
import org.desisky.data.SkyCatalogFile;
import org.desisky.vae.anomaly.AnomalyDetector;

/** Where a detector has what is usual from, and how far that can be trusted, in words. */
final class UsualWords {
  private final UsualSpectra usual;
  private final boolean isScoredFile;
  private final boolean isAskedFor;
  private final int learntAndScored;

  /**
   * Of a search.
   *
   * @param scored the file whose spectra are scored
   * @param rows those of them that are
   * @param isAskedFor whether the user named the file that tells what is usual
   */
  UsualWords(UsualSpectra usual, SkyCatalogFile scored, int[] rows, boolean isAskedFor) {
    this.usual = usual;
    this.isAskedFor = isAskedFor;
    isScoredFile = usual.file() == scored;
    BitSet learning = new BitSet();
    IntStream.of(usual.allLearning()).forEach(learning::set);
    learntAndScored = isScoredFile ? (int) IntStream.of(rows).filter(learning::get).count() : 0;
  }

  /** How many of the rows scored are among those to learn from. */
  int learntAndScored() {
    return learntAndScored;
  }

  /** What is done, in a sentence. */
  String description() {
    int all = usual.allLearning().length;
    int used = usual.learning().length;
    String file = isScoredFile ? "this file" : usual.file().path().toString();
    boolean isOwn = usual.calibration().isOwnSplit();
    return "What is usual is learnt from "
        + (used < all ? used + " of the " : "")
        + all
        + (isOwn
            ? " spectra of " + file + " that the model was trained on"
            : " spectra, half of " + file)
        + ", and calibrated on "
        + usual.calibrating().length
        + switch (usual.calibration()) {
          case HELD_BACK -> " that were held back from training and testing.";
          case TEST -> " that were held back from training.";
          case OTHER_FILE, UNKNOWN -> " others.";
        };
  }

  /** What a user has to know to judge the rate, if it is not just what was asked for. */
  Optional<String> warning() {
    return switch (usual.calibration()) {
      case HELD_BACK -> Optional.empty();
      case TEST ->
          Optional.of(
              (usual.tooFewHeldBack() == 0
                      ? ""
                      : "--calibration-split held back "
                          + InferenceJob.count(usual.tooFewHeldBack())
                          + ", and it takes "
                          + AnomalyDetector.FEWEST_ROWS
                          + " to calibrate, so ")
                  + "the rows that calibrate are the model's test rows, which picked its best epoch; "
                  + (usual.tooFewHeldBack() == 0
                      ? "train-vae --calibration-split holds others back"
                      : "train-vae with a larger --calibration-split holds more back")
                  + ", or --reference names others");
      case OTHER_FILE ->
          isScoredFile && !isAskedFor
              ? Optional.of(
                  "the file that the model was trained on is not there, cannot be read, or has changed"
                      + " since, so what is usual is learnt from the spectra that are scored: what is odd about many of them is missed;"
                      + " --reference names others")
              : Optional.empty();
      case UNKNOWN ->
          Optional.of(
              "the checkpoint does not tell which rows trained the model, so those that calibrate"
                  + " may be among them"
                  + (isScoredFile
                      ? ", and what is usual is learnt from the spectra that are scored: what is odd"
                          + " about many of them is missed; --reference names others"
                      : ""));
    };
  }

  /** The same for programs. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", FullPath.of(usual.file().path()).toString());
    json.put(
        "learnt_from", usual.calibration().isOwnSplit() ? "training rows" : "half of the rows");
    json.put("learning_rows", usual.learning().length);
    json.put("learnt_and_scored_rows", learntAndScored);
    json.put("calibrated_on", usual.calibration().label());
    json.put("description", description());
    json.put("warning", warning().orElse(null));
    return json;
  }
}
