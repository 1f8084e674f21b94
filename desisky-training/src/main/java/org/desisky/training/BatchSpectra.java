package org.desisky.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/** Where the spectra of batches come from, in the units of the model. */
interface BatchSpectra extends AutoCloseable {
  /** How many numbers of a spectrum a batch must have room for. */
  int room();

  /**
   * Prepares a batch of rows, mixed with others if so: the part that needs no engine, from any
   * thread.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  void gather(HostBatch target, int[] rows, Optional<MixedRows> mixed);

  /** The spectra of a prepared batch, (B, D), for a manager. */
  NDArray of(HostBatch gathered, NDManager scope);

  /** Frees what is held of the spectra. */
  @Override
  void close();
}
