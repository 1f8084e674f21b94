package org.desisky.data;

import com.google.common.io.CountingInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.NpyHeader;
import org.desisky.core.io.NpyReader;
import org.desisky.core.io.Npz;

/**
 * Spectra in a NumPy archive: {@code flux} (spectra, channels), or {@code spectra} where there is
 * no {@code flux}, and maybe {@code wavelength}.
 */
final class NpzCatalog {
  private static final String FLUX = "flux";

  /** What the Python package calls the spectra that it generates. */
  private static final String SPECTRA = "spectra";

  private static final String WAVELENGTH = "wavelength";

  private NpzCatalog() {}

  /** Reads the whole. */
  static SkyCatalog read(InputFile file) {
    try (Npz npz = Npz.open(file.named())) {
      String name = name(npz);
      NpyHeader flux = header(npz, name, file);
      double[] wavelength = wavelength(npz, file.named(), flux.shape()[1]);
      int rows = (int) flux.shape()[0];
      int channels = (int) flux.shape()[1];
      FluxBlock.check(file.named(), rows, channels);
      float[] values = FluxBlock.orSay(file.named(), rows, channels, () -> npz.floats(name));
      return SkyCatalog.of(
          wavelength, FloatMatrix.of(values, rows, channels), ObservationTable.empty(rows));
    }
  }

  /** Reads the whole, of which only the rows that are chosen stay. */
  static SkyCatalog read(InputFile file, Function<SkyCatalogFile, int[]> choice) {
    SkyCatalog whole = read(file);
    int[] rows = choice.apply(inMemory(file, whole, hasDoubles(file)));
    boolean isWhole = Arrays.equals(rows, IntStream.range(0, whole.rows()).toArray());
    return isWhole ? whole : whole.select(rows);
  }

  private static SkyCatalogFile inMemory(InputFile file, SkyCatalog whole, boolean hasDoubles) {
    FloatMatrix matrix = whole.flux();
    return new SkyCatalogFile(
        file,
        whole.wavelength(),
        whole.fluxUnit(),
        whole.observations(),
        matrix.columns(),
        hasDoubles,
        (first, count, target, at) -> {
          for (int i = 0; i < count; i++) {
            matrix.copyRow(first + i, target, at + i * matrix.columns());
          }
        });
  }

  /**
   * Opens the archive for reading by range: the spectra are unpacked to a temporary file, or to
   * memory where the file holds them channel by channel.
   */
  static SkyCatalogFile open(InputFile file) {
    try (Npz npz = Npz.open(file.named())) {
      String name = name(npz);
      NpyHeader flux = header(npz, name, file);
      double[] wavelength = wavelength(npz, file.named(), flux.shape()[1]);
      if (flux.fortranOrder()) {
        return inMemory(file, read(file), hasDoubles(flux));
      }
      InputFile plain = InputFile.temporary(file.named(), out -> npz.copy(name, out));
      try {
        FluxSource source = source(plain, name);
        file.close();
        ObservationTable observations = ObservationTable.empty((int) flux.shape()[0]);
        return new SkyCatalogFile(
            plain,
            wavelength,
            SkyCatalog.fluxUnit(observations),
            observations,
            (int) flux.shape()[1],
            hasDoubles(flux),
            source);
      } catch (IOException | RuntimeException e) {
        plain.close();
        throw e;
      }
    } catch (IOException e) {
      throw new BadFileException(
          file.named(), "the spectra cannot be unpacked: " + AtomicFiles.reason(e), e);
    }
  }

  private static boolean hasDoubles(InputFile file) {
    try (Npz npz = Npz.open(file.named())) {
      return hasDoubles(npz.header(name(npz)));
    }
  }

  private static boolean hasDoubles(NpyHeader flux) {
    return flux.descr().endsWith("f8");
  }

  private static FluxSource source(InputFile plain, String name) throws IOException {
    CountingInputStream in = new CountingInputStream(plain.stream(0));
    NpyHeader whole = NpyHeader.read(in);
    long start = in.getCount();
    int channels = (int) whole.shape()[1];
    long rowBytes = (long) channels * whole.elementBytes();
    if (whole.shape()[0] > (plain.size() - start) / rowBytes) {
      throw new IOException("the data end early");
    }
    return (first, count, target, at) -> {
      long position = start + first * rowBytes;
      try (InputStream rows = new BufferedInputStream(plain.stream(position), 1 << 16)) {
        NpyHeader part = NpyHeader.of(whole.descr(), count, channels);
        float[] values = NpyReader.floats(part, rows, plain.size() - position);
        System.arraycopy(values, 0, target, at, values.length);
      } catch (IOException e) {
        throw new BadFileException(
            plain.named(), "array '" + name + "' cannot be read: " + AtomicFiles.reason(e), e);
      }
    };
  }

  /** The array of spectra. */
  private static String name(Npz npz) {
    return npz.has(SPECTRA) && !npz.has(FLUX) ? SPECTRA : FLUX;
  }

  private static NpyHeader header(Npz npz, String name, InputFile file) {
    NpyHeader flux = npz.header(name);
    String array = "array '" + name + "'";
    long[] shape = flux.shape();
    if (shape.length != 2) {
      throw new BadFileException(
          file.named(),
          array
              + " must be (spectra, channels), but its shape is "
              + Arrays.toString(shape)
              + (shape.length == 1 ? "; for a single spectrum save " + name + "[None, :]" : ""));
    }
    try {
      NpyReader.requireNumbers(flux);
    } catch (IOException e) {
      throw new BadFileException(
          file.named(), array + " cannot be read: " + AtomicFiles.reason(e), e);
    }
    FitsCatalog.checkSizes(file, array, shape[0], shape[1]);
    return flux;
  }

  private static double[] wavelength(Npz npz, Path file, long channels) {
    if (!npz.has(WAVELENGTH)) {
      return channels == DesiGrid.CHANNELS ? DesiGrid.wavelength() : new double[0];
    }
    long[] shape = npz.shape(WAVELENGTH);
    long[] sizes = Arrays.stream(shape).filter(size -> size != 1).toArray(); // (1, D) is a row
    if (sizes.length != 1 || sizes[0] != channels) {
      throw new BadFileException(
          file,
          "array 'wavelength' must hold a number for each of the "
              + channels
              + " channels, but its shape is "
              + Arrays.toString(shape));
    }
    double[] wavelength = npz.doubles(WAVELENGTH);
    try {
      SkyCatalog.checkWavelength(wavelength);
    } catch (BadCatalogException e) {
      throw new BadFileException(file, "array 'wavelength': " + e.getMessage(), e);
    }
    return wavelength;
  }
}
