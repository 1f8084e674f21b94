package org.desisky.report.evaluation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.core.pca.PrincipalSearch;
import org.desisky.data.BadCatalogException;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.vae.SkyVae;
import org.desisky.vae.measure.ChannelNoise;
import org.desisky.vae.measure.Compression;
import org.desisky.vae.measure.ReconstructionMeasures;

/**
 * How good a model is on spectra of the sky: errors of its reconstructions, per spectrum and per
 * channel, overall and by condition, in flux and in units of the noise; magnitudes and airglow of
 * the reconstructions against those of the spectra. Everything stands beside the same for principal
 * components of as many numbers as the model has latents. Immutable.
 *
 * <pre>{@code
 * Evaluation evaluation = Evaluation.of(vae, EvaluationData.of(catalog, rows, train, test, "..."));
 * PairedComparison comparison = evaluation.scores().inFlux();
 * }</pre>
 *
 * <p>Components and noise ({@link ChannelNoise}) come from the training rows alone.
 */
public final class Evaluation {
  private static final int AT_ONCE = 512;

  /**
   * Where noise needs twice as many components or more as the model stands beside, the search for
   * them ends once none of their variances changes by more than this part of it. The first eight of
   * 32 are exact long before (docs/performance.md).
   */
  private static final double NOISE_TOLERANCE = 1e-4;

  private final EvaluationData data;
  private final Compression compression;
  private final int components;
  private final int noiseComponents;
  private final double[] noise;
  private final Scores scores;
  private final ImmutableMap<SkyCondition, Scores> conditions;
  private final ImmutableList<BandComparison> bands;

  private Evaluation(SkyVae vae, EvaluationData data) {
    this.data = data;
    compression =
        new Compression(vae.inChannels(), vae.latentDim(), Float.BYTES * vae.parameterCount());
    FloatMatrix flux = data.catalog().flux();
    int[] train = data.train();
    noiseComponents = ChannelNoise.components(flux.columns(), train.length);
    components = Math.min(vae.latentDim(), flux.columns());
    PrincipalSearch search = PrincipalComponents.in(flux).rows(train).with(vae.compute());
    PrincipalComponents all =
        noiseComponents >= 2 * components
            ? search.tolerance(NOISE_TOLERANCE).fit(noiseComponents)
            : search.fit(Math.max(components, noiseComponents));
    noise = ChannelNoise.of(flux, train, all.first(noiseComponents));
    PrincipalComponents pca = all.first(components);
    SkyCondition[] known = conditionsOf(data.catalog());
    int[] test = data.test();
    Measuring whole = new Measuring(noise);
    Map<SkyCondition, Measuring> parts = new EnumMap<>(SkyCondition.class);
    BandMeter meter = BandMeter.of(data.catalog());
    for (int first = 0; first < test.length; first += AT_ONCE) {
      int[] rows = Arrays.copyOfRange(test, first, Math.min(test.length, first + AT_ONCE));
      FloatMatrix spectra = flux.select(rows);
      FloatMatrix ours = vae.reconstruct(spectra);
      FloatMatrix theirs = pca.reconstruct(spectra);
      whole.add(spectra, ours, theirs);
      meter.add(spectra, ours, theirs);
      for (SkyCondition condition : SkyCondition.values()) {
        int[] chosen =
            IntStream.range(0, rows.length)
                .filter(i -> known.length > 0 && known[rows[i]] == condition)
                .toArray();
        if (chosen.length > 0) {
          parts
              .computeIfAbsent(condition, key -> new Measuring(noise))
              .add(spectra.select(chosen), ours.select(chosen), theirs.select(chosen));
        }
      }
    }
    scores = whole.scores();
    ImmutableMap.Builder<SkyCondition, Scores> byCondition = ImmutableMap.builder();
    parts.forEach((condition, part) -> byCondition.put(condition, part.scores()));
    conditions = byCondition.buildOrThrow();
    bands = ImmutableList.copyOf(meter.comparisons());
  }

  /** Model and components side by side. */
  private static final class Measuring {
    private final ReconstructionMeasures.Builder model;
    private final ReconstructionMeasures.Builder pca;

    Measuring(double[] noise) {
      model = ReconstructionMeasures.builder(noise);
      pca = ReconstructionMeasures.builder(noise);
    }

    void add(FloatMatrix spectra, FloatMatrix ours, FloatMatrix theirs) {
      model.add(spectra, ours);
      pca.add(spectra, theirs);
    }

    Scores scores() {
      return new Scores(model.build(), pca.build());
    }
  }

  /**
   * Measures a model.
   *
   * @throws IllegalArgumentException if the spectra have another number of channels than the model,
   *     or a training row is not finite
   */
  public static Evaluation of(SkyVae vae, EvaluationData data) {
    return new Evaluation(vae, data);
  }

  /**
   * The condition of each row of a catalogue; none at all where its columns do not tell.
   *
   * @see SkyCondition#classify
   */
  public static SkyCondition[] conditionsOf(SkyCatalog catalog) {
    return conditionsOf(catalog.observations());
  }

  /** The condition of each observation; none at all where the columns do not tell. */
  public static SkyCondition[] conditionsOf(ObservationTable observations) {
    try {
      return SkyCondition.classify(observations);
    } catch (BadCatalogException e) {
      return new SkyCondition[0];
    }
  }

  /** What was measured on. */
  public EvaluationData data() {
    return data;
  }

  /** How many principal components the model stands beside: as many as it has latents. */
  public int components() {
    return components;
  }

  /** How many principal components the noise is what is left of. */
  public int noiseComponents() {
    return noiseComponents;
  }

  /** The noise of each channel, in flux units. */
  public double[] noise() {
    return noise.clone();
  }

  /** The errors on all test rows. */
  public Scores scores() {
    return scores;
  }

  /** The errors by the condition of the test rows; empty where conditions are not known. */
  public Map<SkyCondition, Scores> conditions() {
    return conditions;
  }

  /**
   * Magnitudes and airglow of the test rows: the bands that the spectra cover and in which their
   * values differ. Empty where wavelengths are not known.
   */
  public List<BandComparison> bands() {
    return bands;
  }

  /** Bytes of spectra and of their latents. */
  public Compression compression() {
    return compression;
  }
}
