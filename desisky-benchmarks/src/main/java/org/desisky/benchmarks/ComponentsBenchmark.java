package org.desisky.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.core.pca.PrincipalSearch;
import org.desisky.data.SkyCatalog;

/**
 * Times the searches for principal components that a run with its report makes, in Java alone and
 * with an engine's products, in turn in one process. Prints a line of medians for each.
 *
 * <pre>ComponentsBenchmark file engine [rounds]</pre>
 */
public final class ComponentsBenchmark {
  private static final int ROWS_OF_RESIDUALS = 3600;

  private ComponentsBenchmark() {}

  /** Runs it. */
  public static void main(String... arguments) {
    FloatMatrix flux = SkyCatalog.read(Path.of(arguments[0])).flux();
    Compute compute = Compute.of(arguments[1], "auto");
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    int[] train = IntStream.range(0, flux.rows()).filter(row -> row % 10 != 0).toArray();
    int[] some = Arrays.copyOf(train, Math.min(train.length, ROWS_OF_RESIDUALS));
    compare(flux, train, 8, 1e-9, compute, rounds);
    compare(flux, train, 32, 1e-4, compute, rounds);
    compare(flux, some, 32, 1e-2, compute, rounds);
  }

  private static void compare(
      FloatMatrix flux, int[] rows, int count, double tolerance, Compute compute, int rounds) {
    double[] java = new double[rounds];
    double[] engine = new double[rounds];
    PrincipalSearch alone = PrincipalComponents.in(flux).rows(rows).tolerance(tolerance);
    PrincipalSearch helped =
        PrincipalComponents.in(flux).rows(rows).tolerance(tolerance).with(compute);
    for (int round = 0; round < rounds; round++) {
      java[round] = seconds(alone, count);
      engine[round] = seconds(helped, count);
    }
    Arrays.sort(java);
    Arrays.sort(engine);
    System.out.printf(
        Locale.ROOT,
        "%d components of %d spectra to %.0e: Java %.2f s, with %s %.2f s%n",
        count,
        rows.length,
        tolerance,
        java[rounds / 2],
        compute,
        engine[rounds / 2]);
  }

  private static double seconds(PrincipalSearch search, int count) {
    long start = System.nanoTime();
    search.fit(count);
    return (System.nanoTime() - start) / 1e9;
  }
}
