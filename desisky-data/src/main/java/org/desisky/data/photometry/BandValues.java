package org.desisky.data.photometry;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/** Numbers measured on spectra: a name for each band, and under it a number for each row. */
public final class BandValues {
  private final int rows;
  private final ImmutableMap<String, double[]> values;

  BandValues(int rows, Map<String, double[]> values) {
    this.rows = rows;
    this.values = ImmutableMap.copyOf(values);
  }

  /** The bands' names, in their order. */
  public List<String> names() {
    return values.keySet().asList();
  }

  /** How many rows. */
  public int rows() {
    return rows;
  }

  /**
   * The numbers of one band, one a row, as a new array.
   *
   * @throws IllegalArgumentException if no band has this name
   */
  public double[] of(String name) {
    double[] column = values.get(name);
    if (column == null) {
      throw new IllegalArgumentException("there is no band " + name + ", only " + names());
    }
    return column.clone();
  }

  @Override
  public String toString() {
    return rows + " rows " + names();
  }
}
