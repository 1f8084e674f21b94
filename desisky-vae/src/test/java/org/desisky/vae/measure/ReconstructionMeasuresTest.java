package org.desisky.vae.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.vae.ReconstructionError;
import org.junit.jupiter.api.Test;

class ReconstructionMeasuresTest {
  private static final double[] NOISE = {1, 0.5};

  @Test
  void measuresSpectraAndChannels() {
    FloatMatrix flux = FloatMatrix.of(new float[] {1, 2, 3, 4}, 2, 2);
    FloatMatrix again = FloatMatrix.of(new float[] {0, 2, 2, 7}, 2, 2);

    ReconstructionMeasures measures = ReconstructionMeasures.of(flux, again, NOISE);

    // Residuals (1, 0) and (1, −3); over the noise (1, 0) and (1, −6).
    assertThat(measures.rows()).isEqualTo(2);
    assertThat(measures.channels()).isEqualTo(2);
    assertThat(measures.meanSquaredErrors()).containsExactly(0.5, 5);
    assertThat(measures.meanSquaredErrorsInNoise()).containsExactly(0.5, 18.5);
    assertThat(measures.meanResiduals()).containsExactly(1, -1.5);
    assertThat(measures.rootMeanSquares()).containsExactly(1, Math.sqrt(4.5));
    assertThat(measures.rootMeanSquaresInNoise()).containsExactly(1, 2 * Math.sqrt(4.5));
  }

  @Test
  void aSpectrumThatIsNotFiniteCountsForNoChannel() {
    FloatMatrix flux = FloatMatrix.of(new float[] {1, Float.NaN, 3, 4}, 2, 2);
    FloatMatrix again = FloatMatrix.of(new float[] {0, 2, 2, 7}, 2, 2);

    ReconstructionMeasures measures = ReconstructionMeasures.of(flux, again, NOISE);

    assertThat(measures.meanSquaredErrors()).containsExactly(Double.NaN, 5);
    assertThat(measures.meanSquaredErrorsInNoise()).containsExactly(Double.NaN, 18.5);
    assertThat(measures.finiteRows()).isEqualTo(1);
    assertThat(measures.meanResiduals()).containsExactly(1, -3);
  }

  @Test
  void partsMakeTheSameWhole() {
    FloatMatrix flux = FloatMatrix.of(Noise.of(1).normals(50 * 7), 50, 7);
    FloatMatrix again = FloatMatrix.of(Noise.of(2).normals(50 * 7), 50, 7);
    double[] noise = {1, 2, 3, 4, 5, 6, 7};

    ReconstructionMeasures whole = ReconstructionMeasures.of(flux, again, noise);
    ReconstructionMeasures.Builder parts = ReconstructionMeasures.builder(noise);
    parts.add(flux.part(0, 13), again.part(0, 13));
    parts.add(flux.part(13, 37), again.part(13, 37));

    assertThat(parts.build().meanSquaredErrors()).isEqualTo(whole.meanSquaredErrors());
    assertThat(parts.build().rootMeanSquaresInNoise()).isEqualTo(whole.rootMeanSquaresInNoise());
    assertThat(whole.meanSquaredErrors()).isEqualTo(ReconstructionError.of(flux, again));
    double perChannel =
        Arrays.stream(whole.rootMeanSquares()).map(rms -> rms * rms).average().orElseThrow();
    double perSpectrum = Arrays.stream(whole.meanSquaredErrors()).average().orElseThrow();
    assertThat(perChannel).isCloseTo(perSpectrum, within(1e-12));
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    FloatMatrix one = FloatMatrix.row(1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReconstructionMeasures.of(one, FloatMatrix.of(new float[1], 1, 1), NOISE))
        .withMessageContaining("does not reconstruct");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReconstructionMeasures.of(one, one, new double[] {1}))
        .withMessageContaining("noise of 1 channels for spectra of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReconstructionMeasures.of(one, one, new double[] {1, 0}))
        .withMessageContaining("channel 1 is 0");
  }

  @Test
  void comparesMethodsOnTheSameSpectra() {
    double[] errors = {1, 2, 3, 4};
    double[] larger = {1.5, 2.6, 3.4, 4.5};

    PairedComparison comparison = PairedComparison.of(errors, larger);

    assertThat(comparison.mean()).isEqualTo(2.5);
    assertThat(comparison.otherMean()).isCloseTo(3, within(1e-12));
    assertThat(comparison.ratio()).isCloseTo(2.5 / 3, within(1e-12));
    // Differences −0.5, −0.6, −0.4, −0.5: deviation √(0.02/3), by √4.
    assertThat(comparison.standardError()).isCloseTo(Math.sqrt(0.02 / 3) / 2, within(1e-12));
    assertThat(comparison.shareBetter()).isEqualTo(1);
    assertThat(comparison.outcome()).isEqualTo(PairedComparison.Outcome.BETTER);
    assertThat(PairedComparison.of(larger, errors).outcome())
        .isEqualTo(PairedComparison.Outcome.WORSE);
  }

  @Test
  void whatIsNotClearIsAlike() {
    double[] errors = {1, 2, 3, 4};
    double[] mixed = {2, 1, 4, 3.1};
    double[] rounded = {1.0001, 2.0001, 3.0001, 4.00011};

    assertThat(PairedComparison.of(errors, mixed).outcome())
        .isEqualTo(PairedComparison.Outcome.ALIKE);
    assertThat(PairedComparison.of(errors, rounded).outcome())
        .isEqualTo(PairedComparison.Outcome.ALIKE);
    assertThat(PairedComparison.of(errors, errors).outcome())
        .isEqualTo(PairedComparison.Outcome.ALIKE);
  }

  /** Differences of m ± 1, of which the mean is m, and the standard error 1/√99. */
  @Test
  void twoStandardErrorsAndAThousandthOfTheOtherAreClear() {
    assertThat(shifted(-1.9, 100).outcome()).isEqualTo(PairedComparison.Outcome.ALIKE);
    assertThat(shifted(-2.1, 100).outcome()).isEqualTo(PairedComparison.Outcome.BETTER);
    assertThat(shifted(2.1, 100).outcome()).isEqualTo(PairedComparison.Outcome.WORSE);
    assertThat(shifted(2.1, 300).outcome()).isEqualTo(PairedComparison.Outcome.ALIKE);
  }

  /** A hundred pairs that differ by so many standard errors on average. */
  private static PairedComparison shifted(double standardErrors, double level) {
    double[] errors = new double[100];
    double[] others = new double[100];
    for (int i = 0; i < 100; i++) {
      others[i] = level + i % 7;
      errors[i] = others[i] + standardErrors / Math.sqrt(99) + (i % 2 == 0 ? 1 : -1);
    }
    return PairedComparison.of(errors, others);
  }

  @Test
  void anEqualErrorIsNotSmaller() {
    assertThat(PairedComparison.of(new double[] {1, 2}, new double[] {1, 3}).shareBetter())
        .isEqualTo(0.5);
  }

  @Test
  void fewerThanTwoPairsCannotTell() {
    PairedComparison one = PairedComparison.of(new double[] {1}, new double[] {2});
    assertThat(one.standardError()).isNaN();
    assertThat(one.outcome()).isEqualTo(PairedComparison.Outcome.UNKNOWN);
    assertThat(PairedComparison.of(new double[0], new double[0]).outcome())
        .isEqualTo(PairedComparison.Outcome.UNKNOWN);
  }

  @Test
  void pairsThatAreNotFiniteAreLeftOut() {
    PairedComparison comparison =
        PairedComparison.of(new double[] {1, Double.NaN, 3}, new double[] {2, 1, 5});

    assertThat(comparison.count()).isEqualTo(2);
    assertThat(comparison.mean()).isEqualTo(2);
    assertThat(comparison.otherMean()).isEqualTo(3.5);
  }

  @Test
  void bytesAreCounted() {
    Compression compression = new Compression(7781, 8, 76_165_108);

    assertThat(compression.bytesIn()).isEqualTo(31_124);
    assertThat(compression.bytesOut()).isEqualTo(32);
    assertThat(compression.ratio()).isEqualTo(972.625);
    long rows = compression.breakEven();
    assertThat(rows * compression.bytesIn()).isGreaterThan(rows * 32 + 76_165_108);
    assertThat((rows - 1) * compression.bytesIn())
        .isLessThanOrEqualTo((rows - 1) * 32 + 76_165_108);
    assertThat(new Compression(8, 8, 1).breakEven()).isEqualTo(-1);
  }

  @Test
  void errorsOfWhichOneIsNotFiniteAreInNoStatistics() {
    double[] ours = {1, Double.NaN, 3, 5};
    double[] theirs = {2, 100, Double.POSITIVE_INFINITY, 4};
    PairedComparison comparison = PairedComparison.of(ours, theirs);
    assertThat(comparison.count()).isEqualTo(2);
    assertThat(comparison.mean()).isEqualTo(3);
    assertThat(comparison.otherMean()).isEqualTo(3);
    assertThat(comparison.errors().max()).isEqualTo(5);
    assertThat(comparison.others().max()).isEqualTo(4);
    assertThat(comparison.shareBetter()).isEqualTo(0.5);
  }
}
