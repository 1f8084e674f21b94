package org.desisky.core.pca;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.stream.IntStream;
import org.desisky.core.ColumnSums;
import org.desisky.core.FloatMatrix;

/**
 * The rows that components are looked for in, each x standardised to (x − mean)/scale. They are
 * taken in blocks that depend on their number alone.
 */
final class StandardisedRows {
  private final FloatMatrix values;
  private final int[] rows;
  private final double[] scale;
  private final int columns;
  private final int blockRows;
  private final int blocks;
  private final double[] mean;

  StandardisedRows(FloatMatrix values, int[] rows, double[] scale) {
    this.values = values;
    this.rows = rows;
    this.scale = scale;
    columns = values.columns();
    blockRows = RowProducts.rowsOfBlock(rows.length);
    blocks = (rows.length + blockRows - 1) / blockRows;
    mean = findMean();
  }

  FloatMatrix values() {
    return values;
  }

  int count() {
    return rows.length;
  }

  int columns() {
    return columns;
  }

  /** The number in {@link #values} of the row with number {@code i} here. */
  int row(int i) {
    return rows[i];
  }

  double[] mean() {
    return mean;
  }

  double[] scale() {
    return scale;
  }

  int blocks() {
    return blocks;
  }

  /** How many rows a block has, but for the last, which may have fewer. */
  int blockRows() {
    return blockRows;
  }

  /** The number here of a block's first row. */
  int first(int block) {
    return block * blockRows;
  }

  /** The number here after that of a block's last row. */
  int last(int block) {
    return Math.min(rows.length, (block + 1) * blockRows);
  }

  private double[] findMean() {
    double[] all = ColumnSums.of(rows.length, blockRows, columns, this::addTo);
    for (int c = 0; c < columns; c++) {
      all[c] /= rows.length; // times 1/n, the mean of equal numbers would be another number
      if (!Double.isFinite(all[c])) {
        throw notFinite(c);
      }
    }
    return all;
  }

  private void addTo(double[] sums, int first, int last) {
    for (int i = first; i < last; i++) {
      float[] row = values.row(rows[i]);
      for (int c = 0; c < columns; c++) {
        sums[c] += row[c];
      }
    }
  }

  private IllegalArgumentException notFinite(int column) {
    for (int row : rows) {
      float value = values.get(row, column);
      if (!Float.isFinite(value)) {
        return new IllegalArgumentException(
            "principal components need finite numbers, but row "
                + row
                + " has "
                + value
                + " in column "
                + column);
      }
    }
    return new IllegalArgumentException("the numbers of column " + column + " are too large");
  }

  /** The variances of all standardised columns, added up. */
  double totalVariance() {
    double[] sums = new double[blocks];
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              for (int i = first(block); i < last(block); i++) {
                sums[block] += squares(values.row(rows[i]));
              }
            });
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    checkArgument(Double.isFinite(total), "the numbers are too large to have a variance");
    return total / rows.length;
  }

  private double squares(float[] row) {
    double sum = 0;
    for (int c = 0; c < columns; c++) {
      double u = (row[c] - mean[c]) / scale[c];
      sum += u * u;
    }
    return sum;
  }
}
