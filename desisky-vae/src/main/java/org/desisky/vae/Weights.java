package org.desisky.vae;

import java.util.Arrays;
import java.util.List;

/**
 * All weights of a model as plain numbers, in the order of the checkpoint format. Two are equal if
 * all their numbers are, bit for bit.
 *
 * @param values an array a leaf, row after row; handed over and not to be changed
 */
public record Weights(List<float[]> values) {
  /** Copies what is given. */
  public Weights {
    values = List.copyOf(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Weights that
        && Arrays.deepEquals(values.toArray(), that.values.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values.toArray());
  }

  /** Whether all numbers are finite. */
  public boolean areFinite() {
    for (float[] array : values) {
      for (float value : array) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }

  void checkFits(List<Leaf> leaves) {
    if (values.size() != leaves.size()) {
      throw new IllegalArgumentException(
          "there are " + values.size() + " arrays of weights for " + leaves.size());
    }
    for (int i = 0; i < leaves.size(); i++) {
      if (values.get(i).length != leaves.get(i).size()) {
        throw new IllegalArgumentException(
            leaves.get(i).name()
                + " has "
                + leaves.get(i).size()
                + " numbers, not "
                + values.get(i).length);
      }
    }
  }
}
