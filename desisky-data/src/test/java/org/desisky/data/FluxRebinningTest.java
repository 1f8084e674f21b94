package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FluxRebinningTest {
  /** The integral over any run of whole new channels is that of the old spectrum over it. */
  @Property(tries = 300)
  void fluxIsConserved(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
      @ForAll @IntRange(min = 4, max = 80) int oldChannels,
      @ForAll @IntRange(min = 2, max = 80) int newChannels) {
    Noise noise = Noise.of(seed);
    WavelengthGrid from = uneven(noise.stream("old"), oldChannels, 3600, 9824);
    WavelengthGrid to = inside(noise.stream("new"), newChannels, from);
    float[] flux = noise.stream("flux").normals(oldChannels);
    float[] result = FluxRebinning.between(from, to).apply(FloatMatrix.row(flux)).row(0);
    double[] edges = to.edges();
    int first = Math.floorMod(noise.bits(1), newChannels);
    int end = first + 1 + Math.floorMod(noise.bits(2), newChannels - first);
    double integral = 0;
    double scale = 0;
    for (int i = first; i < end; i++) {
      integral += result[i] * (edges[i + 1] - edges[i]);
      scale += Math.abs(result[i]) * (edges[i + 1] - edges[i]);
    }
    double expected = integral(from, flux, edges[first], edges[end]);
    double total = 1e-3 + scale + Math.abs(expected);
    assertThat(integral).isCloseTo(expected, within(1e-6 * total));
  }

  @Property(tries = 100)
  void aFlatSpectrumStaysFlat(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
      @ForAll @IntRange(min = 4, max = 80) int channels) {
    WavelengthGrid from = uneven(Noise.of(seed), channels, 3600, 9824);
    WavelengthGrid to = inside(Noise.of(seed + 1), 17, from);
    float[] flux = new float[channels];
    Arrays.fill(flux, 2.5f);
    for (float value : FluxRebinning.between(from, to).apply(FloatMatrix.row(flux)).row(0)) {
      assertThat(value).isCloseTo(2.5f, within(1e-6f));
    }
  }

  @Test
  void theSameGridChangesNothing() {
    WavelengthGrid grid = WavelengthGrid.desi();
    FloatMatrix flux = FloatMatrix.of(Noise.of(1).normals(2 * grid.channels()), 2, grid.channels());
    float[] result = FluxRebinning.between(grid, grid).apply(flux).toArray();
    float[] expected = flux.toArray();
    for (int i = 0; i < expected.length; i++) {
      assertThat(result[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  /** SpectRes by hand: channels of 1 Å into channels of 2 Å and of half an Å. */
  @Test
  void channelsAreMeansOfWhatTheyCover() {
    WavelengthGrid from = WavelengthGrid.of(new double[] {1, 2, 3, 4});
    FloatMatrix flux = FloatMatrix.row(1, 3, 5, 11);
    WavelengthGrid twice = WavelengthGrid.of(new double[] {1.5, 3.5});
    assertThat(FluxRebinning.between(from, twice).apply(flux).row(0)).containsExactly(2, 8);
    WavelengthGrid half = WavelengthGrid.of(new double[] {1.75, 2.25, 2.75});
    assertThat(FluxRebinning.between(from, half).apply(flux).row(0)).containsExactly(3, 3, 5);
    WavelengthGrid across = WavelengthGrid.of(new double[] {2, 2.5, 3});
    assertThat(FluxRebinning.between(from, across).apply(flux).row(0)).containsExactly(3, 4, 5);
  }

  @Test
  void anEndMayReachHalfAChannelBeyond() {
    WavelengthGrid from = WavelengthGrid.of(new double[] {1, 2, 3, 4});
    WavelengthGrid to = WavelengthGrid.of(new double[] {0.5, 2.5, 4.5});
    float[] result = FluxRebinning.between(from, to).apply(FloatMatrix.row(1, 3, 5, 11)).row(0);
    assertThat(result).containsExactly(1, 4, 11);
  }

  @Test
  void whatIsNotCoveredIsRefused() {
    WavelengthGrid from = WavelengthGrid.of(new double[] {4000, 4001, 4002});
    assertThatThrownBy(() -> FluxRebinning.between(from, WavelengthGrid.desi()))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("4000.0 to 4002.0 Å")
        .hasMessageContaining("3600.0 to 9824.0 Å");
  }

  @Test
  void aNumberThatIsNotFiniteSpoilsWhatOverlapsItAlone() {
    WavelengthGrid from = WavelengthGrid.of(new double[] {1, 2, 3, 4});
    WavelengthGrid to = WavelengthGrid.of(new double[] {1, 1.9, 3.1, 4});
    float[] result =
        FluxRebinning.between(from, to).apply(FloatMatrix.row(Float.NaN, 3, 5, 11)).row(0);
    assertThat(result[0]).isNaN();
    assertThat(result[1]).isNaN();
    assertThat(result[2]).isFinite();
    assertThat(result[3]).isFinite();
  }

  /** Two or more DESI channels to one, with edges that are the same but for their rounding. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 10})
  void edgesThatAreTheSameButForRoundingAreOne(int many) {
    double[] desi = DesiGrid.wavelength();
    int channels = desi.length / many;
    WavelengthGrid to =
        WavelengthGrid.of(
            IntStream.range(0, channels)
                .mapToDouble(i -> (desi[many * i] + desi[many * (i + 1) - 1]) / 2)
                .toArray());
    // Of each row another half of the new channels has old ones that are not known.
    float[] flux = new float[2 * desi.length];
    for (int c = 0; c < desi.length; c++) {
      flux[c / many % 2 * desi.length + c] = Float.NaN;
    }
    FloatMatrix result =
        FluxRebinning.between(WavelengthGrid.desi(), to)
            .apply(FloatMatrix.of(flux, 2, desi.length));
    for (int row = 0; row < 2; row++) {
      for (int i = 0; i < channels; i++) {
        assertThat(Float.isNaN(result.row(row)[i])).as("%s, %s", row, i).isEqualTo(i % 2 == row);
      }
    }
  }

  private static WavelengthGrid uneven(Noise noise, int channels, double first, double last) {
    double[] steps = new double[channels];
    double sum = 0;
    for (int i = 1; i < channels; i++) {
      sum += 0.3 + noise.uniform(i);
      steps[i] = sum;
    }
    double all = sum;
    return WavelengthGrid.of(
        IntStream.range(0, channels)
            .mapToDouble(i -> first + (last - first) * steps[i] / all)
            .toArray());
  }

  /** A grid whose channels lie wholly within those of another. */
  private static WavelengthGrid inside(Noise noise, int channels, WavelengthGrid other) {
    double[] edges = other.edges();
    double width = edges[edges.length - 1] - edges[0];
    double first = edges[0] + width * (0.3 + 0.1 * noise.uniform(1000));
    double last = edges[0] + width * (0.6 + 0.1 * noise.uniform(1001));
    return uneven(noise, channels, first, last);
  }

  private static double integral(WavelengthGrid grid, float[] flux, double from, double to) {
    double[] edges = grid.edges();
    double sum = 0;
    for (int i = 0; i < flux.length; i++) {
      double overlap = Math.min(to, edges[i + 1]) - Math.max(from, edges[i]);
      sum += overlap > 0 ? overlap * flux[i] : 0;
    }
    return sum;
  }
}
