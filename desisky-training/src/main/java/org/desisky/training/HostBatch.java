package org.desisky.training;

import java.nio.FloatBuffer;

/**
 * Spectra and noise of one batch, as plain numbers in memory that is used again; {@link
 * TrainingStep#gather} fills it.
 */
public final class HostBatch {
  private final FloatBuffer spectra;
  private final FloatBuffer epsilon;
  private final FloatBuffer prior;
  private int rows;

  /** Room for a batch of at most so many rows. */
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
