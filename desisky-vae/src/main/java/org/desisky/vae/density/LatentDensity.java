package org.desisky.vae.density;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;

/**
 * How the latents of real spectra are distributed: a {@link LatentMixture} for all of them and one
 * for each condition of the sky. New spectra that resemble real ones are decoded from draws of it.
 * Immutable.
 *
 * <p>It stands for the aggregated posterior of the encoder (Makhzani et al., "Adversarial
 * Autoencoders", 2016), of which a prior is but a wish. That such a density, fitted once the model
 * is trained, gives better samples than the prior: Ghosh et al., "From Variational to Deterministic
 * Autoencoders", 2020.
 *
 * <pre>{@code
 * LatentDensity density = LatentDensity.fit(vae.encode(spectra).mean(), conditions);
 * FloatMatrix skies = vae.decode(density.of("dark").orElseThrow().sample(1000, Noise.of(1)));
 * }</pre>
 */
public final class LatentDensity {
  private static final int MOST_GAUSSIANS = 16;

  /** A condition needs so many spectra for each number that places a Gaussian. */
  private static final int ROWS_EACH = 5;

  private final Part all;
  private final ImmutableMap<String, Part> conditions;

  LatentDensity(Part all, Map<String, Part> conditions) {
    this.all = all;
    this.conditions = ImmutableMap.copyOf(conditions);
  }

  /**
   * A mixture and what it was fitted to.
   *
   * @param rows how many spectra there were
   * @param mixture how their latents are distributed
   */
  public record Part(int rows, LatentMixture mixture) {}

  /** Whether a density can be fitted: rows enough for one Gaussian, all finite. */
  public static boolean isPossible(FloatMatrix latents) {
    return latents.rows() > latents.columns() + 1
        && IntStream.range(0, latents.rows()).allMatch(latents::isFinite);
  }

  /**
   * Fits a density.
   *
   * @param latents (N, d), finite, N above d + 1: the means of the latents of spectra
   * @param conditions the name of the condition of each; empty where conditions are not known. One
   *     with fewer than 5 (d + 1) spectra gets no mixture of its own
   * @throws IllegalArgumentException if there are too few rows or one is not finite, naming it
   */
  public static LatentDensity fit(FloatMatrix latents, String... conditions) {
    checkArgument(
        conditions.length == 0 || conditions.length == latents.rows(),
        "%s conditions for %s rows",
        conditions.length,
        latents.rows());
    for (int row = 0; row < latents.rows(); row++) {
      checkArgument(latents.isFinite(row), "the latents of row %s are not finite", row);
    }
    Map<String, FloatMatrix> wanted = new LinkedHashMap<>();
    for (String name : Arrays.stream(conditions).distinct().sorted().toList()) {
      int[] rows =
          IntStream.range(0, conditions.length).filter(i -> conditions[i].equals(name)).toArray();
      if (rows.length >= ROWS_EACH * (latents.columns() + 1)) {
        wanted.put(name, latents.select(rows));
      }
    }
    List<String> names = List.copyOf(wanted.keySet());
    // Each is found alone, so that they are the same on any number of processors.
    List<Part> parts =
        IntStream.rangeClosed(0, names.size())
            .parallel()
            .mapToObj(i -> i == 0 ? latents : wanted.get(names.get(i - 1)))
            .map(rows -> new Part(rows.rows(), LatentMixture.fit(rows, MOST_GAUSSIANS)))
            .toList();
    Map<String, Part> fitted = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      fitted.put(names.get(i), parts.get(i + 1));
    }
    return new LatentDensity(parts.get(0), fitted);
  }

  /** Of all spectra. */
  public Part all() {
    return all;
  }

  /** By the name of the condition, in the order of the names. */
  public Map<String, Part> conditions() {
    return conditions;
  }

  /** The mixture of a condition; empty where there were too few spectra for one. */
  public Optional<LatentMixture> of(String condition) {
    return Optional.ofNullable(conditions.get(condition)).map(Part::mixture);
  }

  /** How many latents there are, d. */
  public int dimension() {
    return all.mixture().dimension();
  }

  @Override
  public String toString() {
    return "LatentDensity[" + all + ", " + conditions + "]";
  }
}
