package org.desisky.data.photometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.desisky.core.FloatMatrix;
import org.desisky.core.noise.Noise;
import org.desisky.data.BadCatalogException;
import org.desisky.data.DesiGrid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhotometryTest {
  private static final Photometry DESI = Photometry.on(DesiGrid.wavelength());

  @ParameterizedTest
  @EnumSource(
      value = SkyBand.class,
      names = {"V", "R"})
  void aFlatAbSpectrumHasItsMagnitude(SkyBand band) {
    // 20th magnitude in AB: 3.631e-28 erg/(s cm2 Hz). The grid cuts r by a thousandth.
    float[] flux = new float[DesiGrid.CHANNELS];
    double[] wavelength = DesiGrid.wavelength();
    for (int i = 0; i < flux.length; i++) {
      flux[i] = (float) (3.631e-28 * 2.99792458e18 / (wavelength[i] * wavelength[i]) * 1e17);
    }
    assertThat(DESI.magnitudes(FloatMatrix.row(flux), band)[0])
        .isCloseTo(20, within(band == SkyBand.V ? 1e-3 : 2e-3));
  }

  /** Sizes around those in which rows are taken together. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 31, 32, 33, 71})
  void aRowIsTheSameWhereverItStands(int rows) {
    FloatMatrix flux = noisy(rows);
    BandValues magnitudes = DESI.magnitudes(flux);
    BandValues airglow = DESI.airglow(flux);
    assertThat(magnitudes.rows()).isEqualTo(rows);
    for (int row = 0; row < rows; row++) {
      FloatMatrix one = flux.select(new int[] {row});
      for (String name : magnitudes.names()) {
        assertThat(magnitudes.of(name)[row]).isEqualTo(DESI.magnitudes(one).of(name)[0]);
      }
      for (String name : airglow.names()) {
        assertThat(airglow.of(name)[row]).isEqualTo(DESI.airglow(one).of(name)[0]);
      }
    }
  }

  @Property(tries = 20)
  void tenTimesTheLightIsTwoAndAHalfMagnitudesBrighter(
      @ForAll @IntRange(max = 1000) int seed,
      @ForAll @DoubleRange(min = 0.01, max = 100) double x) {
    float[] flux = Noise.of(seed).uniforms(DesiGrid.CHANNELS, 1);
    float[] brighter = new float[flux.length];
    for (int i = 0; i < flux.length; i++) {
      flux[i] += 2;
      brighter[i] = (float) (x * flux[i]);
    }
    BandValues before = DESI.magnitudes(FloatMatrix.row(flux));
    BandValues after = DESI.magnitudes(FloatMatrix.row(brighter));
    for (String name : before.names()) {
      assertThat(before.of(name)[0] - after.of(name)[0])
          .isCloseTo(2.5 * Math.log10(x), within(1e-6));
    }
  }

  /** A straight line of any slope has no airglow, and a line of known flux has just that. */
  @Property(tries = 20)
  void airglowIsWhatStandsAboveAStraightLine(
      @ForAll @DoubleRange(min = -1, max = 1) double tilt,
      @ForAll @DoubleRange(min = 1, max = 100) double intensity) {
    float[] straight = new float[DesiGrid.CHANNELS];
    double[] wavelength = DesiGrid.wavelength();
    for (int i = 0; i < straight.length; i++) {
      straight[i] = (float) (10 + 1e-3 * tilt * (wavelength[i] - 6000));
    }
    BandValues none = DESI.airglow(FloatMatrix.row(straight));
    for (String name : none.names()) {
      assertThat(none.of(name)[0]).as(name).isCloseTo(0, within(2e-3));
    }
    int green = 2475; // 5580 Å
    straight[green] += (float) (intensity / DesiGrid.STEP);
    assertThat(DESI.airglow(FloatMatrix.row(straight)).of("OI 5577")[0])
        .isCloseTo(intensity, within(1e-3));
  }

  @Test
  void anUnevenGridIsMeasuredToo() {
    double[] even = DesiGrid.wavelength();
    double[] uneven = Arrays.stream(even).map(w -> w + 0.3 * Math.sin(w)).toArray();
    float[] onEven = new float[even.length];
    float[] onUneven = new float[even.length];
    for (int i = 0; i < even.length; i++) {
      onEven[i] = (float) (3 + Math.sin(even[i] / 90));
      onUneven[i] = (float) (3 + Math.sin(uneven[i] / 90));
    }
    BandValues a = DESI.magnitudes(FloatMatrix.row(onEven));
    BandValues b = Photometry.on(uneven).magnitudes(FloatMatrix.row(onUneven));
    for (String name : a.names()) {
      assertThat(b.of(name)[0]).as(name).isCloseTo(a.of(name)[0], within(2e-3));
    }
  }

  @Test
  void aGridBesideAFilterSeesNothingOfIt() {
    Photometry blue = Photometry.on(new double[] {3600, 3700, 3800});
    assertThat(blue.magnitudes(FloatMatrix.row(1, 1, 1)).of("V"))
        .containsExactly(Double.POSITIVE_INFINITY);
    assertThat(blue.magnitudes(FloatMatrix.row(1, 1, 1), SkyBand.V))
        .containsExactly(Double.POSITIVE_INFINITY);
    assertThat(blue.airglow(FloatMatrix.row(1, 1, 1)).of("OI 5577")).containsExactly(Double.NaN);
    assertThat(blue.airglow(FloatMatrix.row(1, 1, 1)).of("OH")).containsExactly(0);
  }

  /** The windows of OH(7-2) meet at 6775 Å; one channel there is not enough for a line. */
  @Test
  void oneChannelInBothWindowsFitsNoLine() {
    Photometry few = Photometry.on(new double[] {6700, 6775, 6850, 6900, 7000});
    assertThat(few.airglow(FloatMatrix.row(1, 1, 1, 1, 1)).of("OH(7-2)"))
        .containsExactly(Double.NaN);
  }

  @Test
  void aBandIsAskedForByName() {
    BandValues magnitudes = DESI.magnitudes(noisy(2));
    magnitudes.of("V")[0] = 0;
    assertThat(magnitudes.of("V")[0]).isNotZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> magnitudes.of("B"))
        .withMessageContaining("[V, g, r, z]");
  }

  @Test
  void aGridTellsWhichBandsItCovers() {
    for (BandValues measured : List.of(DESI.magnitudes(noisy(1)), DESI.airglow(noisy(1)))) {
      assertThat(measured.names()).allMatch(DESI::covers);
    }
    Photometry blue = Photometry.on(IntStream.range(0, 2200).mapToDouble(i -> 3600 + i).toArray());
    assertThat(Stream.of("V", "g", "r", "z", "OI 5577", "Na I D", "OH", "OI doublet"))
        .filteredOn(blue::covers)
        .containsExactly("g", "OI 5577");
    Photometry red = Photometry.on(IntStream.range(0, 1000).mapToDouble(i -> 6300 + i).toArray());
    assertThat(Stream.of("OI 6300", "OI 6364", "OI doublet", "OH(6-1)", "OH(8-3)", "OH"))
        .filteredOn(red::covers)
        .containsExactly("OI 6364", "OH(6-1)");
    Photometry coarse =
        Photometry.on(IntStream.range(0, 3100).mapToDouble(i -> 3600.5 + 2 * i).toArray());
    assertThat(coarse.airglow(FloatMatrix.row(new float[3100])).of("OH(8-3)"))
        .containsExactly(Double.NaN);
    assertThat(Stream.of("V", "OI 5577", "OI doublet", "OH(6-1)", "OH(8-3)", "OH"))
        .filteredOn(coarse::covers)
        .containsExactly("V", "OI 5577", "OI doublet", "OH(6-1)");
    Photometry noneWithin = Photometry.on(new double[] {6282, 6284, 6306, 6316, 6317});
    assertThat(noneWithin.covers("OI 6300")).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> red.covers("B"))
        .withMessageContaining("no band B");
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    assertThatThrownBy(() -> Photometry.on(new double[0]))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("not known");
    assertThatThrownBy(() -> Photometry.on(new double[] {5000}))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("two channels");
    assertThatThrownBy(() -> Photometry.on(new double[] {5000, 4999}))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("channel 1");
    assertThatThrownBy(() -> Photometry.on(new double[] {Double.NaN, 4999}))
        .isInstanceOf(BadCatalogException.class);
    assertThatThrownBy(() -> DESI.magnitudes(FloatMatrix.row(1, 2)))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("2 channels, the grid has 7781");
  }

  private static FloatMatrix noisy(int rows) {
    float[] flux = Noise.of(rows).uniforms(rows * DesiGrid.CHANNELS, 1);
    for (int i = 0; i < flux.length; i++) {
      flux[i] += 2;
    }
    return FloatMatrix.of(flux, rows, DesiGrid.CHANNELS);
  }
}
