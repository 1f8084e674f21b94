package org.desisky.core.pca;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.desisky.core.Vectors;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;

/**
 * The search for principal components: orthonormal directions, a few more than are wanted, are
 * multiplied with the covariance again and again until the variances they hold stand still. Where a
 * tensor engine is given, it begins, and Java, which is more exact, goes on from there if that is
 * not enough. After {@value #MOST_ITERATIONS} multiplications by Java it ends as it is: components
 * that hold as much variance as others beside them, such as those of noise, have not settled among
 * each other then, and need not.
 */
final class SubspaceIteration {
  private static final int MORE = 8;
  private static final int MOST_ITERATIONS = 60;

  /** How still variances stand where the digits of an engine are surely enough. */
  private static final double ROUGH = 1e-4;

  /** Where they are not, because components hold next to nothing, Java takes over. */
  private static final int MOST_ROUGH = 12;

  /** What part of all variance a component must hold for the engine to see it at all. */
  private static final double LEAST_SEEN = 1e-8;

  private final StandardisedRows rows;
  private final double tolerance;
  private final Optional<Compute> compute;

  SubspaceIteration(StandardisedRows rows, double tolerance, Optional<Compute> compute) {
    this.rows = rows;
    this.tolerance = tolerance;
    this.compute = compute;
  }

  PrincipalComponents run(int count) {
    double total = rows.totalVariance();
    Directions found = search(count, total);
    double[][] components = new double[count][];
    double[] deviations = new double[count];
    for (int k = 0; k < count; k++) {
      components[k] = found.component(k);
      Vectors.scale(components[k], sign(components[k]));
      // Below this share of all variance there is nothing but rounding.
      double variance = found.variance(k);
      deviations[k] = variance <= 1e-14 * total ? 0 : Math.sqrt(variance);
    }
    return new PrincipalComponents(rows.mean(), rows.scale(), components, deviations, total);
  }

  private Directions search(int count, double total) {
    double[][] start = start(Math.min(count + MORE, rows.columns()));
    if (compute.isPresent() && EngineCovariance.pays(compute.get())) {
      Covariance fast = new EngineCovariance(rows, total, compute.get());
      double rough = Math.max(tolerance, ROUGH);
      Directions found = search(start, fast, MOST_ROUGH, d -> d.areStill(count, total, rough));
      boolean seen = found.variance(count - 1) > LEAST_SEEN * total;
      if (tolerance >= ROUGH && seen && found.areStill(count, total, tolerance)) {
        return found;
      }
      start = found.products();
    }
    Covariance exact = new HostCovariance(rows);
    return search(start, exact, MOST_ITERATIONS, d -> d.areStill(count, total, tolerance));
  }

  private Directions search(
      double[][] start, Covariance covariance, int most, Predicate<Directions> enough) {
    double[][] vectors = start;
    for (int iteration = 1; ; iteration++) {
      orthonormalise(vectors);
      Directions found = new Directions(vectors, covariance.times(vectors));
      if (vectors.length == rows.columns() || iteration == most || enough.test(found)) {
        return found;
      }
      vectors = found.products();
    }
  }

  private double[][] start(int width) {
    Noise noise = Noise.of(2011).stream("principal components");
    return IntStream.range(0, width).mapToObj(k -> random(noise.at(k))).toArray(double[][]::new);
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

  private double[] random(Noise noise) {
    double[] direction = new double[rows.columns()];
    for (int c = 0; c < direction.length; c++) {
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
