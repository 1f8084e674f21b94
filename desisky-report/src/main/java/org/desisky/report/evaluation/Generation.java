package org.desisky.report.evaluation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.EvenRows;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.report.evaluation.SpectraMeter.Seen;
import org.desisky.vae.SkyVae;
import org.desisky.vae.density.LatentDensity;
import org.desisky.vae.density.LatentMixture;
import org.desisky.vae.measure.FrechetDistance;
import org.desisky.vae.measure.NegativeFlux;

/**
 * How real the spectra are that a model makes: as many as there are held-out spectra are decoded
 * from draws of the prior, and of the density of the latents, and compared with them. Every
 * distance stands beside that of two halves of the held-out spectra from each other, which nothing
 * generated can be expected to undercut. Immutable.
 */
public final class Generation {
  /** With fewer held-out spectra than this nothing is compared. */
  public static final int FEWEST_ROWS = 20;

  private static final int MOST_ROWS = 2000;
  private static final Noise DRAWS = Noise.of(0).stream("generated against real");

  private final LatentDensity density;
  private final int rows;
  private final int trainingRows;
  private final Beside<HalvesDistance> frechet;
  private final ImmutableMap<SkyCondition, OfCondition> conditions;
  private final ImmutableList<GeneratedBand> bands;
  private final ImmutableList<LineRatio> ratios;
  private final Beside<NegativeFlux> negative;

  /**
   * Spectra of one condition against draws of its own density.
   *
   * @param rows how many held-out spectra there are of it, and how many were drawn
   * @param gaussians how many the mixture has
   * @param real the Fréchet distance of halves of real spectra
   * @param density that of generated spectra from half of the real ones
   * @param negative where the generated spectra are negative beyond the noise
   */
  public record OfCondition(
      int rows,
      int gaussians,
      HalvesDistance real,
      HalvesDistance density,
      NegativeFlux negative) {}

  private Generation(SkyVae vae, Evaluation evaluation, LatentDensity density) {
    this.density = density;
    EvaluationData data = evaluation.data();
    SkyCatalog catalog = data.catalog();
    FloatMatrix flux = catalog.flux();
    int[] train = EvenRows.among(data.train(), MOST_ROWS);
    int[] test = EvenRows.among(data.test(), MOST_ROWS);
    rows = test.length;
    trainingRows = data.train().length;
    FrechetDistance distance = FrechetDistance.in(flux, train, vae.compute());
    SpectraMeter meter = new SpectraMeter(distance, catalog, evaluation.noise());
    LatentMixture prior = LatentMixture.standardNormal(vae.latentDim());
    Beside<Seen> seen =
        new Beside<>(
            meter.real(flux, test),
            meter.decoded(1, vae, density.all().mixture().sample(rows, DRAWS.stream("density"))),
            meter.decoded(2, vae, prior.sample(rows, DRAWS.stream("prior"))));
    negative = seen.map(Seen::negative);
    frechet = frechet(seen.map(Seen::scores), distance);
    bands = ImmutableList.copyOf(meter.bands().generated(rows));
    SpectraMeter known = new SpectraMeter(distance, catalog, evaluation.noise());
    known.real(flux, train);
    ratios = ImmutableList.copyOf(LineRatio.of(known.bands(), meter.bands()));
    SkyCondition[] names = Evaluation.conditionsOf(catalog);
    ImmutableMap.Builder<SkyCondition, OfCondition> byCondition = ImmutableMap.builder();
    for (SkyCondition condition : SkyCondition.values()) {
      int[] chosen =
          IntStream.range(0, rows)
              .filter(i -> names.length > 0 && names[test[i]] == condition)
              .toArray();
      Optional<LatentMixture> mixture = density.of(condition.label());
      boolean isOfAll = chosen.length == rows && isOfAll(density, condition);
      if (mixture.isPresent() && chosen.length >= FEWEST_ROWS && !isOfAll) {
        FloatMatrix latents = mixture.get().sample(chosen.length, DRAWS.stream(condition.label()));
        Seen drawn =
            new SpectraMeter(distance, catalog, evaluation.noise()).decoded(1, vae, latents);
        FloatMatrix held = seen.real().scores().select(chosen);
        Beside<HalvesDistance> found =
            frechet(new Beside<>(held, drawn.scores(), drawn.scores()), distance);
        byCondition.put(
            condition,
            new OfCondition(
                chosen.length,
                mixture.get().components(),
                found.real(),
                found.density(),
                drawn.negative()));
      }
    }
    conditions = byCondition.buildOrThrow();
  }

  /** Whether what a condition's density was fitted to are all there were: it is that of all. */
  private static boolean isOfAll(LatentDensity density, SkyCondition condition) {
    LatentDensity.Part part = density.conditions().get(condition.label());
    return part != null && part.rows() == density.all().rows();
  }

  /**
   * Compares generated spectra with those that a model was measured on.
   *
   * @param density of the latents of those training spectra that are {@linkplain
   *     EvaluationData#trainAlike of the kind} that is measured on
   * @return empty where there are fewer than 20 held-out spectra, or fewer than 2 training spectra
   */
  public static Optional<Generation> of(SkyVae vae, Evaluation evaluation, LatentDensity density) {
    EvaluationData data = evaluation.data();
    return data.test().length < FEWEST_ROWS || data.train().length < 2
        ? Optional.empty()
        : Optional.of(new Generation(vae, evaluation, density));
  }

  private static Beside<HalvesDistance> frechet(
      Beside<FloatMatrix> scores, FrechetDistance distance) {
    return HalvesDistance.of(scores, scores.real().rows(), FloatMatrix::select, distance::between);
  }

  /** The density that was drawn from. */
  public LatentDensity density() {
    return density;
  }

  /** How many training spectra there are, of which the density may be of some alone. */
  public int trainingRows() {
    return trainingRows;
  }

  /**
   * How many held-out spectra there are, and how many generated ones of each kind; at most 2000.
   */
  public int rows() {
    return rows;
  }

  /** The {@linkplain FrechetDistance Fréchet distances} from half of the held-out spectra. */
  public Beside<HalvesDistance> frechet() {
    return frechet;
  }

  /**
   * Fréchet distances by condition; only those with at least 20 held-out spectra and a mixture, and
   * none where held-out spectra and those of the density are all of one.
   */
  public Map<SkyCondition, OfCondition> conditions() {
    return conditions;
  }

  /** Magnitudes and airglow; empty where wavelengths are not known. */
  public List<GeneratedBand> bands() {
    return bands;
  }

  /** Ratios of airglow lines; empty where wavelengths are not known. */
  public List<LineRatio> ratios() {
    return ratios;
  }

  /** Where spectra are negative beyond the noise. */
  public Beside<NegativeFlux> negative() {
    return negative;
  }
}
