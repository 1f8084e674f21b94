package org.desisky.data;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkPositionIndexes;

import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;

/**
 * A catalogue on disk, whose spectra are read when they are asked for: the way to catalogues that
 * are larger than memory. Wavelengths and observations are read once, when it is opened.
 *
 * <pre>{@code
 * try (SkyCatalogFile file = SkyCatalogFile.open(Path.of("sky.fits"))) {
 *   file.batches(1000).forEach(batch -> System.out.println(batch.observations()));
 * }
 * }</pre>
 *
 * <p>It takes every file that {@link SkyCatalog#read} takes. What is in it decides what a reading
 * costs:
 *
 * <ul>
 *   <li>FITS: only the bytes of the rows asked for are read.
 *   <li>FITS with compressed tiles ({@code .fits.fz}): only the tiles that hold those rows are
 *       unpacked. Usual tiles are one row each; of larger ones, the last that a reading took only a
 *       part of is kept in memory, so that batches in order unpack each tile once.
 *   <li>Gzipped FITS: the whole is unpacked to a temporary file by {@link #open}. The file is gone
 *       when this is closed or the program ends.
 *   <li>{@code .npz}: likewise; but an array in Fortran order is held in memory as a whole.
 * </ul>
 *
 * <p>Safe for use by several threads. An interruption of one of them ends no reading.
 */
public final class SkyCatalogFile implements AutoCloseable {
  private final InputFile file;
  private final double[] wavelength;
  private final String fluxUnit;
  private final ObservationTable observations;
  private final int channels;
  private final boolean hasDoubles;
  private final FluxSource source;

  SkyCatalogFile(
      InputFile file,
      double[] wavelength,
      String fluxUnit,
      ObservationTable observations,
      int channels,
      boolean hasDoubles,
      FluxSource source) {
    this.file = file;
    this.wavelength = wavelength;
    this.fluxUnit = fluxUnit;
    this.observations = observations.ofFile(file.named());
    this.channels = channels;
    this.hasDoubles = hasDoubles;
    this.source = source;
  }

  /**
   * Opens a catalogue: checks it as {@link SkyCatalog#read} does, and reads all but the spectra.
   *
   * @throws org.desisky.core.io.BadFileException as {@link SkyCatalog#read}
   */
  public static SkyCatalogFile open(Path path) {
    return SkyCatalogReader.open(path);
  }

  /** The file that was opened. */
  public Path path() {
    return file.named();
  }

  /** Vacuum wavelengths of the channels in Å; empty where the file does not tell. */
  public double[] wavelength() {
    return wavelength.clone();
  }

  /** Whether the wavelengths are known. */
  public boolean hasWavelength() {
    return wavelength.length > 0;
  }

  /** The unit of the flux, as {@link SkyCatalog#fluxUnit()}. */
  public String fluxUnit() {
    return fluxUnit;
  }

  /** What is known of each spectrum, in the order of the flux. */
  public ObservationTable observations() {
    return observations;
  }

  /** How many spectra. */
  public int rows() {
    return observations.rows();
  }

  /** How many channels a spectrum has. */
  public int channels() {
    return channels;
  }

  /** Whether the flux is float64 in the file; it is read as float32 all the same. */
  public boolean hasDoubleFlux() {
    return hasDoubles;
  }

  /**
   * Reads consecutive spectra.
   *
   * @param first the first, from 0
   * @throws IndexOutOfBoundsException if there are none of these numbers
   * @throws IllegalStateException if this is closed
   * @throws org.desisky.core.io.BadFileException if they cannot be read, or one array cannot hold
   *     them
   */
  public FloatMatrix flux(int first, int count) {
    checkPositionIndexes(first, (int) Math.min(Integer.MAX_VALUE, (long) first + count), rows());
    file.requireOpen();
    float[] target = allocate(count);
    source.read(first, count, target, 0);
    return FloatMatrix.of(target, count, channels);
  }

  /**
   * Reads spectra, in the order named; one may be named several times.
   *
   * @throws IndexOutOfBoundsException if there is none of a number
   * @throws IllegalStateException if this is closed
   * @throws org.desisky.core.io.BadFileException as {@link #flux(int, int)}
   */
  public FloatMatrix flux(int[] rows) {
    for (int row : rows) {
      checkPositionIndexes(row, row + 1, rows());
    }
    file.requireOpen();
    float[] target = allocate(rows.length);
    for (int start = 0, end; start < rows.length; start = end) {
      end = start + 1;
      while (end < rows.length && rows[end] == rows[end - 1] + 1) {
        end++;
      }
      source.read(rows[start], end - start, target, start * channels);
    }
    return FloatMatrix.of(target, rows.length, channels);
  }

  /** Reads consecutive rows, spectra and observations together; otherwise as {@link #flux}. */
  public SkyCatalog read(int first, int count) {
    FloatMatrix flux = flux(first, count);
    int[] rows = IntStream.range(first, first + count).toArray();
    return catalog(flux, observations.select(rows));
  }

  /** Reads the rows named, in the order named; otherwise as {@link #flux(int[])}. */
  public SkyCatalog select(int[] rows) {
    return catalog(flux(rows), observations.select(rows));
  }

  /**
   * Reads everything.
   *
   * @throws org.desisky.core.io.BadFileException if the spectra cannot be read, or are more than
   *     one array holds
   */
  public SkyCatalog read() {
    return catalog(flux(0, rows()), observations);
  }

  /**
   * All rows in order, so many at once: a batch is read when the stream comes to it, and nothing
   * keeps it afterwards. The last may be smaller.
   *
   * @param size rows of a batch, 1 or more
   */
  public Stream<SkyCatalog> batches(int size) {
    checkArgument(size > 0, "batches of %s rows", size);
    int count = (int) (((long) rows() + size - 1) / size);
    return IntStream.range(0, count)
        .mapToObj(i -> read(i * size, Math.min(size, rows() - i * size)));
  }

  private SkyCatalog catalog(FloatMatrix flux, ObservationTable its) {
    return SkyCatalog.of(wavelength, flux, its).withFluxUnit(fluxUnit);
  }

  private float[] allocate(int rows) {
    FluxBlock.check(path(), rows, channels);
    return FluxBlock.orSay(path(), rows, channels, () -> new float[rows * channels]);
  }

  /** Closes the file, of which no spectra are read any more; what was read stays valid. */
  @Override
  public void close() {
    file.close();
  }

  @Override
  public String toString() {
    return path() + ": " + SkyCatalog.size(rows(), channels);
  }
}
