package org.desisky.training;

import java.util.Arrays;

/** Rows in batches of a size, the last of which may be smaller. */
final class RowBatches {
  private final int[] rows;
  private final int size;

  RowBatches(int[] rows, int size) {
    this.rows = rows.clone();
    this.size = size;
  }

  /** All of them, not to be changed. */
  int[] rows() {
    return rows;
  }

  boolean areEmpty() {
    return rows.length == 0;
  }

  /** How many batches they make: one where a batch has room for more than all of them. */
  int count() {
    return (int) (((long) rows.length + size - 1) / size);
  }

  /** The rows of a batch. */
  int[] at(int batch) {
    int from = batch * size;
    return Arrays.copyOfRange(rows, from, from + Math.min(size, rows.length - from));
  }

  /** The same rows in another order. */
  RowBatches inOrder(int[] order) {
    return new RowBatches(Arrays.stream(order).map(i -> rows[i]).toArray(), size);
  }
}
