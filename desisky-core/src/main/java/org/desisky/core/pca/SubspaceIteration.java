package org.desisky.core.pca;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * The search for principal components: orthonormal directions, a few more than are wanted, are
 * multiplied with the covariance again and again until the variances they hold stand still. Rows
 * are taken in blocks that depend on their number alone, and the blocks' sums are added in order.
 */
final class SubspaceIteration {
  private static final int MORE = 8;
  private static final int MOST_ITERATIONS = 60;
  private static final int MOST_BLOCKS = 16;

  private final FloatMatrix values;
  private final int[] rows;
  private final double[] scale;
  private final int columns;
  private final int blockRows;
  private final int blocks;
  private final double tolerance;
  private final double[] mean;

  SubspaceIteration(FloatMatrix values, int[] rows, double[] scale, double tolerance) {
    this.values = values;
    this.tolerance = tolerance;
    this.rows = rows;
    this.scale = scale;
    columns = values.columns();
    blockRows = RowProducts.withoutRest((rows.length + MOST_BLOCKS - 1) / MOST_BLOCKS);
    blocks = (rows.length + blockRows - 1) / blockRows;
    mean = mean();
  }

  PrincipalComponents run(int count) {
    double total = totalVariance();
    double[][] directions = new double[Math.min(count + MORE, columns)][];
    Noise noise = Noise.of(2011).stream("principal components");
    for (int k = 0; k < directions.length; k++) {
      directions[k] = random(noise.at(k));
    }
    orthonormalise(directions);
    double[] before = new double[count];
    for (int iteration = 1; ; iteration++) {
      double[][] product = timesCovariance(directions);
      EigenDecompositionSymmetric inside = eigen(directions, product);
      double[] variances = new double[count];
      boolean still = true;
      for (int k = 0; k < count; k++) {
        variances[k] = Math.max(0, inside.getEigenvalue(k));
        still &= Math.abs(variances[k] - before[k]) <= tolerance * variances[k] + 1e-15 * total;
      }
      if (still || directions.length == columns || iteration == MOST_ITERATIONS) {
        return result(directions, inside, variances, total);
      }
      before = variances;
      directions = product;
      orthonormalise(directions);
    }
  }

  /** The covariance within the directions, whose eigenvectors turn them into components. */
  private static EigenDecompositionSymmetric eigen(double[][] directions, double[][] product) {
    int n = directions.length;
    double[][] inside = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double both =
            Vectors.dot(directions[i], product[j]) + Vectors.dot(directions[j], product[i]);
        inside[i][j] = both / 2;
        inside[j][i] = both / 2;
      }
    }
    return new EigenDecompositionSymmetric(new Array2DRowRealMatrix(inside, false));
  }

  private PrincipalComponents result(
      double[][] directions, EigenDecompositionSymmetric inside, double[] variances, double total) {
    double[][] components = new double[variances.length][columns];
    double[] deviations = new double[variances.length];
    for (int k = 0; k < components.length; k++) {
      double[] mixture = inside.getEigenvector(k).toArray();
      for (int j = 0; j < directions.length; j++) {
        Vectors.add(components[k], mixture[j], directions[j]);
      }
      Vectors.scale(components[k], sign(components[k]));
      // Below this share of all variance there is nothing but rounding.
      deviations[k] = variances[k] <= 1e-14 * total ? 0 : Math.sqrt(variances[k]);
    }
    return new PrincipalComponents(mean, scale, components, deviations, total);
  }

  private static double sign(double[] component) {
    double largest = 0;
    for (double value : component) {
      if (Math.abs(value) > Math.abs(largest)) {
        largest = value;
      }
    }
    return largest < 0 ? -1 : 1;
  }

  private double[] mean() {
    double[][] sums = new double[blocks][];
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              double[] sum = new double[columns];
              for (int i = first(block); i < last(block); i++) {
                float[] row = values.row(rows[i]);
                for (int c = 0; c < columns; c++) {
                  sum[c] += row[c];
                }
              }
              sums[block] = sum;
            });
    double[] all = sums[0];
    for (int block = 1; block < blocks; block++) {
      Vectors.add(all, 1, sums[block]);
    }
    Vectors.scale(all, 1.0 / rows.length);
    for (int c = 0; c < columns; c++) {
      if (!Double.isFinite(all[c])) {
        throw notFinite(c);
      }
    }
    return all;
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

  private double totalVariance() {
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

  /** The covariance times each direction. */
  private double[][] timesCovariance(double[][] directions) {
    double[][][] parts = new double[blocks][][];
    IntStream.range(0, blocks)
        .parallel()
        .forEach(block -> parts[block] = product(block, directions));
    double[][] all = parts[0];
    IntStream.range(0, all.length)
        .parallel()
        .forEach(
            k -> {
              for (int block = 1; block < blocks; block++) {
                Vectors.add(all[k], 1, parts[block][k]);
              }
              Vectors.scale(all[k], 1.0 / rows.length);
            });
    return all;
  }

  /** What a block's rows add to the products: the sum of row times score. */
  private double[][] product(int block, double[][] directions) {
    int atOnce = Math.min(RowProducts.ROWS, blockRows);
    RowProducts products = new RowProducts(mean, scale, directions, atOnce);
    double[][][] sums = RowProducts.sums(columns, directions.length);
    for (int first = first(block); first < last(block); first += atOnce) {
      int end = Math.min(first + atOnce, last(block));
      products.take(values, Arrays.copyOfRange(rows, first, end));
      products.addTo(sums);
    }
    return RowProducts.whole(sums, columns);
  }

  private int first(int block) {
    return block * blockRows;
  }

  private int last(int block) {
    return Math.min(rows.length, (block + 1) * blockRows);
  }

  private double[] random(Noise noise) {
    double[] direction = new double[columns];
    for (int c = 0; c < columns; c++) {
      direction[c] = noise.normal(c);
    }
    return direction;
  }

  /**
   * Gram and Schmidt, twice, which is enough. A direction that lies within those before it, where
   * rows vary in fewer directions than are wanted, is replaced by a random one.
   */
  private void orthonormalise(double[][] directions) {
    Noise spare = Noise.of(2011).stream("spare directions");
    for (int k = 0; k < directions.length; k++) {
      for (int attempt = 0; ; attempt++) {
        double start = Math.sqrt(Vectors.dot(directions[k], directions[k]));
        double length = start == 0 ? 0 : takeOff(directions, k, start);
        if (length > 1e-12) {
          break;
        }
        directions[k] = random(spare.at(k, attempt));
      }
    }
  }

  /** Makes direction k orthonormal to those before it; what length it kept, of 1. */
  private static double takeOff(double[][] directions, int k, double start) {
    Vectors.scale(directions[k], 1 / start);
    double kept = 1;
    for (int pass = 0; pass < 2; pass++) {
      for (int j = 0; j < k; j++) {
        Vectors.add(directions[k], -Vectors.dot(directions[k], directions[j]), directions[j]);
      }
      double length = Math.sqrt(Vectors.dot(directions[k], directions[k]));
      if (length == 0) {
        return 0;
      }
      Vectors.scale(directions[k], 1 / length);
      kept *= length;
    }
    return kept;
  }
}
