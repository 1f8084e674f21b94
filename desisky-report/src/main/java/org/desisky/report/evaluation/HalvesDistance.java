package org.desisky.report.evaluation;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.ToDoubleBiFunction;
import org.desisky.core.noise.Noise;

/**
 * A distance between halves of samples, over several ways to halve them. Two samples of the same
 * thing are at a distance, too, the greater the smaller they are: so what is generated is to be
 * compared with halves of real spectra from each other, at the same numbers.
 *
 * @param mean over the ways to halve them
 * @param standardDeviation likewise; the halves overlap, so it is a little too small
 */
public record HalvesDistance(double mean, double standardDeviation) {
  private static final int TIMES = 20;
  private static final Noise CHOICE = Noise.of(0).stream("halves of spectra");

  /**
   * The distances from one half of real rows: of their other half, and of as many generated.
   *
   * @param rows how many there are of each, at least 4
   * @param select some of the rows
   */
  static <T> Beside<HalvesDistance> of(
      Beside<T> samples,
      int rows,
      BiFunction<T, int[], T> select,
      ToDoubleBiFunction<T, T> between) {
    double[] real = new double[TIMES];
    double[] density = new double[TIMES];
    double[] prior = new double[TIMES];
    for (int time = 0; time < TIMES; time++) {
      int[] order = CHOICE.at(time).permutation(rows);
      int[] half = Arrays.copyOf(order, rows / 2);
      T other = select.apply(samples.real(), Arrays.copyOfRange(order, rows / 2, 2 * (rows / 2)));
      Beside<Double> distances =
          samples.map(sample -> between.applyAsDouble(select.apply(sample, half), other));
      real[time] = distances.real();
      density[time] = distances.density();
      prior[time] = distances.prior();
    }
    return new Beside<>(of(real), of(density), of(prior));
  }

  private static HalvesDistance of(double[] distances) {
    double mean = Arrays.stream(distances).average().orElseThrow();
    double squares = Arrays.stream(distances).map(x -> (x - mean) * (x - mean)).sum();
    return new HalvesDistance(mean, Math.sqrt(squares / distances.length));
  }
}
