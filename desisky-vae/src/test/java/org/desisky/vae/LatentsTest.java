package org.desisky.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;

class LatentsTest {
  private final FloatMatrix mean = FloatMatrix.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

  @Test
  void aRowIsDrawnTheSameInWhateverBatchItIs() {
    Latents latents = new Latents(mean, mean);
    FloatMatrix all = latents.sample(Noise.of(1));
    FloatMatrix some = latents.sample(new int[] {2, 1, 0}, Noise.of(1));
    assertThat(some.row(1)).isEqualTo(all.row(1));
    assertThat(some.row(0)).isNotEqualTo(all.row(0));
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    FloatMatrix fewer = FloatMatrix.of(new float[4], 2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Latents(mean, fewer))
        .withMessageContaining("3 x 2")
        .withMessageContaining("2 x 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Latents(mean, mean).sample(new int[2], Noise.of(1)))
        .withMessageContaining("2 numbers for 3 rows");
  }
}
