package org.desisky.tables;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A table whose rows are made while it is written, and never all in memory. How many there will be
 * is known from the start.
 */
public interface RowStream {
  /** A name for the table, where a format has one. */
  String name();

  /** The columns, in the order of a NumPy archive. */
  List<StreamColumn> columns();

  /** How many rows all batches have together. */
  long rows();

  /** What holds for the whole table, by name: texts and numbers. */
  Map<String, Object> parameters();

  /** Wavelengths of the spectra's channels in Å; empty where there are none. */
  double[] wavelength();

  /** The rows, to be gone through once. */
  Iterator<Batch> batches();

  /**
   * Some rows.
   *
   * @param rows how many
   * @param values for each column, in order, what its type asks for
   */
  record Batch(int rows, List<Object> values) {
    /** Copies what is given. */
    public Batch {
      values = List.copyOf(values);
    }
  }
}
