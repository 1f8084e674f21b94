package org.desisky.core.pca;

import java.util.stream.IntStream;
import org.desisky.core.Vectors;

/**
 * In Java, in float64. The blocks' sums are added in order, so that the same numbers come out
 * whatever the number of threads.
 */
final class HostCovariance implements Covariance {
  private final StandardisedRows rows;

  HostCovariance(StandardisedRows rows) {
    this.rows = rows;
  }

  @Override
  public double[][] times(double[][] directions) {
    double[][][] parts = new double[rows.blocks()][][];
    IntStream.range(0, rows.blocks())
        .parallel()
        .forEach(block -> parts[block] = product(block, directions));
    double[][] all = parts[0];
    IntStream.range(0, all.length)
        .parallel()
        .forEach(
            k -> {
              for (int block = 1; block < rows.blocks(); block++) {
                Vectors.add(all[k], 1, parts[block][k]);
              }
              Vectors.scale(all[k], 1.0 / rows.count());
            });
    return all;
  }

  /** What a block's rows add to the products: the sum of row times score. */
  private double[][] product(int block, double[][] directions) {
    int atOnce = Math.min(RowProducts.ROWS, rows.blockRows());
    RowProducts products = new RowProducts(rows.mean(), rows.scale(), directions, atOnce);
    double[][][] sums = RowProducts.sums(rows.columns(), directions.length);
    for (int first = rows.first(block); first < rows.last(block); first += atOnce) {
      int end = Math.min(first + atOnce, rows.last(block));
      products.take(rows.values(), IntStream.range(first, end).map(rows::row).toArray());
      products.addTo(sums);
    }
    return RowProducts.whole(sums, rows.columns());
  }
}
