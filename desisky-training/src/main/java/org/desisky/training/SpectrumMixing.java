package org.desisky.training;

import java.util.Optional;
import org.desisky.core.noise.Noise;

/**
 * Training spectra that nobody took, as {@link Mixing} has them. Light adds up, so that what is
 * between two spectra of the sky is much like one; and a model that seldom sees the same spectra
 * twice does not learn them by heart.
 */
final class SpectrumMixing {
  /** Spectra as they are. */
  static final SpectrumMixing NONE = new SpectrumMixing(0);

  private final double share;

  /**
   * Mixing of spectra.
   *
   * @param share which part of a batch is mixed, 0 to 1
   */
  SpectrumMixing(double share) {
    this.share = share;
  }

  /**
   * Draws what to mix with.
   *
   * @param rows how many rows the batch has
   * @param noise of the batch
   * @return empty if nothing is mixed
   */
  Optional<MixedRows> draw(int rows, Noise noise) {
    if (share == 0) {
      return Optional.empty();
    }
    Noise chosen = noise.stream("mixed");
    Noise weights = noise.stream("mixing weight");
    int[] places = noise.stream("mixing partner").permutation(rows);
    float[] weight = new float[rows];
    for (int i = 0; i < rows; i++) {
      weight[i] = chosen.uniform(i) < share ? (float) weights.uniform(i) : 0;
    }
    return Optional.of(new MixedRows(places, weight));
  }
}
