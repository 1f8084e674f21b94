package org.desisky.cli;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.ChannelMoments;
import org.desisky.core.FloatMatrix;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCondition;
import org.desisky.data.photometry.BandValues;
import org.desisky.data.photometry.Photometry;
import org.desisky.data.photometry.SkyBand;
import org.desisky.vae.measure.EmpiricalDistribution;

/**
 * What a catalogue looks like as a whole, and what is expected of the real sky.
 *
 * @param rows how many spectra
 * @param shares the part of the rows that each condition has, 0 to 1
 * @param magnitudes the median of each band, in AB magnitudes per square arcsecond, by condition;
 *     NaN where there is no row
 * @param variance the mean over channels of the variance, in flux units squared
 * @param heldByEight the part of it that 8 principal components hold, 0 to 1
 */
record SkyStatistics(
    int rows,
    Map<SkyCondition, Double> shares,
    Map<SkyCondition, Map<SkyBand, Double>> magnitudes,
    double variance,
    double heldByEight) {
  private static final int COMPONENTS = 8;

  /**
   * Between what a median magnitude of the real sky should lie (AB per square arcsecond): the dark
   * sky over Kitt Peak, and a wide range where the Moon or the Sun decide.
   */
  static final List<Expected> EXPECTED =
      List.of(
          new Expected(SkyCondition.DARK, SkyBand.V, 21.2, 21.8),
          new Expected(SkyCondition.DARK, SkyBand.G, 22.0, 22.5),
          new Expected(SkyCondition.DARK, SkyBand.R, 20.9, 21.4),
          new Expected(SkyCondition.DARK, SkyBand.Z, 18.7, 19.6),
          new Expected(SkyCondition.MOON, SkyBand.V, 17.5, 21.3),
          new Expected(SkyCondition.TWILIGHT, SkyBand.V, 17.5, 21.5));

  /** A range for a median. */
  record Expected(SkyCondition condition, SkyBand band, double least, double most) {
    String name() {
      return "median " + band.label() + ", " + condition.label();
    }

    boolean holds(double median) {
      return median >= least && median <= most;
    }

    String found(double median) {
      return String.format(Locale.ROOT, "%.2f (%.1f to %.1f expected)", median, least, most);
    }
  }

  /** Measures a catalogue whose flux is finite. */
  static SkyStatistics of(SkyCatalog sky) {
    SkyCondition[] conditions = SkyCondition.classify(sky.observations());
    BandValues bands = Photometry.on(sky.wavelength()).magnitudes(sky.flux());
    Map<SkyCondition, Double> shares = new EnumMap<>(SkyCondition.class);
    Map<SkyCondition, Map<SkyBand, Double>> medians = new EnumMap<>(SkyCondition.class);
    for (SkyCondition condition : SkyCondition.values()) {
      int[] rows =
          IntStream.range(0, conditions.length).filter(i -> conditions[i] == condition).toArray();
      shares.put(condition, (double) rows.length / conditions.length);
      Map<SkyBand, Double> ofBands = new EnumMap<>(SkyBand.class);
      for (SkyBand band : SkyBand.values()) {
        ofBands.put(band, median(bands.of(band.label()), rows));
      }
      medians.put(condition, ofBands);
    }
    PrincipalComponents components =
        PrincipalComponents.fit(sky.flux(), Math.min(COMPONENTS, sky.rows() - 1));
    return new SkyStatistics(
        sky.rows(), shares, medians, varianceAboutMean(sky.flux()), components.explainedVariance());
  }

  double median(SkyCondition condition, SkyBand band) {
    return magnitudes.get(condition).get(band);
  }

  private static double median(double[] values, int[] rows) {
    double[] chosen = Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    return EmpiricalDistribution.of(chosen).median();
  }

  /** The mean squared error of taking the mean spectrum for every one. */
  static double varianceAboutMean(FloatMatrix spectra) {
    int[] all = IntStream.range(0, spectra.rows()).toArray();
    return Arrays.stream(ChannelMoments.of(spectra, all).variance()).average().orElseThrow();
  }
}
