package org.desisky.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private static final int MANY = 200_000;

  @Test
  void numbersOfASeedNeverChange() {
    Noise noise = Noise.of(42).stream("posterior").at(3, 7);
    assertThat(noise.bits(0)).isEqualTo(8640750123258631851L);
    assertThat(noise.normals(2)).containsExactly(-0.07925223f, -0.072518036f);
  }

  @Test
  void normalsHaveTheMomentsOfANormalDistribution() {
    float[] numbers = Noise.of(1).normals(MANY);
    double mean = IntStream.range(0, MANY).mapToDouble(i -> numbers[i]).average().orElseThrow();
    double square =
        IntStream.range(0, MANY).mapToDouble(i -> numbers[i] * numbers[i]).average().orElseThrow();
    double fourth =
        IntStream.range(0, MANY).mapToDouble(i -> Math.pow(numbers[i], 4)).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(0.01));
    assertThat(square).isCloseTo(1, within(0.015));
    assertThat(fourth).isCloseTo(3, within(0.15));
  }

  @Test
  void streamsAndPositionsAreIndependent() {
    Noise root = Noise.of(5);
    float[] a = root.stream("a").normals(MANY);
    for (Noise other :
        new Noise[] {root.stream("b"), root, root.at(0), root.at(1), root.at(0, 0), Noise.of(6)}) {
      float[] b = other.normals(MANY);
      double correlation =
          IntStream.range(0, MANY).mapToDouble(i -> a[i] * b[i]).average().orElseThrow();
      assertThat(correlation).isCloseTo(0, within(0.012));
    }
  }

  @Test
  void uniformsFillTheirRangeEvenly() {
    float[] numbers = Noise.of(2).uniforms(MANY, 0.25);
    int[] bins = new int[10];
    for (float x : numbers) {
      assertThat(x).isBetween(-0.25f, 0.25f);
      bins[Math.min(9, (int) ((x + 0.25) * 20))]++;
    }
    assertThat(Arrays.stream(bins)).allMatch(n -> Math.abs(n - MANY / 10) < 700);
  }

  @Test
  void eachOfVeryManyUniformsIsThatOfItsPlace() {
    Noise noise = Noise.of(2);
    float[] numbers = noise.uniforms(100_000, 0.5);
    for (int i = 0; i < numbers.length; i++) {
      assertThat(numbers[i]).isEqualTo((float) (noise.uniform(i) - 0.5));
    }
  }

  @Property
  void aPermutationHoldsEachNumberOnce(@ForAll @IntRange(max = 500) int n, @ForAll long seed) {
    int[] order = Noise.of(seed).permutation(n);
    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, n).toArray());
  }

  @Test
  void everyPlaceOfAPermutationIsEquallyLikely() {
    int[] first = new int[5];
    for (int i = 0; i < 50_000; i++) {
      first[Noise.of(9).at(i).permutation(5)[0]]++;
    }
    assertThat(Arrays.stream(first)).allMatch(n -> Math.abs(n - 10_000) < 400);
  }

  @Test
  void quantilesAreThoseOfTheTables() {
    assertThat(NormalQuantile.of(0.5)).isZero();
    assertThat(NormalQuantile.of(0.975)).isCloseTo(1.959963984540054, within(1e-15));
    assertThat(NormalQuantile.of(1e-20)).isCloseTo(-9.262340089798408, within(1e-13));
    assertThat(NormalQuantile.of(0.001)).isCloseTo(-3.090232306167813, within(1e-14));
  }
}
