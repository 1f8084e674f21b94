package org.desisky.data;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.desisky.core.noise.NumpyRandom;

/** Splits rows by whole groups; {@link Split#byGroup} has the rule. */
final class GroupSplit {
  private final int[] groupOfRow;
  private final int[] sizes;
  private final int[] order;
  private final boolean[] held;
  private int testRows;

  private GroupSplit(double[] groups, long seed) {
    double[] distinct = Arrays.stream(groups).sorted().distinct().toArray();
    if (distinct.length < 2) {
      throw new BadCatalogException(
          "there "
              + (distinct.length == 1 ? "is only 1 group" : "are no groups")
              + " of rows, but at least 2 are needed: one to train on and one to test on");
    }
    groupOfRow = new int[groups.length];
    sizes = new int[distinct.length];
    for (int row = 0; row < groups.length; row++) {
      checkArgument(!Double.isNaN(groups[row]), "the group of row %s is NaN", row);
      groupOfRow[row] = Arrays.binarySearch(distinct, groups[row]);
      sizes[groupOfRow[row]]++;
    }
    order = new NumpyRandom(seed).permutation(distinct.length);
    held = new boolean[distinct.length];
  }

  static Split split(double[] groups, double testFraction, long seed) {
    GroupSplit split = new GroupSplit(groups, seed);
    split.hold(testFraction * groups.length);
    return Split.of(split.rows(false), split.rows(true));
  }

  private void hold(double wanted) {
    for (int i = order.length - 1; i >= 0; i--) {
      int group = order[i];
      boolean isNearer = Math.abs(testRows + sizes[group] - wanted) < Math.abs(testRows - wanted);
      boolean leavesOne = testRows + sizes[group] < groupOfRow.length;
      if (isNearer && leavesOne) {
        held[group] = true;
        testRows += sizes[group];
      }
    }
    if (testRows == 0) {
      held[smallest()] = true;
    }
  }

  /** The smallest group; of equal ones, the last in the permutation. */
  private int smallest() {
    int smallest = order[order.length - 1];
    for (int i = order.length - 2; i >= 0; i--) {
      if (sizes[order[i]] < sizes[smallest]) {
        smallest = order[i];
      }
    }
    return smallest;
  }

  /** The rows of one side: by group in the permutation's order, ascending in each. */
  private int[] rows(boolean isHeld) {
    int[] place = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      place[order[i]] = i;
    }
    return IntStream.range(0, groupOfRow.length)
        .filter(row -> held[groupOfRow[row]] == isHeld)
        .boxed()
        .sorted(Comparator.comparingInt(row -> place[groupOfRow[row]])) // stable
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
