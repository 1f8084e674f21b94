package org.desisky.vae.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.core.pca.PrincipalComponents;
import org.junit.jupiter.api.Test;

class ChannelNoiseTest {
  @Test
  void oneComponentForEachTwentyRowsOrChannelsAndNoMoreThan32() {
    assertThat(ChannelNoise.components(7781, 8093)).isEqualTo(32);
    assertThat(ChannelNoise.components(639, 8093)).isEqualTo(31);
    assertThat(ChannelNoise.components(7781, 100)).isEqualTo(5);
    assertThat(ChannelNoise.components(24, 3)).isEqualTo(1);
  }

  /** Dead channels have a thousandth of √ of the mean of all variances. */
  @Test
  void aChannelWithoutNoiseHasALittle() {
    float[] numbers = Noise.of(1).normals(200 * 4);
    for (int i = 0; i < numbers.length; i += 4) {
      numbers[i] = 7;
      numbers[i + 1] *= 1000;
    }
    FloatMatrix spectra = FloatMatrix.of(numbers, 200, 4);
    int[] rows = IntStream.range(0, 200).toArray();
    double[] noise = ChannelNoise.of(spectra, rows, PrincipalComponents.fit(spectra, rows, 1));
    double all = Math.sqrt(Arrays.stream(noise).skip(1).map(n -> n * n).sum() / 4);
    assertThat(noise[0]).isCloseTo(all / 1000, within(1e-6 * all));
    assertThat(noise[2]).isBetween(0.8, 1.2);
  }

  @Test
  void equalSpectraHaveANoiseOfOne() {
    float[] numbers = new float[60];
    Arrays.fill(numbers, 2);
    FloatMatrix spectra = FloatMatrix.of(numbers, 20, 3);
    assertThat(ChannelNoise.of(spectra, IntStream.range(0, 20).toArray())).containsOnly(1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ChannelNoise.of(
                    spectra, new int[0], PrincipalComponents.fit(spectra, new int[] {0}, 1)))
        .withMessageContaining("no rows");
  }
}
