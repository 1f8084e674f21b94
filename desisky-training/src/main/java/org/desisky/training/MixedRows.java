package org.desisky.training;

import java.nio.FloatBuffer;
import org.desisky.core.FloatMatrix;

/** Which row each row of a batch is mixed with, and how much of it; see {@link SpectrumMixing}. */
final class MixedRows {
  private final int[] partners;
  private final float[] weights;

  /**
   * Mixed rows.
   *
   * @param partners a row of all spectra for each of the batch; handed over
   * @param weights their parts, 0 to 1; 0 where nothing is mixed; handed over
   */
  MixedRows(int[] partners, float[] weights) {
    this.partners = partners;
    this.weights = weights;
  }

  /** The batch's rows, and then those which each is mixed with. */
  int[] both(int[] rows) {
    int[] both = new int[rows.length + partners.length];
    System.arraycopy(rows, 0, both, 0, rows.length);
    System.arraycopy(partners, 0, both, rows.length, partners.length);
    return both;
  }

  /** The parts of the rows which each is mixed with, a copy. */
  float[] weights() {
    return weights.clone();
  }

  /** Mixes rows that lie one after the other at the start of a buffer. */
  void mix(FloatBuffer batch, FloatMatrix spectra) {
    float[] one = new float[spectra.columns()];
    float[] other = new float[spectra.columns()];
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        batch.get(i * one.length, one);
        spectra.copyRow(partners[i], other, 0);
        mix(one, other, weights[i]);
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
