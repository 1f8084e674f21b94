package org.desisky.training.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.vae.Standardisation;
import org.desisky.vae.measure.ChannelNoise;
import org.junit.jupiter.api.Test;

class ScalingTest {
  @Test
  void fluxInTheUnitOfPhysicsIsRefusedInWords() {
    float[] faint = Noise.of(1).normals(200);
    for (int i = 0; i < faint.length; i++) {
      faint[i] = 1e-17f * (3 + faint[i]);
    }
    int[] rows = {0, 3, 5};
    assertThatThrownBy(() -> FluxUnit.check(FloatMatrix.of(faint, 10, 20), rows))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("the flux is of the size of 3.")
        .hasMessageContaining("e-17")
        .hasMessageContaining("by 1e17");
    faint[0] = Float.NaN;
    assertThat(FluxUnit.fault(FloatMatrix.of(faint, 10, 20))).isPresent();
    FluxUnit.check(FloatMatrix.of(Noise.of(1).normals(200), 10, 20), rows);
    float[] same = new float[200];
    FluxUnit.check(FloatMatrix.of(same, 10, 20), rows);
    Arrays.fill(same, 1e-17f);
    FluxUnit.check(FloatMatrix.of(same, 10, 20), rows);
  }

  /** Of alternating signs, whose root mean square is the number itself. */
  @Test
  void fluxIsTooFaintBelowAMillionth() {
    assertThat(FluxUnit.fault(alternating(0.9e-6f))).isPresent();
    assertThat(FluxUnit.fault(alternating(1.1e-6f))).isEmpty();
  }

  private static FloatMatrix alternating(float size) {
    return FloatMatrix.of(new float[] {size, -size, size, -size}, 2, 2);
  }

  /** Deviations of 1000 and 0.5, whose root mean square is 707, and of 1.5 beside them. */
  @Test
  void aChannelHasAThousandthOfTheDeviationOfAllAtLeast() {
    float[] flux = {1000, 0.5f, 1.5f, -1000, -0.5f, -1.5f};
    double[] scale =
        Scaling.CHANNEL.fit(FloatMatrix.of(flux, 2, 3), FIRST_TWO).orElseThrow().scale();
    double all = Math.sqrt((1e6 + 0.25 + 2.25) / 3);
    assertThat(scale).containsExactly(new double[] {1000, all / 1000, 1.5}, within(1e-9));
  }

  private static final FloatMatrix SPECTRA =
      FloatMatrix.of(
          new float[] {
            1, 10, 7,
            3, 30, 7,
            100, 100, 100
          },
          3,
          3);
  private static final int[] FIRST_TWO = {0, 1};

  /** As where pixels without data hold a huge number. */
  @Test
  void deviationsWhoseSquareNoFloatHoldsAreRefusedInWords() {
    float[] flux = Noise.of(1).normals(200);
    flux[7] = 1e30f;
    FloatMatrix spectra = FloatMatrix.of(flux, 10, 20);
    int[] rows = {0, 3, 5};
    Optional<Standardisation> scaling = Scaling.GLOBAL.fit(spectra, rows);
    assertThatThrownBy(() -> ReconUnits.FLUX.factors(scaling, spectra, rows))
        .isInstanceOf(DesiskyException.class)
        .hasMessageContaining("bad pixels");
  }

  @Test
  void noneIsNone() {
    assertThat(Scaling.NONE.fit(SPECTRA, FIRST_TWO)).isEmpty();
  }

  @Test
  void globalTakesMeansOfChannelsAndOneDeviation() {
    Standardisation units = Scaling.GLOBAL.fit(SPECTRA, FIRST_TWO).orElseThrow();
    assertThat(units.mean()).containsExactly(2, 20, 7);
    double all = Math.sqrt((1 + 100 + 0) / 3.0);
    assertThat(units.scale()).containsOnly(all);
  }

  @Test
  void channelTakesADeviationForEachThatHasOne() {
    Standardisation units = Scaling.CHANNEL.fit(SPECTRA, FIRST_TWO).orElseThrow();
    double all = Math.sqrt((1 + 100 + 0) / 3.0);
    assertThat(units.scale()).containsExactly(new double[] {1, 10, all}, within(1e-12));
    float[] row = SPECTRA.row(1);
    units.apply(row, 1);
    assertThat(row).containsExactly(1, 1, 0);
  }

  @Test
  void spectraThatAreAllTheSameAreLeftTheirSize() {
    FloatMatrix same = FloatMatrix.of(new float[] {2, 5, 2, 5}, 2, 2);
    for (Scaling scaling : new Scaling[] {Scaling.GLOBAL, Scaling.CHANNEL}) {
      assertThat(scaling.fit(same, FIRST_TWO).orElseThrow().scale()).containsOnly(1);
    }
  }

  @Test
  void aNumberThatIsNotFiniteIsNamed() {
    FloatMatrix broken = FloatMatrix.of(new float[] {1, 2, 3, Float.NaN}, 2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scaling.GLOBAL.fit(broken, FIRST_TWO))
        .withMessageContaining("row 1 has NaN in channel 1");
  }

  /** Channels of one bright component and noise of 0.1, 0.2, … of which the noise is found. */
  @Test
  void noiseIsWhatComponentsLeave() {
    int rows = 2000;
    int channels = 80;
    Noise noise = Noise.of(5);
    float[] values = new float[rows * channels];
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < channels; c++) {
        double own = 0.1 * (1 + c % 4) * noise.at(row).normal(c);
        values[row * channels + c] = (float) (3 + 50 * noise.normal(row) + own);
      }
    }
    FloatMatrix spectra = FloatMatrix.of(values, rows, channels);
    int[] all = IntStream.range(0, rows).toArray();
    double[] found = ChannelNoise.of(spectra, all);
    // Three components more than there are take a little of the largest noise with them, of some
    // channels more than of others.
    for (int kind = 0; kind < 4; kind++) {
      double sum = 0;
      for (int c = kind; c < channels; c += 4) {
        assertThat(found[c]).isBetween(0.05 * (1 + kind), 0.115 * (1 + kind));
        sum += found[c];
      }
      assertThat(4 * sum / channels).isBetween(0.085 * (1 + kind), 0.105 * (1 + kind));
    }
    Standardisation units = Scaling.CHANNEL.fit(spectra, all).orElseThrow();
    float[] factors = ReconUnits.NOISE.factors(Optional.of(units), spectra, all);
    assertThat((double) factors[7]).isCloseTo(units.scale()[7] / found[7], within(1e-3));
    assertThat(ReconUnits.FLUX.factors(Optional.empty(), spectra, all)).isEmpty();
    Standardisation one = Scaling.GLOBAL.fit(spectra, all).orElseThrow();
    assertThat(ReconUnits.FLUX.factors(Optional.of(one), spectra, all))
        .containsExactly((float) one.scale()[0]);
  }
}
