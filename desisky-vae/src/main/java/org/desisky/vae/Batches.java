package org.desisky.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.HostMemory;

/** Running a function on tensors over the rows of plain matrices, some rows at a time. */
final class Batches {
  /** More gain nothing, and take more memory. */
  private static final int ROWS_AT_ONCE = 1024;

  private Batches() {}

  /**
   * Runs a function over all rows; every array it makes is freed with its batch. A row with a
   * number that is not finite gives NaN; some engines' ReLU would make 0 of it.
   *
   * @param owner the manager whose device it runs on
   * @param function takes an array of rows
   * @param columns how many columns each of the function's outputs has
   * @throws IllegalArgumentException if an output is too large for a matrix
   */
  static List<FloatMatrix> apply(
      NDManager owner, FloatMatrix input, Function<NDArray, NDList> function, int... columns) {
    int rows = input.rows();
    float[][] results = new float[columns.length][];
    for (int i = 0; i < columns.length; i++) {
      results[i] = new float[FloatMatrix.checkedSize(rows, columns[i])];
    }
    for (int first = 0; first < rows; first += ROWS_AT_ONCE) {
      int count = Math.min(ROWS_AT_ONCE, rows - first);
      batch(owner, input, first, count, function, results);
      for (int row = first; row < first + count; row++) {
        if (!input.isFinite(row)) {
          for (int i = 0; i < columns.length; i++) {
            Arrays.fill(results[i], row * columns[i], (row + 1) * columns[i], Float.NaN);
          }
        }
      }
    }
    List<FloatMatrix> matrices = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      matrices.add(FloatMatrix.of(results[i], rows, columns[i]));
    }
    return matrices;
  }

  private static void batch(
      NDManager owner,
      FloatMatrix input,
      int first,
      int count,
      Function<NDArray, NDList> function,
      float[][] results) {
    try (NDManager scope = owner.newSubManager()) {
      Shape shape = new Shape(count, input.columns());
      NDArray x = HostMemory.create(scope, input.view(first, count), shape);
      NDList outputs = function.apply(x);
      for (int i = 0; i < results.length; i++) {
        int columns = results[i].length / input.rows();
        HostMemory.read(outputs.get(i), results[i], first * columns);
      }
    }
  }
}
