package org.desisky.report.evaluation;

import static com.google.common.base.Preconditions.checkArgument;

import org.desisky.data.SkyCatalog;

/**
 * What a model is measured on: spectra, which of them principal components are fitted to, and which
 * of them both are tested on. Immutable.
 */
public final class EvaluationData {
  private final SkyCatalog catalog;
  private final int[] fileRows;
  private final int[] train;
  private final int[] trainAlike;
  private final int[] test;
  private final int[] calibration;
  private final boolean isOfTraining;
  private final String split;

  private EvaluationData(
      SkyCatalog catalog,
      int[] fileRows,
      int[] train,
      int[] trainAlike,
      int[] test,
      int[] calibration,
      boolean isOfTraining,
      String split) {
    this.catalog = catalog;
    this.fileRows = fileRows;
    this.train = train;
    this.trainAlike = trainAlike;
    this.test = test;
    this.calibration = calibration;
    this.isOfTraining = isOfTraining;
    this.split = split;
  }

  /**
   * Takes rows of a catalogue.
   *
   * @param catalog on the model's wavelengths; the rows named below must be finite
   * @param fileRows the row in its file, from 0, of each row of the catalogue
   * @param train rows of the catalogue, at least one, that principal components are fitted to
   * @param test rows of the catalogue, at least one, that everything is measured on
   * @param split where these rows come from, in a sentence
   */
  public static EvaluationData of(
      SkyCatalog catalog, int[] fileRows, int[] train, int[] test, String split) {
    checkArgument(train.length > 0, "there are no rows to fit principal components to");
    checkArgument(test.length > 0, "there are no rows to measure on");
    checkArgument(
        fileRows.length == catalog.rows(),
        "%s rows of a file for %s spectra",
        fileRows.length,
        catalog.rows());
    int[] all = train.clone();
    return new EvaluationData(
        catalog, fileRows.clone(), all, all, test.clone(), new int[0], false, split);
  }

  /**
   * This, as the split that the model was trained with: the test rows picked its best epoch.
   *
   * @param held rows of the catalogue, finite, that neither trained the model nor picked its epoch;
   *     may be none
   */
  public EvaluationData ofTraining(int... held) {
    return new EvaluationData(
        catalog, fileRows, train, trainAlike, test, held.clone(), true, split);
  }

  /**
   * This, with test rows that were chosen by a rule, as those of dark skies: what is generated to
   * be compared with them is of spectra of the same rule.
   *
   * @param alike those of the training rows that meet the rule, too; may be none
   */
  public EvaluationData ofChosen(int... alike) {
    return new EvaluationData(
        catalog, fileRows, train, alike.clone(), test, calibration, isOfTraining, split);
  }

  /** The spectra. */
  public SkyCatalog catalog() {
    return catalog;
  }

  /** The row of the file, from 0, of a row of the catalogue. */
  public int fileRow(int row) {
    return fileRows[row];
  }

  /** Rows of the catalogue that principal components are fitted to. */
  public int[] train() {
    return train.clone();
  }

  /**
   * Those of them that meet the rule by which the test rows were chosen; all, where there was none.
   */
  public int[] trainAlike() {
    return trainAlike.clone();
  }

  /** Rows of the catalogue that everything is measured on. */
  public int[] test() {
    return test.clone();
  }

  /**
   * Rows of the catalogue that neither trained the model nor picked its epoch, and that nothing is
   * measured on: they tell what is usual. None where that is not known.
   */
  public int[] calibration() {
    return calibration.clone();
  }

  /** Whether it is known that the test rows picked the model's best epoch. */
  public boolean isOfTraining() {
    return isOfTraining;
  }

  /** Where the rows come from, in a sentence. */
  public String split() {
    return split;
  }
}
