package org.desisky.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Npz;

/** Reads catalogues; {@link SkyCatalog#read} has the description. */
final class SkyCatalogReader {
  private static final int START = 512;

  private SkyCatalogReader() {}

  static SkyCatalog read(Path file) {
    return readAs(file, kind(file));
  }

  static SkyCatalog readFits(Path file) {
    Kind kind = kind(file);
    if (kind == Kind.NPZ) {
      throw new BadFileException(file, "a NumPy archive, not a FITS file");
    }
    return readAs(file, kind);
  }

  private static SkyCatalog readAs(Path file, Kind kind) {
    return switch (kind) {
      case NPZ -> readNpz(file);
      case FITS -> FitsCatalog.read(file, file);
      case GZIP -> unpacked(file, plain -> FitsCatalog.read(plain, file));
    };
  }

  /** What a file is, by its first bytes. */
  enum Kind {
    NPZ,
    FITS,
    GZIP
  }

  static Kind kind(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadFileException(
          file,
          Files.isDirectory(file)
              ? "a folder, not a file"
              : Files.exists(file) ? "not an ordinary file" : "no such file");
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(START);
    } catch (IOException e) {
      throw new BadFileException(file, "cannot be read: " + AtomicFiles.reason(e), e);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("PK")) {
      return Kind.NPZ;
    }
    if (text.startsWith("SIMPLE  =")) {
      return Kind.FITS;
    }
    if (text.startsWith("\u001f\u008b")) {
      return Kind.GZIP;
    }
    throw new BadFileException(file, "neither a FITS file nor a .npz archive" + likely(text));
  }

  /** What a file that is no catalogue may be, to go at the end of a message. */
  private static String likely(String start) {
    String text = start.stripLeading().toLowerCase(Locale.ROOT);
    if (start.isEmpty()) {
      return "; it is empty";
    }
    if (text.startsWith("<!doctype html") || text.startsWith("<html") || text.contains("<html")) {
      return "; it is a web page, which a server may send in place of a file: download it again";
    }
    if (start.startsWith("\u0093NUMPY")) {
      return "; it is a bare NumPy array: save it with numpy.savez(file, flux=array)";
    }
    if (text.startsWith("version https://git-lfs")) {
      return "; it is a Git LFS pointer: fetch the file itself with 'git lfs pull'";
    }
    return "";
  }

  /** Does something with a temporary, unpacked copy of a gzipped file. */
  static <T> T unpacked(Path file, Function<Path, T> action) {
    try {
      Path plain = Files.createTempFile("desisky-", ".fits");
      try {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
          Files.copy(in, plain, StandardCopyOption.REPLACE_EXISTING);
        }
        return action.apply(plain);
      } finally {
        Files.deleteIfExists(plain);
      }
    } catch (IOException e) {
      throw new BadFileException(file, "cannot be unpacked: " + AtomicFiles.reason(e), e);
    }
  }

  private static SkyCatalog readNpz(Path file) {
    try (Npz npz = Npz.open(file)) {
      long[] shape = npz.shape("flux");
      if (shape.length != 2) {
        throw new BadFileException(
            file,
            "array 'flux' must be (spectra, channels), but its shape is "
                + Arrays.toString(shape)
                + (shape.length == 1 ? "; for a single spectrum save flux[None, :]" : ""));
      }
      FitsCatalog.checkSizes(file, "array 'flux'", shape[0], shape[1]);
      double[] wavelength = npzWavelength(npz, file, shape[1]);
      float[] flux = npz.floats("flux");
      int rows = (int) shape[0];
      return SkyCatalog.of(
          wavelength, FloatMatrix.of(flux, rows, (int) shape[1]), ObservationTable.empty(rows));
    } catch (BadCatalogException e) {
      throw new BadFileException(file, "array 'wavelength': " + e.getMessage(), e);
    }
  }

  private static double[] npzWavelength(Npz npz, Path file, long channels) {
    if (!npz.has("wavelength")) {
      return channels == DesiGrid.CHANNELS ? DesiGrid.wavelength() : new double[0];
    }
    long[] shape = npz.shape("wavelength");
    if (shape.length != 1 || shape[0] != channels) {
      throw new BadFileException(
          file,
          "array 'wavelength' must hold a number for each of the "
              + channels
              + " channels, but its shape is "
              + Arrays.toString(shape));
    }
    return npz.doubles("wavelength");
  }
}
