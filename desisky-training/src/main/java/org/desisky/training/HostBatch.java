package org.desisky.training;

import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Spectra and noise of one batch, as plain numbers in memory that is used again, or in place of
 * spectra the numbers of their rows; {@link TrainingStep#gather} fills it.
 */
public final class HostBatch {
  private final FloatBuffer spectra;
  private final FloatBuffer epsilon;
  private final FloatBuffer prior;
  private int rows;
  private float[] copy = {};
  private int[] chosen = {};
  private Optional<MixedRows> mixed = Optional.empty();

  /** Room for a batch of at most so many rows, with so many numbers of each spectrum. */
  HostBatch(int mostRows, int channels, int latentDim) {
    spectra = FloatBuffer.allocate(Math.multiplyExact(mostRows, channels));
    epsilon = FloatBuffer.allocate(Math.multiplyExact(mostRows, latentDim));
    prior = FloatBuffer.allocate(Math.multiplyExact(mostRows, latentDim));
  }

  /** How many rows it has. */
  int rows() {
    return rows;
  }

  void clear(int newRows) {
    rows = newRows;
    spectra.clear();
    epsilon.clear();
    prior.clear();
  }

  void flip() {
    spectra.flip();
    epsilon.flip();
    prior.flip();
  }

  /** Sets which rows of all spectra they are, handed over, and what they are mixed with. */
  void choose(int[] numbers, Optional<MixedRows> mixedWith) {
    chosen = numbers;
    mixed = mixedWith;
  }

  /** Which rows of all spectra they are, where they were chosen; not to be changed. */
  int[] chosen() {
    return chosen;
  }

  /** What the chosen rows are mixed with, if anything. */
  Optional<MixedRows> mixed() {
    return mixed;
  }

  /** A copy of the spectra as they are now, good until the next. */
  float[] copyOfSpectra() {
    if (copy.length == 0) {
      copy = new float[spectra.capacity()];
    }
    System.arraycopy(spectra.array(), 0, copy, 0, spectra.position());
    return copy;
  }

  FloatBuffer spectra() {
    return spectra;
  }

  FloatBuffer epsilon() {
    return epsilon;
  }

  FloatBuffer prior() {
    return prior;
  }
}
