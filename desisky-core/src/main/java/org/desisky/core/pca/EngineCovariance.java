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
 * number, on PyTorch in some half of the time that Java takes (docs/performance.md). Rows are in
 * units of their usual size, in which float32 neither overflows nor loses them; where it does so
 * all the same, Java multiplies.
 */
final class EngineCovariance implements Covariance {
  private static final int ROWS = 1024;

  private final StandardisedRows rows;
  private final Compute compute;
  private final double unit;
  private final float[] mean;
  private final float[] restOfMean;
  private final float[] inverse;

  /**
   * The covariance of rows.
   *
   * @param total the variances of all standardised columns, added up
   */
  EngineCovariance(StandardisedRows rows, double total, Compute compute) {
    this.rows = rows;
    this.compute = compute;
    double usual = Math.sqrt(total / rows.columns());
    unit = usual > 0 ? usual : 1;
    mean = new float[rows.columns()];
    restOfMean = new float[rows.columns()];
    inverse = new float[rows.columns()];
    for (int c = 0; c < inverse.length; c++) {
      mean[c] = (float) rows.mean()[c];
      restOfMean[c] = (float) (rows.mean()[c] - mean[c]);
      inverse[c] = (float) (1 / (unit * rows.scale()[c]));
    }
  }

  /**
   * Whether that is the faster way: where an engine takes many threads, since it lets Java into its
   * arrays or has a GPU. To others rows are brought in more time than products save.
   */
  static boolean pays(Compute compute) {
    return compute.takesManyThreads();
  }

  @Override
  public double[][] times(double[][] directions) {
    double[][] all = compute.apart(() -> sums(directions));
    for (double[] sum : all) {
      Vectors.scale(sum, unit * unit / rows.count());
      if (!Double.isFinite(Vectors.dot(sum, sum))) {
        return new HostCovariance(rows).times(directions);
      }
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
      row[c] = ((row[c] - mean[c]) - restOfMean[c]) * inverse[c];
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
