package org.desisky.core.pca;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.desisky.core.Vectors;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.HostMemory;

/**
 * By a tensor engine, in float32, some thousand rows at a time: about six digits of the largest
 * number, on PyTorch in a third of the time that Java takes (docs/performance.md).
 */
final class EngineCovariance implements Covariance {
  private static final int ROWS = 1024;

  private final StandardisedRows rows;
  private final Compute compute;
  private final float[] mean;
  private final float[] inverse;

  EngineCovariance(StandardisedRows rows, Compute compute) {
    this.rows = rows;
    this.compute = compute;
    mean = new float[rows.columns()];
    inverse = new float[rows.columns()];
    for (int c = 0; c < inverse.length; c++) {
      mean[c] = (float) rows.mean()[c];
      inverse[c] = (float) (1 / rows.scale()[c]);
    }
  }

  /**
   * Whether that is the faster way: on a GPU, and where an engine lets Java into its arrays. To one
   * that does not, rows are brought in more time than products save.
   */
  static boolean pays(Compute compute) {
    try (NDManager manager = compute.newManager()) {
      return manager.getDevice().isGpu() || HostMemory.isShared(manager.zeros(new Shape(1)));
    }
  }

  @Override
  public double[][] times(double[][] directions) {
    double[][] all = compute.apart(() -> sums(directions));
    for (double[] sum : all) {
      Vectors.scale(sum, 1.0 / rows.count());
    }
    return all;
  }

  /** The sums of rows times their scores. */
  private double[][] sums(double[][] directions) {
    double[][] sums = new double[directions.length][rows.columns()];
    float[] numbers = new float[Math.min(ROWS, rows.count()) * rows.columns()];
    float[] part = new float[directions.length * rows.columns()];
    try (NDManager whole = compute.newManager()) {
      Shape shape = new Shape(directions.length, rows.columns());
      NDArray turned = HostMemory.create(whole, joined(directions), shape).transpose();
      for (int first = 0; first < rows.count(); first += ROWS) {
        int count = Math.min(ROWS, rows.count() - first);
        standardise(first, count, numbers);
        try (NDManager scope = whole.newSubManager()) {
          Shape some = new Shape(count, rows.columns());
          NDArray taken = HostMemory.create(scope, FloatBuffer.wrap(numbers), some);
          NDArray scores = taken.matMul(turned);
          HostMemory.read(scores.transpose().matMul(taken), part, 0);
        }
        add(part, sums);
      }
    }
    return sums;
  }

  private FloatBuffer joined(double[][] directions) {
    FloatBuffer joined = FloatBuffer.allocate(directions.length * rows.columns());
    for (double[] direction : directions) {
      for (double value : direction) {
        joined.put((float) value);
      }
    }
    return joined.flip();
  }

  private void standardise(int first, int count, float[] target) {
    int columns = rows.columns();
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              float[] row = rows.values().row(rows.row(first + i));
              standardise(row);
              System.arraycopy(row, 0, target, i * columns, columns);
            });
  }

  private void standardise(float[] row) {
    for (int c = 0; c < row.length; c++) {
      row[c] = (row[c] - mean[c]) * inverse[c];
    }
  }

  private void add(float[] part, double[][] sums) {
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(
            k -> {
              for (int c = 0; c < rows.columns(); c++) {
                sums[k][c] += part[k * rows.columns() + c];
              }
            });
  }
}
