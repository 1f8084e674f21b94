package org.desisky.core.pca;

import java.util.Arrays;
import org.desisky.core.FloatMatrix;

/**
 * Products of standardised rows with directions, a few rows at a time: their scores, and the sum of
 * rows times their scores. Both are sums of arrays times a number each, the first of columns, the
 * second of rows, since of such sums the compiler makes vector instructions. For one thread.
 */
final class RowProducts {
  /** How many rows are taken at most at a time. */
  static final int ROWS = 128;

  private static final int COLUMNS = 512;
  private static final int MOST_BLOCKS = 16;

  /** How many arrays are prepared at a time: they and a sum lie in the nearest caches. */
  private static final int SUMMANDS = 8;

  private final double[] mean;
  private final double[] inverse;
  private final double[][] directions;
  private final float[][] rows;
  private final double[][] scores;
  private final double[][] someColumns;
  private final double[][] someRows = new double[SUMMANDS][COLUMNS];
  private int count;

  /**
   * Products with directions, of rows x standardised to (x − mean)/scale.
   *
   * @param directions k arrays of as many numbers as a row has
   * @param mostRows how many rows are taken at most at a time, from 1 to {@link #ROWS}
   */
  RowProducts(double[] mean, double[] scale, double[][] directions, int mostRows) {
    this.mean = mean;
    this.directions = directions;
    inverse = Arrays.stream(scale).map(s -> 1 / s).toArray();
    int room = withoutRest(mostRows);
    rows = new float[room][mean.length];
    scores = new double[directions.length][room];
    someColumns = new double[SUMMANDS][room];
  }

  /** How many rows make a block of all of them, for the cores to share: up to 16 blocks. */
  static int rowsOfBlock(int rows) {
    return withoutRest((rows + MOST_BLOCKS - 1) / MOST_BLOCKS);
  }

  /** So many rows or a few more, which are taken without room to spare. */
  private static int withoutRest(int rows) {
    int unit = rows <= ROWS ? SUMMANDS : ROWS;
    return (rows + unit - 1) / unit * unit;
  }

  /**
   * Takes rows and makes their products with the directions.
   *
   * @return the scores by direction, then by row, and numbers that mean nothing past the last; to
   *     be read until the next rows are taken
   */
  double[][] take(FloatMatrix values, int... chosen) {
    count = chosen.length;
    for (int i = 0; i < count; i++) {
      values.copyRow(chosen[i], rows[i], 0);
    }
    double[] factors = new double[SUMMANDS];
    for (double[] score : scores) {
      Arrays.fill(score, 0);
    }
    for (int start = 0; start < mean.length; start += SUMMANDS) {
      int width = Math.min(SUMMANDS, mean.length - start);
      for (int i = 0; i < count; i++) {
        float[] row = rows[i];
        for (int j = 0; j < width; j++) {
          someColumns[j][i] = (row[start + j] - mean[start + j]) * inverse[start + j];
        }
      }
      Arrays.fill(factors, 0);
      for (int k = 0; k < directions.length; k++) {
        System.arraycopy(directions[k], start, factors, 0, width);
        addFour(scores[k], factors, 0, someColumns, 0);
        addFour(scores[k], factors, 4, someColumns, 4);
      }
    }
    return scores;
  }

  /** Room for sums of rows, zeros: by tile of columns, then by direction. */
  static double[][][] sums(int columns, int directions) {
    return new double[(columns + COLUMNS - 1) / COLUMNS][directions][COLUMNS];
  }

  /** Adds the rows taken times their scores to {@link #sums}. */
  void addTo(double[][][] sums) {
    for (double[] score : scores) {
      Arrays.fill(score, count, score.length, 0);
    }
    for (int tile = 0; tile < sums.length; tile++) {
      int start = tile * COLUMNS;
      int width = Math.min(COLUMNS, mean.length - start);
      for (int i = 0; i < count; i += SUMMANDS) {
        for (int j = 0; j < SUMMANDS; j++) {
          standardise(rows[i + j], start, width, someRows[j]);
        }
        for (int k = 0; k < scores.length; k++) {
          addFour(sums[tile][k], scores[k], i, someRows, 0);
          addFour(sums[tile][k], scores[k], i + 4, someRows, 4);
        }
      }
    }
  }

  private void standardise(float[] row, int start, int width, double[] target) {
    for (int c = 0; c < width; c++) {
      target[c] = (row[start + c] - mean[start + c]) * inverse[start + c];
    }
  }

  /** The sums as a whole: by direction, then by column. */
  static double[][] whole(double[][][] sums, int columns) {
    double[][] whole = new double[sums[0].length][columns];
    for (int k = 0; k < whole.length; k++) {
      for (int tile = 0; tile < sums.length; tile++) {
        int start = tile * COLUMNS;
        System.arraycopy(sums[tile][k], 0, whole[k], start, Math.min(COLUMNS, columns - start));
      }
    }
    return whole;
  }

  /**
   * target += f₀·v₀ + f₁·v₁ + f₂·v₂ + f₃·v₃, of the factors from {@code factor} on and the arrays
   * from {@code array} on. Of a sum of eight the compiler makes no vector instructions any more.
   */
  private static void addFour(
      double[] target, double[] factors, int factor, double[][] arrays, int array) {
    double[] v0 = arrays[array];
    double[] v1 = arrays[array + 1];
    double[] v2 = arrays[array + 2];
    double[] v3 = arrays[array + 3];
    double f0 = factors[factor];
    double f1 = factors[factor + 1];
    double f2 = factors[factor + 2];
    double f3 = factors[factor + 3];
    for (int i = 0; i < target.length; i++) {
      target[i] += (f0 * v0[i] + f1 * v1[i]) + (f2 * v2[i] + f3 * v3[i]);
    }
  }
}
