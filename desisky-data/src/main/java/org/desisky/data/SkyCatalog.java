package org.desisky.data;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;

/**
 * Sky spectra and what is known of each: row <em>k</em> of the flux and row <em>k</em> of the
 * observations belong together, always. Immutable.
 *
 * <pre>{@code
 * SkyCatalog catalog = SkyCatalog.read(Path.of("sky_spectra_vac_v1.fits"));
 * SkyCatalog dark = catalog.select(SkySubset.DARK.rows(catalog.observations()));
 * }</pre>
 */
public final class SkyCatalog {
  /** The unit of flux in the DESI catalogue: surface brightness, per square arcsecond. */
  public static final String FLUX_UNIT = "1e-17 erg/(s cm2 Angstrom arcsec2)";

  /** The entry of a model's provenance that holds the wavelengths it was trained on. */
  public static final String WAVELENGTH_KEY = "wavelength";

  /** The entry beside it that holds the unit of flux. */
  public static final String FLUX_UNIT_KEY = "flux_unit";

  private final double[] wavelength;
  private final FloatMatrix flux;
  private final String fluxUnit;
  private final ObservationTable observations;

  private SkyCatalog(
      double[] wavelength, FloatMatrix flux, String fluxUnit, ObservationTable observations) {
    this.wavelength = wavelength;
    this.flux = flux;
    this.fluxUnit = fluxUnit;
    this.observations = observations;
  }

  /**
   * Reads a catalogue: a FITS file in the layout of the DESI catalogue, gzipped or not, or a NumPy
   * archive ({@code .npz}). Which of them it is, its first bytes tell, not its name.
   *
   * <p><b>FITS.</b> HDUs are found by EXTNAME: {@code WAVELENGTH}, an image of the channels' vacuum
   * wavelengths in Å; {@code FLUX}, an image of a spectrum a row; {@code METADATA}, a binary table
   * of a row for each spectrum. Images may have any BITPIX, with BSCALE, BZERO and BLANK. Images
   * and the table may be in compressed tiles ({@code .fits.fz}: RICE_1, GZIP_1, GZIP_2). Of the
   * table, every column with one value a row is kept, with its unit; a null integer makes its
   * column float64 with NaN there. Columns of vectors and of complex numbers are left out.
   *
   * <p><b>NumPy.</b> The array {@code flux} is (spectra, channels): float16, float32, float64, or
   * integers of up to 64 bits; where there is none, {@code spectra} is taken. {@code wavelength}
   * (channels), in Å, may be missing: then the wavelengths are those of {@link DesiGrid} if there
   * are just as many channels as it has, and else unknown. There are no observations.
   *
   * @throws org.desisky.core.io.BadFileException if there is no such file, it is something else, it
   *     is cut short, a part is missing, or the parts do not fit together; the message names the
   *     part; also if the spectra are more than one array holds: {@link SkyCatalogFile} reads those
   */
  public static SkyCatalog read(Path file) {
    return SkyCatalogReader.read(file);
  }

  /**
   * Reads a part of a catalogue, otherwise as {@link #read(Path)}. Of a FITS file, gzipped or not,
   * other spectra are not read, so that the part alone must fit into memory; an archive is read as
   * a whole first.
   *
   * <pre>{@code
   * SkyCatalog dark = SkyCatalog.read(path, file -> SkySubset.DARK.rows(file.observations()));
   * }</pre>
   *
   * @param choice the rows wanted of a file, in the order wanted; the file is open for it alone
   * @throws org.desisky.core.io.BadFileException as {@link #read(Path)}
   * @throws IndexOutOfBoundsException if a row is not there
   */
  public static SkyCatalog read(Path file, Function<SkyCatalogFile, int[]> choice) {
    return SkyCatalogReader.read(file, true, choice);
  }

  /**
   * Puts a catalogue together.
   *
   * @param wavelength vacuum wavelengths of the channels in Å, rising; empty where they are not
   *     known
   * @param flux a spectrum a row, in {@link #FLUX_UNIT}; without observations, of unknown unit
   * @param observations a row for each spectrum, in the same order
   * @throws BadCatalogException if the sizes disagree, or the wavelengths are not finite and
   *     strictly rising
   */
  public static SkyCatalog of(
      double[] wavelength, FloatMatrix flux, ObservationTable observations) {
    if (wavelength.length != 0 && wavelength.length != flux.columns()) {
      throw new BadCatalogException(
          "there are " + wavelength.length + " wavelengths for " + flux.columns() + " channels");
    }
    if (observations.rows() != flux.rows()) {
      throw new BadCatalogException(
          "there are " + observations.rows() + " observations for " + flux.rows() + " spectra");
    }
    checkWavelength(wavelength);
    return new SkyCatalog(wavelength.clone(), flux, fluxUnit(observations), observations);
  }

  /** The unit of flux where nothing is said: of bare numbers, without observations, none. */
  static String fluxUnit(ObservationTable observations) {
    return observations.columns().isEmpty() ? "" : SkyCatalogWriter.BUNIT;
  }

  /**
   * This catalogue with another word for the unit of its flux, whose numbers stay.
   *
   * @param unit as {@link #fluxUnit()} gives it
   */
  public SkyCatalog withFluxUnit(String unit) {
    return new SkyCatalog(wavelength, flux, unit, observations);
  }

  /**
   * Makes sure that wavelengths are finite and strictly rise.
   *
   * @param wavelength of channels, in any unit
   * @throws BadCatalogException if not, naming the first channel
   */
  public static void checkWavelength(double[] wavelength) {
    for (int i = 0; i < wavelength.length; i++) {
      if (!Double.isFinite(wavelength[i]) || (i > 0 && wavelength[i] <= wavelength[i - 1])) {
        throw new BadCatalogException(
            "the wavelengths must be finite and rise, but that of channel "
                + i
                + " is "
                + wavelength[i]
                + (i > 0 ? " after " + wavelength[i - 1] : ""));
      }
    }
  }

  /** Vacuum wavelengths of the channels in Å; empty where the file does not tell. */
  public double[] wavelength() {
    return wavelength.clone();
  }

  /** Whether the wavelengths are known. */
  public boolean hasWavelength() {
    return wavelength.length > 0;
  }

  /** The spectra, one a row. */
  public FloatMatrix flux() {
    return flux;
  }

  /**
   * The unit of the flux: {@link SkyCatalogWriter#BUNIT}; or, where a FITS file says that it is
   * another, what the file says, though its numbers are taken to be in {@link #FLUX_UNIT}; empty
   * where it is not known.
   */
  public String fluxUnit() {
    return fluxUnit;
  }

  /**
   * What a model should remember of the spectra it is trained on, its wavelengths and the unit of
   * their flux, so that it refuses others: to be given to {@code VaeTrainer.withProvenance}. Empty
   * where the wavelengths are not known.
   */
  public Map<String, Object> provenance() {
    return provenance(wavelength, fluxUnit);
  }

  /**
   * The same of spectra that are in no catalogue.
   *
   * @param wavelength of the channels in Å; empty where they are not known
   * @param fluxUnit as {@link #fluxUnit()} gives it
   */
  public static Map<String, Object> provenance(double[] wavelength, String fluxUnit) {
    Map<String, Object> provenance = new LinkedHashMap<>();
    if (wavelength.length > 0) {
      provenance.put(WAVELENGTH_KEY, WavelengthGrid.of(wavelength).toMap());
      if (!fluxUnit.isEmpty()) {
        provenance.put(
            FLUX_UNIT_KEY, fluxUnit.equals(SkyCatalogWriter.BUNIT) ? FLUX_UNIT : fluxUnit);
      }
    }
    return provenance;
  }

  /** What is known of each spectrum, in the order of the flux. */
  public ObservationTable observations() {
    return observations;
  }

  /** How many spectra. */
  public int rows() {
    return flux.rows();
  }

  /** How many channels a spectrum has. */
  public int channels() {
    return flux.columns();
  }

  /** The rows named, in the order named: flux and observations together. */
  public SkyCatalog select(int[] rows) {
    return new SkyCatalog(wavelength, flux.select(rows), fluxUnit, observations.select(rows));
  }

  /**
   * The spectra that meet a condition, such as {@code "AIRMASS < 1.5 && CONDITION == 'dark'"}, in
   * their order; maybe none.
   *
   * @param condition as {@link RowFilter} describes
   * @throws IllegalArgumentException if it is not a condition
   * @throws BadCatalogException if it does not fit the columns
   */
  public SkyCatalog where(String condition) {
    return select(RowFilter.parse(condition).rows(observations));
  }

  /**
   * The rows, ascending, whose flux holds a NaN or an infinity: nothing can be learnt from them.
   */
  public int[] nonFiniteRows() {
    return IntStream.range(0, rows()).parallel().filter(row -> !flux.isFinite(row)).toArray();
  }

  /** This catalogue without the rows named; itself if none is named. */
  public SkyCatalog without(int[] rows) {
    if (rows.length == 0) {
      return this;
    }
    BitSet left = new BitSet(rows());
    left.set(0, rows());
    for (int row : rows) {
      left.clear(row);
    }
    return select(left.stream().toArray());
  }

  /** How many spectra of how many channels, in words. */
  static String size(int rows, int channels) {
    return rows + (rows == 1 ? " spectrum x " : " spectra x ") + channels + " channels";
  }

  @Override
  public String toString() {
    return size(rows(), channels())
        + (hasWavelength()
            ? ", " + wavelength[0] + " to " + wavelength[wavelength.length - 1] + " Å"
            : "");
  }
}
