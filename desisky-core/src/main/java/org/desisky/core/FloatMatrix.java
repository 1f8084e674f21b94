package org.desisky.core;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Float32 numbers in rows and columns, held as one contiguous row-major block: spectra (one a row,
 * one channel a column) or latents. The block is handed over, not copied; treat it as immutable
 * from then on. Rows and columns count from 0; those that are not there are refused with an {@link
 * IndexOutOfBoundsException}, ranges of rows with an {@link IllegalArgumentException}.
 */
public final class FloatMatrix {
  private final float[] values;
  private final int rows;
  private final int columns;

  private FloatMatrix(float[] values, int rows, int columns) {
    checkArgument(rows >= 0 && columns > 0, "a matrix of %s x %s", rows, columns);
    checkArgument(
        values.length == (long) rows * columns,
        "%s values do not make %s x %s",
        values.length,
        rows,
        columns);
    this.values = values;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Takes over a row-major block.
   *
   * @throws IllegalArgumentException if {@code values.length != rows * columns}
   */
  public static FloatMatrix of(float[] values, int rows, int columns) {
    return new FloatMatrix(values, rows, columns);
  }

  /**
   * A copy of rows that are arrays of their own.
   *
   * @throws IllegalArgumentException if there are none, they differ in length, or are more than one
   *     matrix holds
   */
  public static FloatMatrix copyOf(float[][] rows) {
    checkArgument(rows.length > 0, "no rows, so that their length is not known");
    int columns = rows[0].length;
    float[] values = new float[checkedSize(rows.length, columns)];
    for (int row = 0; row < rows.length; row++) {
      checkArgument(
          rows[row].length == columns,
          "row %s has %s numbers, row 0 has %s",
          row,
          rows[row].length,
          columns);
      System.arraycopy(rows[row], 0, values, row * columns, columns);
    }
    return new FloatMatrix(values, rows.length, columns);
  }

  /** A matrix of one row. */
  public static FloatMatrix row(float... values) {
    return new FloatMatrix(values, 1, values.length);
  }

  /** How many rows. */
  public int rows() {
    return rows;
  }

  /** How many columns. */
  public int columns() {
    return columns;
  }

  /** One number. */
  public float get(int row, int column) {
    checkElementIndex(column, columns);
    return values[offset(row) + column];
  }

  /** A copy of one row. */
  public float[] row(int row) {
    int start = offset(row);
    return Arrays.copyOfRange(values, start, start + columns);
  }

  /** Copies one row to {@code target}, from {@code position} on. */
  public void copyRow(int row, float[] target, int position) {
    System.arraycopy(values, offset(row), target, position, columns);
  }

  /** Puts one row into {@code target} at its position. */
  public void copyRow(int row, FloatBuffer target) {
    target.put(values, offset(row), columns);
  }

  /** Puts {@code count} rows from {@code first} on into {@code target} at its position. */
  public void copyRows(int first, int count, FloatBuffer target) {
    checkRows(first, count);
    target.put(values, first * columns, count * columns);
  }

  /** Consecutive rows, row after row, for reading alone and without a copy. */
  public FloatBuffer view(int first, int count) {
    checkRows(first, count);
    return FloatBuffer.wrap(values, first * columns, count * columns).slice().asReadOnlyBuffer();
  }

  /** Consecutive rows as a new matrix. */
  public FloatMatrix part(int first, int count) {
    checkRows(first, count);
    float[] chosen = new float[count * columns];
    view(first, count).get(chosen);
    return new FloatMatrix(chosen, count, columns);
  }

  /**
   * The rows named, in the order named, as a new matrix; one may be named several times.
   *
   * @throws IllegalArgumentException if they are more than one matrix holds
   */
  public FloatMatrix select(int[] selection) {
    float[] chosen = new float[checkedSize(selection.length, columns)];
    for (int i = 0; i < selection.length; i++) {
      copyRow(selection[i], chosen, i * columns);
    }
    return new FloatMatrix(chosen, selection.length, columns);
  }

  /** Whether every number of a row is finite. */
  public boolean isFinite(int row) {
    int start = offset(row);
    for (int i = start; i < start + columns; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  /** A copy of the whole block, row after row. */
  public float[] toArray() {
    return values.clone();
  }

  /**
   * How many numbers a matrix of this size has.
   *
   * @throws IllegalArgumentException if they are more than one holds
   */
  public static int checkedSize(int rows, int columns) {
    checkArgument(
        (long) rows * columns <= Integer.MAX_VALUE,
        "%s rows of %s numbers are more than one matrix holds; take some rows at a time",
        rows,
        columns);
    return rows * columns;
  }

  private void checkRows(int first, int count) {
    checkArgument(
        first >= 0 && count >= 0 && count <= rows - first,
        "%s rows from row %s on, of %s",
        count,
        first,
        rows);
  }

  private int offset(int row) {
    checkElementIndex(row, rows);
    return row * columns;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatMatrix that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values) * 31 + columns;
  }

  @Override
  public String toString() {
    return "FloatMatrix[" + rows + " x " + columns + "]";
  }
}
