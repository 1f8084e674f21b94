package org.desisky.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.Optional;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.HostMemory;
import org.desisky.vae.Standardisation;

/**
 * All spectra on the device, in the units of the model: of a batch nothing is brought there but the
 * numbers of its rows, and how they are mixed.
 */
final class DeviceSpectra implements BatchSpectra {
  /** Copies of the weights that gradients, optimizer and average make, and more than that. */
  private static final int COPIES_OF_WEIGHTS = 16;

  /** Arrays of a batch's size that a step makes, and more than that. */
  private static final int COPIES_OF_BATCH = 64;

  private static final int ROWS_AT_ONCE = 1024;

  private final NDManager manager;
  private final int rowCount;
  private final NDArray all;

  /**
   * Brings spectra there.
   *
   * @param manager owns them, and is closed with this
   * @param units of the model, if it has others than the spectra
   */
  DeviceSpectra(NDManager manager, FloatMatrix spectra, Optional<Standardisation> units) {
    this.manager = manager;
    rowCount = spectra.rows();
    try {
      all = bring(manager, spectra, units);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static NDArray bring(
      NDManager manager, FloatMatrix spectra, Optional<Standardisation> units) {
    NDArray all = manager.create(new Shape(spectra.rows(), spectra.columns()), DataType.FLOAT32);
    for (int first = 0; first < spectra.rows(); first += ROWS_AT_ONCE) {
      int count = Math.min(ROWS_AT_ONCE, spectra.rows() - first);
      float[] part = spectra.part(first, count).toArray();
      units.ifPresent(u -> u.apply(part, count));
      try (NDManager scope = manager.newSubManager()) {
        Shape shape = new Shape(count, spectra.columns());
        NDArray brought = HostMemory.create(scope, FloatBuffer.wrap(part), shape);
        all.set(new NDIndex("{}:{}", first, first + count), brought);
      }
    }
    return all;
  }

  /**
   * Whether spectra have room in so many bytes of a device's memory beside what training needs.
   *
   * @param weights how many the model has
   * @param batch how many spectra a step takes
   */
  static boolean fit(FloatMatrix spectra, long weights, int batch, long free) {
    long rows = spectra.rows() + (long) COPIES_OF_BATCH * batch;
    return 4 * (rows * spectra.columns() + COPIES_OF_WEIGHTS * weights) <= free;
  }

  @Override
  public int room() {
    return 0;
  }

  @Override
  public void gather(HostBatch target, int[] rows, Optional<MixedRows> mixed) {
    for (int row : rows) {
      Objects.checkIndex(row, rowCount); // a GPU told of a row that is not there ends all its work
    }
    target.choose(rows, mixed);
  }

  @Override
  public NDArray of(HostBatch gathered, NDManager scope) {
    int[] rows = gathered.chosen();
    return gathered.mixed().map(m -> mixed(rows, m, scope)).orElseGet(() -> take(rows, scope));
  }

  private NDArray mixed(int[] rows, MixedRows mixed, NDManager scope) {
    NDList taken = take(mixed.both(rows), scope).split(new long[] {rows.length});
    FloatBuffer weights = FloatBuffer.wrap(mixed.weights());
    NDArray weight = HostMemory.create(scope, weights, new Shape(rows.length, 1));
    NDArray one = taken.get(0);
    return taken.get(1).subi(one).muli(weight).addi(one);
  }

  private NDArray take(int[] rows, NDManager scope) {
    NDArray numbers = HostMemory.create(scope, rows);
    return numbers
        .getNDArrayInternal()
        .embedding(numbers, all, SparseFormat.DENSE)
        .singletonOrThrow();
  }

  @Override
  public void close() {
    manager.close();
  }
}
