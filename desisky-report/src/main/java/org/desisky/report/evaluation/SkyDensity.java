package org.desisky.report.evaluation;

import java.util.Arrays;
import java.util.Optional;
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
    int d = vae.latentDim();
    float[] means = new float[Math.multiplyExact(rows.length, d)];
    for (int first = 0; first < rows.length; first += AT_ONCE) {
      int[] some = Arrays.copyOfRange(rows, first, Math.min(rows.length, first + AT_ONCE));
      float[] found = vae.encode(catalog.flux().select(some)).mean().toArray();
      System.arraycopy(found, 0, means, first * d, found.length);
    }
    SkyCondition[] known = Evaluation.conditionsOf(catalog);
    SkyCondition[] conditions =
        known.length == 0
            ? known
            : IntStream.of(rows).mapToObj(row -> known[row]).toArray(SkyCondition[]::new);
    return of(FloatMatrix.of(means, rows.length, d), conditions);
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
