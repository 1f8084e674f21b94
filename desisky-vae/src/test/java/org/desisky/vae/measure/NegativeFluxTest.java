package org.desisky.vae.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.desisky.core.FloatMatrix;
import org.junit.jupiter.api.Test;

class NegativeFluxTest {
  private static final double[] NOISE = {1, 0.1};

  @Test
  void isBeyondTheNoiseOfItsChannel() {
    // −2 is two sigmas in the first channel, −0.5 five in the second.
    FloatMatrix spectra = FloatMatrix.of(new float[] {-2, 4, 3, -0.5f, -6, -7, 0, 0}, 4, 2);
    NegativeFlux found = NegativeFlux.of(spectra, NOISE);

    assertThat(found).isEqualTo(new NegativeFlux(4, 2, 8, 3, -7 / 0.1));
    assertThat(found.shareOfSpectra()).isEqualTo(0.5);
    assertThat(found.shareOfValues()).isEqualTo(3 / 8.0);
  }

  @Test
  void moreThanThreeSigmasAreBeyond() {
    FloatMatrix spectra = FloatMatrix.of(new float[] {-2.99f, 0, -3, 0, -3.01f, 0}, 3, 2);
    assertThat(NegativeFlux.of(spectra, new double[] {1, 1}).spectraBelow()).isEqualTo(1);
  }

  @Test
  void partsAddUpToTheWhole() {
    float[] numbers = {-2, 4, 3, -0.5f, -6, -7, 0, Float.NaN};
    FloatMatrix spectra = FloatMatrix.of(numbers, 4, 2);
    NegativeFlux parts =
        NegativeFlux.NONE
            .plus(NegativeFlux.of(spectra.part(0, 1), NOISE))
            .plus(NegativeFlux.of(spectra.part(1, 3), NOISE));
    assertThat(parts).isEqualTo(NegativeFlux.of(spectra, NOISE));
  }

  @Test
  void whatIsNotFiniteIsNotBelow() {
    float[] numbers = {Float.NEGATIVE_INFINITY, 4, Float.NaN, -0.5f, Float.POSITIVE_INFINITY, 0};
    FloatMatrix spectra = FloatMatrix.of(numbers, 3, 2);
    assertThat(NegativeFlux.of(spectra, NOISE)).isEqualTo(new NegativeFlux(3, 1, 6, 1, -0.5 / 0.1));
    NegativeFlux none = NegativeFlux.of(FloatMatrix.row(Float.NEGATIVE_INFINITY, 1), NOISE);
    assertThat(none).isEqualTo(new NegativeFlux(1, 0, 2, 0, 1 / 0.1));
  }

  @Test
  void noiseIsNeededForEachChannel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NegativeFlux.of(FloatMatrix.row(1, 2, 3), NOISE))
        .withMessageContaining("2 channels");
  }
}
