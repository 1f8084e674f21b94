package org.desisky.training;

import java.nio.FloatBuffer;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;

/**
 * Training spectra that nobody took: a part a of one and 1 − a of another of the same batch, with a
 * uniform from 0 to 1 (Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: Beyond Empirical Risk
 * Minimization", ICLR 2018). Light adds up, so that what is between two spectra of the sky is much
 * like one; and a model that never sees the same spectra twice does not learn them by heart.
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
   * Mixes rows that lie one after the other at the start of a buffer.
   *
   * @param rows which rows of {@code spectra} they are
   * @param noise of the batch
   */
  void apply(FloatBuffer batch, FloatMatrix spectra, int[] rows, Noise noise) {
    if (share == 0) {
      return;
    }
    Noise chosen = noise.stream("mixed");
    Noise weights = noise.stream("mixing weight");
    int[] partners = noise.stream("mixing partner").permutation(rows.length);
    float[] one = new float[spectra.columns()];
    float[] other = new float[spectra.columns()];
    for (int i = 0; i < rows.length; i++) {
      if (chosen.uniform(i) < share) {
        batch.get(i * one.length, one);
        spectra.copyRow(rows[partners[i]], other, 0);
        mix(one, other, (float) weights.uniform(i));
        batch.put(i * one.length, one);
      }
    }
  }

  /** A loop of its own, with one index, so that the compiler makes vector instructions of it. */
  private static void mix(float[] one, float[] other, float weight) {
    for (int c = 0; c < one.length; c++) {
      one[c] += weight * (other[c] - one[c]);
    }
  }
}
