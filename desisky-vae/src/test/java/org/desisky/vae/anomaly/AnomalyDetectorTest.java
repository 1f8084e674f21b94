package org.desisky.vae.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.engine.Engines;
import org.desisky.core.noise.Noise;
import org.desisky.vae.SkyVae;
import org.desisky.vae.density.LatentMixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of several kinds in smooth spectra with noise, and a model that never learned anything.
 */
class AnomalyDetectorTest {
  private static final int CHANNELS = 400;

  static List<String> engines() {
    return Engines.names();
  }

  /** Three smooth components of random strength, and noise that grows to the red. */
  private static float[][] spectra(int n, String name) {
    Noise noise = Noise.of(11).stream(name);
    float[][] spectra = new float[n][CHANNELS];
    for (int row = 0; row < n; row++) {
      float[] strength = noise.stream("strength").at(row).normals(3);
      float[] errors = noise.stream("errors").at(row).normals(CHANNELS);
      for (int i = 0; i < CHANNELS; i++) {
        double x = (double) i / CHANNELS;
        spectra[row][i] =
            (float)
                (10
                    + 2 * strength[0]
                    + strength[1] * Math.sin(6 * x)
                    + strength[2] * Math.exp(-200 * (x - 0.5) * (x - 0.5))
                    + (0.05 + 0.2 * x) * errors[i]);
      }
    }
    return spectra;
  }

  private static FloatMatrix matrix(float[][] rows) {
    return FloatMatrix.copyOf(rows);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void faultsAreFoundAndNamed(String engine) {
    double[] wavelength = IntStream.range(0, CHANNELS).mapToDouble(i -> 4000 + 10 * i).toArray();
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 5, Compute.of(engine, "cpu"))) {
      AnomalyDetector detector =
          AnomalyDetector.fit(vae, matrix(spectra(2400, "train")), wavelength)
              .calibrated(matrix(spectra(1500, "usual")), 0.01);
      float[][] rows = spectra(300, "new");
      rows[3][250] += 4;
      for (int i = 100; i < 140; i++) {
        rows[7][i] += 0.5f;
      }
      rows[9][5] = Float.NaN;
      // A line with a larger hole beside it; the same with a hole that stands alone, and a small
      // one.
      rows[11][300] += 4;
      rows[11][306] -= 9;
      rows[13][300] += 4;
      rows[13][313] -= 9;
      rows[15][300] += 4;
      rows[15][306] -= 20;
      List<AnomalyScore> scores = detector.score(matrix(rows));
      assertThat(scores).hasSize(300);
      assertThat(scores.get(3).flagged()).isTrue();
      assertThat(scores.get(3).trait()).isEqualTo(Trait.SPIKE);
      assertThat(scores.get(3).reason()).startsWith("a spike at 6500 Å");
      assertThat(scores.get(3).firstChannel()).isEqualTo(250);
      assertThat(scores.get(3).pValue()).isLessThan(1e-3);
      assertThat(scores.get(7).flagged()).isTrue();
      assertThat(scores.get(7).reason()).startsWith("too bright from 50");
      assertThat(scores.get(11).reason())
          .startsWith("a spike at 7000 Å, ")
          .endsWith(" sigma, with a hole beside it");
      assertThat(scores.get(11).firstChannel()).isEqualTo(300);
      assertThat(scores.get(11).lastChannel()).isEqualTo(300);
      assertThat(scores.get(13).reason()).startsWith("a hole at 7130 Å, ").endsWith(" sigma");
      assertThat(scores.get(15).reason()).startsWith("a hole at 7060 Å, ").endsWith(" sigma");
      assertThat(scores.get(9).flagged()).isTrue();
      assertThat(scores.get(9).reason()).isEqualTo("1 of 400 numbers is not finite");
      assertThat(scores.get(9).firstChannel()).isEqualTo(5);
      assertThat(scores.get(9).lastChannel()).isEqualTo(5);
      long others = scores.stream().filter(AnomalyScore::flagged).count() - 6;
      assertThat(others).isLessThan(15);
      assertThat(detector.threshold().rows()).isEqualTo(1500);
      FloatMatrix usual = matrix(spectra(1500, "usual"));
      Threshold inParts =
          detector
              .calibrated(List.of(usual.part(0, 512), usual.part(512, 988)).iterator(), 0.01)
              .threshold();
      assertThat(inParts.score()).isCloseTo(detector.threshold().score(), within(1e-3));
    }
  }

  /** The model of them is as good as that of others, or better. */
  @ParameterizedTest
  @MethodSource("engines")
  void fluxThatNoSkyHasIsFound(String engine) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 5, Compute.of(engine, "cpu"))) {
      AnomalyDetector detector =
          AnomalyDetector.fit(vae, matrix(spectra(300, "train")), new double[0])
              .calibrated(matrix(spectra(100, "usual")), 0.01);
      float[][] rows = spectra(5, "new");
      Arrays.fill(rows[1], 0);
      Arrays.fill(rows[2], 1.5f);
      negate(rows[3]);
      List<AnomalyScore> scores = detector.score(matrix(rows));
      assertThat(scores.get(1).reason()).isEqualTo("the flux is 0 in all channels");
      assertThat(scores.get(2).reason()).isEqualTo("the flux is the same, 1.5, in all channels");
      assertThat(scores.get(3).reason())
          .startsWith("more than half of the flux is negative (median -");
      for (int row = 0; row < rows.length; row++) {
        assertThat(Double.isInfinite(scores.get(row).score())).isEqualTo(row > 0 && row < 4);
      }
      assertThat(scores.get(3).flagged()).isTrue();
      assertThat(scores.get(3).lastChannel()).isEqualTo(CHANNELS - 1);
      assertThat(detector.score(FloatMatrix.of(new float[2 * CHANNELS], 2, CHANNELS)))
          .allMatch(AnomalyScore::flagged);
    }
  }

  @Test
  void whatNoSkyHasTellsNothingOfWhatIsUsual() {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 5, Compute.auto())) {
      float[][] train = spectra(300, "train");
      float[][] usual = spectra(100, "usual");
      AnomalyDetector detector =
          AnomalyDetector.fit(vae, matrix(train), new double[0]).calibrated(matrix(usual), 0.01);
      Arrays.fill(usual[99], 0);
      AnomalyDetector spoilt = detector.calibrated(matrix(usual), 0.01);
      assertThat(spoilt.threshold().rows()).isEqualTo(99);
      assertThat(spoilt.threshold().score()).isFinite();
      for (float[] spectrum : train) {
        Arrays.fill(spectrum, 0);
      }
      assertThatThrownBy(() -> AnomalyDetector.fit(vae, matrix(train), new double[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("0 spectra have flux that a sky can have");
    }
  }

  @Test
  void negativeFluxIsUsualWhereTheReferenceHasIt() {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 5, Compute.auto())) {
      float[][] reference = spectra(300, "train");
      negate(reference[100]);
      AnomalyDetector detector =
          AnomalyDetector.fit(vae, matrix(reference), new double[0])
              .calibrated(matrix(spectra(100, "usual")), 0.01);
      float[][] rows = spectra(1, "new");
      negate(rows[0]);
      assertThat(detector.score(matrix(rows)).get(0).score()).isFinite();
    }
  }

  private static void negate(float[] spectrum) {
    for (int i = 0; i < spectrum.length; i++) {
      spectrum[i] = -spectrum[i];
    }
  }

  /** Latents that hardly scatter, as unused ones, have a high density each. */
  @Test
  void denseLatentsAreToldApart() {
    int latents = 40;
    float[] values = Noise.of(8).normals(400 * latents);
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1e-3f;
    }
    FloatMatrix all = FloatMatrix.of(values, 400, latents);
    LatentMixture density = LatentMixture.fit(all, 1);
    double densest =
        IntStream.range(0, 400).mapToDouble(i -> density.logDensity(all.row(i))).max().orElse(0);
    assertThat(densest).isGreaterThan(200);
    ResidualModel residuals = ResidualModel.fit(matrix(spectra(100, "residuals")), Compute.auto());
    float[] flux = spectra(1, "flux")[0];
    float[] odd = all.row(0);
    odd[0] += 0.01f;
    double[] trait = new double[2];
    for (int i = 0; i < 2; i++) {
      float[] row = i == 0 ? all.row(0) : odd;
      RowTraits traits = RowTraits.of(flux, flux, row, residuals, density, densest);
      trait[i] = traits.value(Trait.LATENTS);
    }
    assertThat(trait[1]).isGreaterThan(trait[0] + 0.1);
  }

  /** Spectra of numbers that are finite, and too large for the network. */
  @ParameterizedTest
  @MethodSource("engines")
  void whatTheModelMakesNothingOfSpoilsNothing(String engine) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 5, Compute.of(engine, "cpu"))) {
      float[][] reference = spectra(100, "train");
      tooLarge(reference[62]); // to judge by
      tooLarge(reference[63]); // to fit to
      float[][] usual = spectra(80, "u");
      tooLarge(usual[7]);
      AnomalyDetector detector =
          AnomalyDetector.fit(vae, matrix(reference), new double[0]).calibrated(matrix(usual), 0.1);
      assertThat(detector.threshold().score()).isFinite();
      List<AnomalyScore> scores = detector.score(matrix(usual));
      assertThat(scores.get(7).flagged()).isTrue();
      assertThat(scores.stream().filter(AnomalyScore::flagged).count()).isLessThan(25);
    }
  }

  /** Of deviations of which float32 has no room, since residuals are small beside the unit. */
  @ParameterizedTest
  @ValueSource(floats = {1e4f, 1e36f, Float.MAX_VALUE, -Float.MAX_VALUE})
  void aFillValueIsToldWhereItIs(float fill) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 5, Compute.auto())) {
      AnomalyDetector detector =
          AnomalyDetector.fit(vae, matrix(quiet("train")), new double[0])
              .calibrated(matrix(quiet("usual")), 0.01);
      float[][] rows = quiet("new");
      rows[1][250] = fill;
      AnomalyScore score = detector.score(matrix(rows)).get(1);
      assertThat(score.score()).isFinite();
      assertThat(score.flagged()).isTrue();
      assertThat(score.trait()).isEqualTo(Trait.SPIKE);
      assertThat(score.reason()).startsWith((fill > 0 ? "a spike" : "a hole") + " at channel 250,");
      assertThat(score.firstChannel()).isEqualTo(250);
      assertThat(score.lastChannel()).isEqualTo(250);
    }
  }

  private static float[][] quiet(String name) {
    float[][] spectra = spectra(100, name);
    for (float[] spectrum : spectra) {
      for (int i = 0; i < CHANNELS; i++) {
        spectrum[i] = 10 + 0.01f * (spectrum[i] - 10);
      }
    }
    return spectra;
  }

  /** On an engine whose ReLU makes no numbers of what is none. */
  @Test
  void whereNoneIsLeftToJudgeByNothingIsLearnt() {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 5, Compute.auto())) {
      float[][] reference = spectra(150, "train");
      for (int row = 2; row < reference.length; row += 3) {
        tooLarge(reference[row]);
      }
      assumeThat(vae.reconstruct(FloatMatrix.row(reference[2])).isFinite(0)).isFalse();
      assertThatThrownBy(() -> AnomalyDetector.fit(vae, matrix(reference), new double[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("finite numbers of 100 spectra alone");
    }
  }

  private static void tooLarge(float[] spectrum) {
    Arrays.fill(spectrum, Float.MAX_VALUE);
    spectrum[0] = 1; // not the same in all channels, which is another fault
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatCannotBeFittedIsRefused(String engine) {
    try (SkyVae vae = SkyVae.create(CHANNELS, 3, 5, Compute.of(engine, "cpu"))) {
      FloatMatrix few = matrix(spectra(59, "few"));
      assertThatThrownBy(() -> AnomalyDetector.fit(vae, few, new double[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("59 spectra are too few");
      for (int row : new int[] {62, 63}) { // one to judge by, one to fit to
        float[][] spoilt = spectra(100, "train");
        spoilt[row][4] = Float.NaN;
        assertThatThrownBy(() -> AnomalyDetector.fit(vae, matrix(spoilt), new double[0]))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("spectrum " + row + " to learn from is not finite");
      }
      AnomalyDetector detector =
          AnomalyDetector.fit(vae, matrix(spectra(100, "train")), new double[0]);
      assertThatThrownBy(() -> detector.calibrated(few, 0.01))
          .isInstanceOf(IllegalArgumentException.class);
      float[][] bad = spectra(70, "u");
      bad[65][9] = Float.POSITIVE_INFINITY;
      List<FloatMatrix> parts = List.of(matrix(bad).part(0, 60), matrix(bad).part(60, 10));
      assertThatThrownBy(() -> detector.calibrated(parts.iterator(), 0.01))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("spectrum 65 to calibrate with is not finite");
      assertThatThrownBy(() -> detector.calibrated(matrix(spectra(70, "u")), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("between 0 and 1");
    }
  }
}
