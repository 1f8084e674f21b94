package org.desisky.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * One column of an observation table: a name, a unit and a value for each row.
 *
 * @param name as in the file, upper case by custom
 * @param unit such as {@code deg}; empty where there is none
 * @param values an {@code int[]}, {@code long[]}, {@code float[]}, {@code double[]}, {@code
 *     boolean[]} or {@code String[]} without nulls, handed over and not to be changed
 * @param description what the values are, in words; empty where the file does not tell
 */
public record Column(String name, String unit, Object values, String description) {
  /** A column without a description. */
  public Column(String name, String unit, Object values) {
    this(name, unit, values, "");
  }

  /**
   * Checks what is given.
   *
   * @throws IllegalArgumentException if something is null, a text among the values too, or the
   *     values are of another type
   */
  public Column {
    checkArgument(
        name != null && unit != null && values != null && description != null,
        "column %s has no name, unit, values or description; an empty text is none",
        name);
    if (!(values instanceof int[]
        || values instanceof long[]
        || values instanceof float[]
        || values instanceof double[]
        || values instanceof boolean[]
        || values instanceof String[])) {
      throw new IllegalArgumentException(
          "column " + name + " cannot hold " + values.getClass().getSimpleName());
    }
    if (values instanceof String[] texts) {
      int unknown = Arrays.asList(texts).indexOf(null);
      checkArgument(
          unknown < 0, "column %s has no text in row %s; an empty one is none", name, unknown);
    }
  }

  /** How many rows. */
  public int rows() {
    return Array.getLength(values);
  }

  /** Whether the values are numbers (logicals and strings are not). */
  public boolean isNumeric() {
    return !(values instanceof boolean[] || values instanceof String[]);
  }

  /**
   * The values as float64; a null is NaN.
   *
   * @throws IllegalArgumentException if they are not numbers
   */
  public double[] doubles() {
    if (values instanceof double[] numbers) {
      return numbers.clone();
    }
    double[] numbers = new double[rows()];
    for (int i = 0; i < numbers.length; i++) {
      if (values instanceof int[] ints) {
        numbers[i] = ints[i];
      } else if (values instanceof long[] longs) {
        numbers[i] = longs[i];
      } else if (values instanceof float[] floats) {
        numbers[i] = floats[i];
      } else {
        throw new IllegalArgumentException("column " + name + " does not hold numbers");
      }
    }
    return numbers;
  }

  /** This column under another name. */
  Column named(String other) {
    return new Column(other, unit, values, description);
  }

  /** The rows named, in the order named. */
  public Column select(int[] rows) {
    return new Column(name, unit, chosen(rows), description);
  }

  private Object chosen(int[] rows) {
    int n = rows.length;
    if (values instanceof int[] all) {
      int[] chosen = new int[n];
      Arrays.setAll(chosen, i -> all[rows[i]]);
      return chosen;
    }
    if (values instanceof long[] all) {
      long[] chosen = new long[n];
      Arrays.setAll(chosen, i -> all[rows[i]]);
      return chosen;
    }
    if (values instanceof double[] all) {
      double[] chosen = new double[n];
      Arrays.setAll(chosen, i -> all[rows[i]]);
      return chosen;
    }
    if (values instanceof String[] all) {
      String[] chosen = new String[n];
      Arrays.setAll(chosen, i -> all[rows[i]]);
      return chosen;
    }
    Object chosen = Array.newInstance(values.getClass().getComponentType(), n);
    for (int i = 0; i < n; i++) {
      System.arraycopy(values, rows[i], chosen, i, 1);
    }
    return chosen;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Column that
        && name.equals(that.name)
        && unit.equals(that.unit)
        && description.equals(that.description)
        && Arrays.deepEquals(new Object[] {values}, new Object[] {that.values});
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Arrays.deepHashCode(new Object[] {values});
  }

  @Override
  public String toString() {
    return name + (unit.isEmpty() ? "" : " [" + unit + "]") + " x " + rows();
  }
}
