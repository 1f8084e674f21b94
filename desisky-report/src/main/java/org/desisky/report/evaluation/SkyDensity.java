package org.desisky.report.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.vae.SkyVae;
import org.desisky.vae.density.LatentDensity;

/** Fits densities of latents to spectra of the sky, by their condition where that is known. */
public final class SkyDensity {
  private static final int AT_ONCE = 1024;

  private SkyDensity() {}

  /**
   * The density of the latents of spectra.
   *
   * @param rows of the catalogue, finite
   * @return empty where there are too few of them, or the model makes them not finite
   */
  public static Optional<LatentDensity> of(SkyVae vae, SkyCatalog catalog, int[] rows) {
    FloatMatrix means = means(vae, rows, catalog.flux()::select, done -> {});
    SkyCondition[] known = Evaluation.conditionsOf(catalog);
    SkyCondition[] conditions =
        known.length == 0
            ? known
            : IntStream.of(rows).mapToObj(row -> known[row]).toArray(SkyCondition[]::new);
    return of(means, conditions);
  }

  /**
   * The means of the latents of spectra that are read some at a time, in the order of their rows.
   *
   * @param rows which spectra, in any order
   * @param source gives the spectra of rows; asked for each once, ascending, since files are read
   *     fastest so
   * @param done told of how many more spectra are encoded
   */
  public static FloatMatrix means(
      SkyVae vae, int[] rows, Function<int[], FloatMatrix> source, IntConsumer done) {
    int d = vae.latentDim();
    float[] means = new float[Math.multiplyExact(rows.length, d)];
    int[] places =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> rows[i]))
            .mapToInt(i -> i)
            .toArray();
    for (int first = 0; first < rows.length; first += AT_ONCE) {
      int[] some = Arrays.copyOfRange(places, first, Math.min(rows.length, first + AT_ONCE));
      FloatMatrix flux = source.apply(IntStream.of(some).map(i -> rows[i]).toArray());
      float[] found = vae.encode(flux).mean().toArray();
      for (int i = 0; i < some.length; i++) {
        System.arraycopy(found, i * d, means, some[i] * d, d);
      }
      done.accept(some.length);
    }
    return FloatMatrix.of(means, rows.length, d);
  }

  /**
   * The density of latents.
   *
   * @param latents the means of the latents of spectra, (N, d)
   * @param conditions of each of them; none at all where they are not known
   * @return empty where there are too few of them, or one is not finite
   */
  public static Optional<LatentDensity> of(FloatMatrix latents, SkyCondition... conditions) {
    String[] names = Arrays.stream(conditions).map(SkyCondition::label).toArray(String[]::new);
    return LatentDensity.isPossible(latents)
        ? Optional.of(LatentDensity.fit(latents, names))
        : Optional.empty();
  }
}
