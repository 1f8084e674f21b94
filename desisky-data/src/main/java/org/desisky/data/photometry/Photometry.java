package org.desisky.data.photometry;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.data.BadCatalogException;
import org.desisky.data.SkyCatalog;

/**
 * Measures spectra of one wavelength grid in bands. Every measurement is linear in the flux, so its
 * weights are computed once for the grid; a spectrum then costs one sum of products a band. Rows
 * are measured in parallel. Immutable, and safe to use from many threads.
 *
 * <pre>{@code
 * Photometry photometry = Photometry.on(catalog.wavelength());
 * double[] v = photometry.magnitudes(catalog.flux()).of("V");
 * double[] green = photometry.airglow(catalog.flux()).of("OI 5577");
 * }</pre>
 */
@SuppressWarnings("EnumOrdinal") // measurements are kept in the order of the constants
public final class Photometry {
  /** The sum of the four hydroxyl bands among the names of {@link #airglow}. */
  public static final String OH = "OH";

  /** The sum of the two red oxygen lines among the names of {@link #airglow}. */
  public static final String OI_DOUBLET = "OI doublet";

  private static final int ROWS_OF_A_TASK = 32;

  /** Of a filter's light; the DESI grid has 0.91 of that of z. */
  private static final double COVERED = 0.9;

  private final double[] grid;
  private final List<LinearBand> filters = new ArrayList<>();
  private final Map<AirglowLine, LinearBand> lines = new EnumMap<>(AirglowLine.class);
  private final Map<String, Boolean> covered;

  private Photometry(double[] grid) {
    this.grid = grid;
    List<FilterCurve> curves = Stream.of(SkyBand.values()).map(SkyBand::curve).toList();
    double[] empty = FilterWeights.emptyPoints(grid, curves);
    for (FilterCurve curve : curves) {
      filters.add(FilterWeights.of(curve, grid, empty));
    }
    for (AirglowLine line : AirglowLine.values()) {
      AirglowWeights.of(line, grid).ifPresent(weights -> lines.put(line, weights));
    }
    covered = covered(curves);
  }

  /**
   * Photometry of spectra on a grid.
   *
   * @param wavelength of the channels, vacuum Å, rising
   * @throws BadCatalogException if there are fewer than two, or they are not finite and rising
   */
  public static Photometry on(double[] wavelength) {
    if (wavelength.length < 2) {
      throw new BadCatalogException(
          wavelength.length == 0
              ? "photometry needs wavelengths, and those of these spectra are not known"
              : "photometry needs two channels or more, and these spectra have one");
    }
    SkyCatalog.checkWavelength(wavelength);
    return new Photometry(wavelength.clone());
  }

  /**
   * Whether the grid covers a band, so that what is measured in it is the band's: nine tenths of a
   * filter's light at least; a line with both its side windows, of which the grid has channels
   * enough to fit them, and two or more within the line; all parts of a sum. Others are measured as
   * if there were no light where the grid has no channels, as the Python package does.
   *
   * @param name one of {@link #magnitudes} or {@link #airglow}
   * @throws IllegalArgumentException if there is no such band
   */
  public boolean covers(String name) {
    checkArgument(
        covered.containsKey(name), "there is no band %s, only: %s", name, covered.keySet());
    return covered.get(name);
  }

  private Map<String, Boolean> covered(List<FilterCurve> curves) {
    double first = grid[0];
    double last = grid[grid.length - 1];
    Map<String, Boolean> covered = new LinkedHashMap<>();
    for (SkyBand band : SkyBand.values()) {
      covered.put(band.label(), curves.get(band.ordinal()).part(first, last) >= COVERED);
    }
    covered.put(OH, true);
    for (AirglowLine line : AirglowLine.values()) {
      boolean within =
          line.isWithin(first, last)
              && lines.containsKey(line)
              && DoubleStream.of(grid).filter(line::inBand).count() > 1;
      covered.put(line.label(), within);
      if (line.isHydroxyl()) {
        covered.merge(OH, within, Boolean::logicalAnd);
      }
    }
    covered.put(
        OI_DOUBLET,
        covered.get(AirglowLine.OI_6300.label()) && covered.get(AirglowLine.OI_6364.label()));
    return covered;
  }

  /**
   * AB magnitudes per square arcsecond in V, g, r and z ({@link SkyBand#label}):
   *
   * <pre>m = −2.5 log10( ∫ f R λ dλ / ∫ f_AB R λ dλ ),  f_AB = 3.631e-20 c / λ² erg/s/cm²/Å</pre>
   *
   * <p>They are those of the Python package where it measures all four together, to 1e-6. They are
   * not in all bands those of {@link #magnitudes(FloatMatrix, SkyBand)}, which knows one filter
   * alone: z differs by 0.003 mag on the DESI grid. Which of them it is matters where a grid ends
   * inside a band. Outside its range the spectrum falls to zero at the next point of the table of
   * the first filter, in the order V, g, r, z, that has any there; on the DESI grid, which ends
   * inside z, that is 9840 Å, a point of g. A NaN within the range of a filter makes its magnitude
   * NaN, and so does a negative total; a total of zero is +Infinity.
   *
   * @param flux a spectrum a row, in units of 1e-17 erg/s/cm²/Å/arcsec²
   * @throws BadCatalogException if the number of channels is not that of the grid
   */
  public BandValues magnitudes(FloatMatrix flux) {
    double[][] totals = measure(flux, filters);
    Map<String, double[]> values = new LinkedHashMap<>();
    SkyBand[] bands = SkyBand.values();
    for (int i = 0; i < bands.length; i++) {
      values.put(bands[i].label(), mapped(totals[i], Photometry::magnitude));
    }
    return new BandValues(flux.rows(), values);
  }

  /**
   * AB magnitudes per square arcsecond in one band, as if there were no other filter. It is not
   * {@link #magnitudes(FloatMatrix)} for one band: outside its range the spectrum falls to zero at
   * the next point of this filter's own table. For V and g on the DESI grid there is no difference;
   * r differs by 5e-6 and z by 0.003 mag.
   *
   * <p>V is the Python package's where it measures V alone, as for SKY_MAG_V_SPEC, to 1e-6; it does
   * not measure others alone. To compare with its g, r and z take {@link #magnitudes(FloatMatrix)}.
   *
   * @param flux a spectrum a row, in units of 1e-17 erg/s/cm²/Å/arcsec²
   * @return one a row
   * @throws BadCatalogException if the number of channels is not that of the grid
   */
  public double[] magnitudes(FloatMatrix flux, SkyBand band) {
    FilterCurve curve = band.curve();
    double[] empty = FilterWeights.emptyPoints(grid, List.of(curve));
    return mapped(
        measure(flux, List.of(FilterWeights.of(curve, grid, empty)))[0], Photometry::magnitude);
  }

  /**
   * Intensities of airglow in units of flux times Å, 1e-17 erg/s/cm²/arcsec²: what a band holds
   * above a straight line through its side windows (Noll et al. 2012, A&amp;A 543, A92). The names
   * are those of {@link AirglowLine#label}, then {@link #OH} and {@link #OI_DOUBLET}.
   *
   * <p>A line is NaN where the grid has too few channels to fit its side windows, or a channel of
   * its band or windows is NaN. In the sum of OH a band that is NaN counts as 0; in the doublet it
   * makes the sum NaN.
   *
   * @param flux a spectrum a row, in units of 1e-17 erg/s/cm²/Å/arcsec²
   * @throws BadCatalogException if the number of channels is not that of the grid
   */
  public BandValues airglow(FloatMatrix flux) {
    double[][] measured = measure(flux, List.copyOf(lines.values()));
    Map<String, double[]> values = new LinkedHashMap<>();
    double[] hydroxyl = new double[flux.rows()];
    int next = 0;
    for (AirglowLine line : AirglowLine.values()) {
      double[] intensity = new double[flux.rows()];
      if (lines.containsKey(line)) {
        intensity = measured[next++];
      } else {
        Arrays.fill(intensity, Double.NaN);
      }
      values.put(line.label(), intensity);
      if (line.isHydroxyl()) {
        for (int row = 0; row < hydroxyl.length; row++) {
          hydroxyl[row] += Double.isNaN(intensity[row]) ? 0 : intensity[row];
        }
      }
    }
    values.put(OH, hydroxyl);
    double[] stronger = values.get(AirglowLine.OI_6300.label());
    double[] weaker = values.get(AirglowLine.OI_6364.label());
    double[] doublet = new double[flux.rows()];
    Arrays.setAll(doublet, row -> stronger[row] + weaker[row]);
    values.put(OI_DOUBLET, doublet);
    return new BandValues(flux.rows(), values);
  }

  private static double magnitude(double total) {
    return -2.5 * StrictMath.log10(total);
  }

  private static double[] mapped(double[] values, DoubleUnaryOperator function) {
    return Arrays.stream(values).map(function).toArray();
  }

  /** The number of each band, then of each row. */
  private double[][] measure(FloatMatrix flux, List<LinearBand> bands) {
    if (flux.columns() != grid.length) {
      throw new BadCatalogException(
          "the spectra have " + flux.columns() + " channels, the grid has " + grid.length);
    }
    double[][] values = new double[bands.size()][flux.rows()];
    int tasks = (flux.rows() + ROWS_OF_A_TASK - 1) / ROWS_OF_A_TASK;
    IntStream.range(0, tasks)
        .parallel()
        .forEach(
            task -> {
              int first = task * ROWS_OF_A_TASK;
              int end = Math.min(flux.rows(), first + ROWS_OF_A_TASK);
              measure(flux, first, end, bands, values);
            });
    return values;
  }

  private static void measure(
      FloatMatrix flux, int first, int end, List<LinearBand> bands, double[][] values) {
    float[] spectra = new float[LinearBand.ROWS_AT_ONCE * flux.columns()];
    int row = first;
    for (; row + LinearBand.ROWS_AT_ONCE <= end; row += LinearBand.ROWS_AT_ONCE) {
      for (int i = 0; i < LinearBand.ROWS_AT_ONCE; i++) {
        flux.copyRow(row + i, spectra, i * flux.columns());
      }
      for (int band = 0; band < values.length; band++) {
        bands.get(band).ofFour(spectra, flux.columns(), values[band], row);
      }
    }
    for (; row < end; row++) {
      flux.copyRow(row, spectra, 0);
      for (int band = 0; band < values.length; band++) {
        values[band][row] = bands.get(band).of(spectra, 0);
      }
    }
  }
}
