package org.desisky.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class FloatMatrixTest {
  private final FloatMatrix matrix = FloatMatrix.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

  @Test
  void rowsAreTaken() {
    assertThat(matrix.part(1, 2)).isEqualTo(FloatMatrix.of(new float[] {3, 4, 5, 6}, 2, 2));
    assertThat(matrix.view(3, 0).remaining()).isZero();
    assertThat(matrix.select(new int[] {2, 0}).toArray()).containsExactly(5, 6, 1, 2);
  }

  @Test
  void rowsOfTheirOwnAreCopied() {
    float[][] rows = {{1, 2}, {3, 4}, {5, 6}};
    FloatMatrix copy = FloatMatrix.copyOf(rows);
    rows[0][0] = 7;
    assertThat(copy).isEqualTo(matrix);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FloatMatrix.copyOf(new float[][] {{1, 2}, {3}}))
        .withMessage("row 1 has 1 numbers, row 0 has 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FloatMatrix.copyOf(new float[0][]))
        .withMessageContaining("no rows");
  }

  /** As where rows are drawn with replacement. */
  @Test
  void moreRowsThanOneMatrixHoldsAreRefusedInWords() {
    FloatMatrix wide = FloatMatrix.row(new float[1 << 20]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wide.select(new int[1 << 11]))
        .withMessage(
            "2048 rows of 1048576 numbers are more than one matrix holds; take some rows at a time");
  }

  /** However many: a sum of numbers of rows may be more than an int holds. */
  @Test
  void rowsThatAreNotThereAreRefused() {
    for (int[] none : new int[][] {{1, Integer.MAX_VALUE}, {0, 4}, {-1, 2}, {1, -1}, {4, 0}}) {
      assertThatIllegalArgumentException().isThrownBy(() -> matrix.view(none[0], none[1]));
      assertThatIllegalArgumentException().isThrownBy(() -> matrix.part(none[0], none[1]));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> matrix.copyRows(none[0], none[1], FloatBuffer.allocate(9)))
          .withMessageContaining(none[1] + " rows from row " + none[0] + " on, of 3");
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> matrix.row(3));
  }
}
