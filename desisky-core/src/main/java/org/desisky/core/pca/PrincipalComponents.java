package org.desisky.core.pca;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.desisky.core.ColumnSums;
import org.desisky.core.FloatMatrix;
import org.desisky.core.Vectors;

/**
 * The first principal components of rows of numbers, such as spectra: the linear code of so many
 * numbers a row that reconstructs the rows it was fitted to with the least squared error.
 * Immutable.
 *
 * <p>A row x of D numbers is standardised to u = (x − mean)/scale; its scores are u·v₁, …, u·v_k
 * for orthonormal components v; its reconstruction is mean + scale·Σ score·v. The first component
 * holds the most variance. Of the two signs of a component that one is taken whose largest entry is
 * positive.
 *
 * <p>Found by randomised subspace iteration (Halko, Martinsson and Tropp, "Finding Structure with
 * Randomness", SIAM Review 53, 2011, algorithms 4.4 and 5.3) in float64, by {@link #in} and {@code
 * fit}. The same numbers come out whatever the number of threads, unless a tensor engine takes
 * part.
 */
public final class PrincipalComponents {
  /** Fewer rows at a time are multiplied one by one. */
  private static final int FEWEST_ROWS = 16;

  private final double[] mean;
  private final double[] scale;
  private final double[][] components;
  private final double[] standardDeviations;
  private final double totalVariance;

  PrincipalComponents(
      double[] mean,
      double[] scale,
      double[][] components,
      double[] standardDeviations,
      double totalVariance) {
    this.mean = mean;
    this.scale = scale;
    this.components = components;
    this.standardDeviations = standardDeviations;
    this.totalVariance = totalVariance;
  }

  /** The components of all rows, not scaled; as {@link PrincipalSearch#fit}. */
  public static PrincipalComponents fit(FloatMatrix values, int count) {
    return in(values).fit(count);
  }

  /** The components of some of the rows, not scaled; as {@link PrincipalSearch#fit}. */
  public static PrincipalComponents fit(FloatMatrix values, int[] rows, int count) {
    return in(values).rows(rows).fit(count);
  }

  /**
   * A search for components, to say more of.
   *
   * @param values one spectrum a row
   */
  public static PrincipalSearch in(FloatMatrix values) {
    return new PrincipalSearch(values);
  }

  /** How many components there are, k. */
  public int count() {
    return components.length;
  }

  /** How many numbers a row has, D. */
  public int columns() {
    return mean.length;
  }

  /** The means of the D columns over the rows fitted, in the unit of the rows. */
  public double[] mean() {
    return mean.clone();
  }

  /** What the D columns are divided by; 1 unless given. */
  public double[] scale() {
    return scale.clone();
  }

  /**
   * A component: D numbers of length 1, in standardised columns.
   *
   * @param k from 0, the one that holds the most variance
   */
  public double[] component(int k) {
    return components[k].clone();
  }

  /** The k standard deviations of the scores of the rows fitted (over n, not n − 1), falling. */
  public double[] standardDeviations() {
    return standardDeviations.clone();
  }

  /** The variances of all D standardised columns of the rows fitted, added up. */
  public double totalVariance() {
    return totalVariance;
  }

  /** Which part of the variance of the rows fitted the components hold together, 0 to 1. */
  public double explainedVariance() {
    double held = 0;
    for (double deviation : standardDeviations) {
      held += deviation * deviation;
    }
    return totalVariance == 0 ? 1 : Math.min(1, held / totalVariance);
  }

  /** The first {@code fewer} of these components. */
  public PrincipalComponents first(int fewer) {
    checkArgument(fewer >= 1 && fewer <= count(), "%s of %s components", fewer, count());
    return new PrincipalComponents(
        mean,
        scale,
        Arrays.copyOf(components, fewer),
        Arrays.copyOf(standardDeviations, fewer),
        totalVariance);
  }

  /**
   * The scores of rows, (N, D) to (N, k). A row that is not finite has scores that are not. In its
   * last digits a row's scores depend on how many rows are asked for with it.
   */
  public FloatMatrix scores(FloatMatrix values) {
    checkColumns(values, columns());
    float[] scores = new float[FloatMatrix.checkedSize(values.rows(), count())];
    eachBlock(
        values.rows(),
        rows -> {
          double[][] found = products(values, rows);
          for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < count(); k++) {
              scores[rows[i] * count() + k] = (float) found[k][i];
            }
          }
        });
    return FloatMatrix.of(scores, values.rows(), count());
  }

  /** The rows that scores stand for, (N, k) to (N, D). */
  public FloatMatrix fromScores(FloatMatrix scores) {
    checkColumns(scores, count());
    int columns = columns();
    float[] values = new float[FloatMatrix.checkedSize(scores.rows(), columns)];
    IntStream.range(0, scores.rows())
        .parallel()
        .forEach(
            row -> {
              double[] sum = sum(k -> scores.get(row, k));
              for (int i = 0; i < columns; i++) {
                values[row * columns + i] = (float) (mean[i] + scale[i] * sum[i]);
              }
            });
    return FloatMatrix.of(values, scores.rows(), columns);
  }

  /** The rows as the components see them, (N, D) to (N, D): scores and back. */
  public FloatMatrix reconstruct(FloatMatrix values) {
    return fromScores(scores(values));
  }

  /**
   * For each row the mean over its D columns of (value − reconstruction)², in the unit of the
   * values squared, whatever the scale. In its last digits it depends on how many rows are asked
   * for together, as {@link #scores} do.
   */
  public double[] meanSquaredError(FloatMatrix values) {
    checkColumns(values, columns());
    double[] errors = new double[values.rows()];
    eachBlock(
        values.rows(),
        rows -> {
          double[][] scores = products(values, rows);
          for (int i = 0; i < rows.length; i++) {
            int row = i;
            errors[rows[i]] = meanSquaredError(values.row(rows[i]), sum(k -> scores[k][row]));
          }
        });
    return errors;
  }

  /**
   * For each of the D columns the mean over some rows of (value − reconstruction)², in the unit of
   * the values squared, whatever the scale.
   *
   * @param rows at least one
   */
  public double[] meanSquaredErrorByColumn(FloatMatrix values, int... rows) {
    checkColumns(values, columns());
    checkArgument(rows.length > 0, "there are no rows to find errors of");
    double[] all =
        ColumnSums.of(
            rows.length,
            RowProducts.rowsOfBlock(rows.length),
            columns(),
            (sums, first, last) -> {
              for (int start = first; start < last; start += RowProducts.ROWS) {
                int end = Math.min(last, start + RowProducts.ROWS);
                addSquaredErrors(values, Arrays.copyOfRange(rows, start, end), sums);
              }
            });
    Vectors.scale(all, 1.0 / rows.length);
    return all;
  }

  private void addSquaredErrors(FloatMatrix values, int[] rows, double[] squares) {
    double[][] scores = products(values, rows);
    for (int i = 0; i < rows.length; i++) {
      int at = i;
      float[] row = values.row(rows[i]);
      double[] sum = sum(k -> scores[k][at]);
      for (int c = 0; c < row.length; c++) {
        double difference = row[c] - mean[c] - scale[c] * sum[c];
        squares[c] += difference * difference;
      }
    }
  }

  /** The components times their scores, added up. */
  private double[] sum(IntToDoubleFunction score) {
    double[] sum = new double[columns()];
    for (int k = 0; k < count(); k++) {
      Vectors.add(sum, score.applyAsDouble(k), components[k]);
    }
    return sum;
  }

  private double meanSquaredError(float[] row, double[] sum) {
    double squares = 0;
    for (int i = 0; i < row.length; i++) {
      double difference = row[i] - mean[i] - scale[i] * sum[i];
      squares += difference * difference;
    }
    return squares / row.length;
  }

  /** The scores of some rows, by component, then by row. */
  private double[][] products(FloatMatrix values, int[] rows) {
    if (rows.length >= FEWEST_ROWS) {
      return new RowProducts(mean, scale, components, rows.length).take(values, rows);
    }
    double[][] scores = new double[count()][rows.length];
    for (int i = 0; i < rows.length; i++) {
      float[] x = values.row(rows[i]);
      double[] standardised = new double[x.length];
      for (int c = 0; c < x.length; c++) {
        standardised[c] = (x[c] - mean[c]) / scale[c];
      }
      for (int k = 0; k < scores.length; k++) {
        scores[k][i] = Vectors.dot(standardised, components[k]);
      }
    }
    return scores;
  }

  /** Gives the numbers of so many rows to some work, up to 128 at a time, on all cores. */
  private static void eachBlock(int rows, Consumer<int[]> work) {
    int blocks = (rows + RowProducts.ROWS - 1) / RowProducts.ROWS;
    IntStream.range(0, blocks)
        .parallel()
        .map(block -> block * RowProducts.ROWS)
        .mapToObj(first -> IntStream.range(first, Math.min(rows, first + RowProducts.ROWS)))
        .forEach(some -> work.accept(some.toArray()));
  }

  private static void checkColumns(FloatMatrix values, int expected) {
    checkArgument(
        values.columns() == expected,
        "each row must have %s numbers, but has %s",
        expected,
        values.columns());
  }

  @Override
  public String toString() {
    return "PrincipalComponents[" + count() + " of " + columns() + " columns]";
  }
}
