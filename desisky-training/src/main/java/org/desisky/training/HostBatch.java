package org.desisky.training;

import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Spectra and noise of one batch, as plain numbers in memory that is used again, or in place of
 * spectra the numbers of their rows; {@link TrainingStep#gather} fills it.
 */
public final class HostBatch {
  private final int channels;
  private final int latentDim;
  private FloatBuffer spectra;
  private FloatBuffer epsilon;
  private FloatBuffer prior;
  private int rows;
  private float[] copy = {};
  private int[] chosen = {};
  private Optional<MixedRows> mixed = Optional.empty();

  /** Room for a batch of so many rows, with so many numbers of each spectrum; more is made. */
  HostBatch(int usualRows, int channels, int latentDim) {
    this.channels = channels;
    this.latentDim = latentDim;
    makeRoom(usualRows);
  }

  private void makeRoom(int rowCount) {
    spectra = FloatBuffer.allocate(Math.multiplyExact(rowCount, channels));
    epsilon = FloatBuffer.allocate(Math.multiplyExact(rowCount, latentDim));
    prior = FloatBuffer.allocate(Math.multiplyExact(rowCount, latentDim));
  }

  /** How many rows it has. */
  int rows() {
    return rows;
  }

  void clear(int newRows) {
    rows = newRows;
    if (epsilon.capacity() < Math.multiplyExact(newRows, latentDim)) {
      makeRoom(newRows);
    }
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
    if (copy.length < spectra.capacity()) {
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
