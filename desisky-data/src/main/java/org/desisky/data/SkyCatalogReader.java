package org.desisky.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;

/** Reads catalogues; {@link SkyCatalog#read} has the description. */
final class SkyCatalogReader {
  private static final int START = 512;
  private static final String FITS = "SIMPLE  =";
  private static final String GZIP = "\u001f\u008b";

  private SkyCatalogReader() {}

  static SkyCatalog read(Path path) {
    return read(path, true);
  }

  static SkyCatalog readFits(Path path) {
    return read(path, false);
  }

  private static SkyCatalog read(Path path, boolean mayBeNpz) {
    try (InputFile file = open(path, mayBeNpz)) {
      return read(file);
    }
  }

  /** Reads a file that {@link #open(Path, boolean)} opened, and leaves it open. */
  @SuppressWarnings("resource") // closed with the file by who opened that
  static SkyCatalog read(InputFile file) {
    return kind(file) == Kind.NPZ ? NpzCatalog.read(file) : openFits(file).read();
  }

  /** Reads the rows that are chosen. */
  @SuppressWarnings("resource") // closed with the file
  static SkyCatalog read(Path path, boolean mayBeNpz, Function<SkyCatalogFile, int[]> choice) {
    try (InputFile file = open(path, mayBeNpz)) {
      if (kind(file) == Kind.NPZ) {
        return NpzCatalog.read(file, choice);
      }
      SkyCatalogFile parts = openFits(file);
      return parts.select(choice.apply(parts));
    }
  }

  /** A file to be closed by who gets it. */
  static SkyCatalogFile open(Path path) {
    InputFile file = open(path, true);
    try {
      return inParts(file);
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /** What is in a file, which is closed with it. */
  static SkyCatalogFile inParts(InputFile file) {
    return kind(file) == Kind.NPZ ? NpzCatalog.open(file) : openFits(file);
  }

  private static SkyCatalogFile openFits(InputFile file) {
    FitsCatalog catalog = FitsCatalog.of(file);
    return new SkyCatalogFile(
        file,
        catalog.wavelength(),
        catalog.fluxUnit(),
        catalog.observations(),
        catalog.channels(),
        catalog.hasDoubles(),
        catalog.flux());
  }

  /** Opens a FITS file, which is unpacked where it is gzipped, or a NumPy archive. */
  static InputFile open(Path path, boolean mayBeNpz) {
    InputFile file = openAsItIs(path);
    try {
      Kind kind = kind(file);
      if (kind == Kind.NPZ && !mayBeNpz) {
        throw new BadFileException(path, "a NumPy archive, not a FITS file");
      }
      if (kind != Kind.GZIP) {
        return file;
      }
      InputFile plain = unpacked(file);
      file.close();
      return plain;
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /** What a file is, by its first bytes. */
  enum Kind {
    NPZ,
    FITS,
    GZIP
  }

  /** What a file is, whether packed or not. */
  static Kind kind(Path path) {
    try (InputFile file = openAsItIs(path)) {
      return kind(file);
    }
  }

  private static InputFile openAsItIs(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new BadFileException(
          path,
          Files.isDirectory(path)
              ? "a folder, not a file"
              : Files.exists(path) ? "not an ordinary file" : "no such file");
    }
    return InputFile.open(path);
  }

  static Kind kind(InputFile file) {
    byte[] start;
    try (InputStream in = file.stream(0)) {
      start = in.readNBytes(START);
    } catch (IOException e) {
      throw new BadFileException(file.named(), "cannot be read: " + AtomicFiles.reason(e), e);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("PK")) {
      return Kind.NPZ;
    }
    if (text.startsWith(FITS)) {
      return Kind.FITS;
    }
    if (text.startsWith(GZIP)) {
      return Kind.GZIP;
    }
    throw new BadFileException(
        file.named(), "neither a FITS file nor a .npz archive" + likely(text));
  }

  private static InputFile unpacked(InputFile file) {
    try (InputStream in = new GZIPInputStream(file.stream(0), 1 << 16)) {
      byte[] start = in.readNBytes(START);
      String text = new String(start, StandardCharsets.ISO_8859_1);
      if (!text.startsWith(FITS)) {
        throw new BadFileException(
            file.named(),
            "gzipped, but what is in it is not a FITS file"
                + (text.startsWith("PK") ? "; it is an archive: unpack it first" : likely(text)));
      }
      return InputFile.temporary(
          file.named(),
          out -> {
            out.write(start);
            in.transferTo(out);
          });
    } catch (IOException e) {
      throw new BadFileException(file.named(), "cannot be unpacked: " + AtomicFiles.reason(e), e);
    }
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
    if (start.startsWith("BZh")) {
      return "; it is packed by bzip2: unpack it with 'bunzip2'";
    }
    if (text.startsWith("version https://git-lfs")) {
      return "; it is a Git LFS pointer: fetch the file itself with 'git lfs pull'";
    }
    return "";
  }
}
