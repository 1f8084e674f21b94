package org.desisky.report;

import java.util.Arrays;

/** Leaves out points of a long line that no pixel would show. */
final class Thinning {
  private Thinning() {}

  /**
   * The points to draw, in order: of each of {@code columns} equal parts the lowest, the highest
   * and one that is not finite, where there is one, so that neither peaks nor gaps are lost.
   */
  static int[] keep(double[] y, int columns) {
    int[] kept = new int[Math.min(y.length, 3 * columns)];
    int count = 0;
    for (int column = 0; column < columns; column++) {
      int start = (int) ((long) y.length * column / columns);
      int end = (int) ((long) y.length * (column + 1) / columns);
      int[] chosen = {-1, -1, -1};
      for (int i = start; i < end; i++) {
        if (!Double.isFinite(y[i])) {
          chosen[0] = i;
          continue;
        }
        chosen[1] = chosen[1] < 0 || y[i] < y[chosen[1]] ? i : chosen[1];
        chosen[2] = chosen[2] < 0 || y[i] >= y[chosen[2]] ? i : chosen[2];
      }
      Arrays.sort(chosen);
      for (int i = 0; i < chosen.length; i++) {
        if (chosen[i] >= 0 && (i == 0 || chosen[i] != chosen[i - 1])) {
          kept[count++] = chosen[i];
        }
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
