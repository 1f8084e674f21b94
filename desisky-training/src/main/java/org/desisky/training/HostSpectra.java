package org.desisky.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.HostMemory;
import org.desisky.vae.Standardisation;

/** Spectra in Java's memory, of which each batch is a copy. */
final class HostSpectra implements BatchSpectra {
  private final FloatMatrix spectra;
  private final Optional<Standardisation> units;

  /** Spectra as they were measured, and the units of the model, if it has others. */
  HostSpectra(FloatMatrix spectra, Optional<Standardisation> units) {
    this.spectra = spectra;
    this.units = units;
  }

  @Override
  public int room() {
    return spectra.columns();
  }

  @Override
  public void gather(HostBatch target, int[] rows, Optional<MixedRows> mixed) {
    for (int row : rows) {
      spectra.copyRow(row, target.spectra());
    }
    float[] batch = target.spectra().array();
    units.ifPresent(u -> u.apply(batch, rows.length));
    mixed.ifPresent(m -> m.mix(batch, target.copyOfSpectra(), spectra.columns()));
  }

  @Override
  public NDArray of(HostBatch gathered, NDManager scope) {
    Shape shape = new Shape(gathered.rows(), spectra.columns());
    return HostMemory.create(scope, gathered.spectra(), shape);
  }

  @Override
  public void close() {
    // They belong to whoever gave them.
  }
}
