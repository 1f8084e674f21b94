package org.desisky.training;

/** Which row each row of a batch is mixed with, and how much of it; see {@link SpectrumMixing}. */
final class MixedRows {
  private final int[] partners;
  private final float[] weights;

  /**
   * Mixed rows.
   *
   * @param partners the place in the batch of each row's partner; handed over
   * @param weights its part, 0 to 1; 0 where nothing is mixed; handed over
   */
  MixedRows(int[] partners, float[] weights) {
    this.partners = partners;
    this.weights = weights;
  }

  /** The batch's rows, and then those which each is mixed with. */
  int[] both(int[] rows) {
    int[] both = new int[2 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      both[i] = rows[i];
      both[rows.length + i] = rows[partners[i]];
    }
    return both;
  }

  /** The parts of the rows which each is mixed with; not to be changed. */
  float[] weights() {
    return weights;
  }

  /**
   * Mixes the rows at the start of an array.
   *
   * @param unmixed the same rows as they are before
   */
  void mix(float[] batch, float[] unmixed, int columns) {
    float[] one = new float[columns];
    float[] other = new float[columns];
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        System.arraycopy(unmixed, i * columns, one, 0, columns);
        System.arraycopy(unmixed, partners[i] * columns, other, 0, columns);
        mix(one, other, weights[i]);
        System.arraycopy(one, 0, batch, i * columns, columns);
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
