package org.desisky.core.pca;

import java.util.stream.IntStream;
import org.desisky.core.Vectors;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * Where a search has come to: orthonormal directions and their products with the covariance. The
 * eigenvectors of the covariance within the directions turn them into components.
 */
final class Directions {
  private final double[][] vectors;
  private final double[][] products;
  private final EigenDecompositionSymmetric inside;

  Directions(double[][] vectors, double[][] products) {
    this.vectors = vectors;
    this.products = products;
    inside = inside(vectors, products);
  }

  private static EigenDecompositionSymmetric inside(double[][] directions, double[][] product) {
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

  double[][] products() {
    return products;
  }

  /** The variance that a component holds. */
  double variance(int k) {
    return Math.max(0, inside.getEigenvalue(k));
  }

  double[] component(int k) {
    return mixture(vectors, k);
  }

  /**
   * Whether the next iteration would raise none of the first variances by more than a part of it,
   * or than rounding.
   */
  boolean areStill(int count, double total, double tolerance) {
    return IntStream.range(0, count)
        .parallel()
        .allMatch(
            k ->
                variance(k) <= 1e-15 * total || gain(k) <= tolerance * variance(k) + 1e-15 * total);
  }

  /**
   * By about how much the next iteration would raise a component's variance λ: 2·r²/λ at most,
   * unless a larger variance is still to be found, where r is the length of what the component's
   * product with the covariance has in other directions. (A part e in a direction of variance μ
   * adds e·(λ − μ) to r, and e²·(λ − μ)·(1 − μ²/λ²) is gained.)
   */
  private double gain(int k) {
    double[] beside = mixture(products, k);
    Vectors.add(beside, -variance(k), component(k));
    return 2 * Vectors.dot(beside, beside) / variance(k);
  }

  private double[] mixture(double[][] of, int k) {
    double[] weights = inside.getEigenvector(k).toArray();
    double[] sum = new double[of[0].length];
    for (int j = 0; j < of.length; j++) {
      Vectors.add(sum, weights[j], of[j]);
    }
    return sum;
  }
}
