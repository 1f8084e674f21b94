package org.desisky.core.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A NumPy archive ({@code .npz}, compressed or not), open for reading. */
public final class Npz implements AutoCloseable {
  /** As many names of arrays are told when one is missing. */
  private static final int MAX_TOLD = 10;

  /** Deflate packs no tighter than 1032 to 1. */
  private static final long MAX_RATIO = 1032;

  /** Absolute, with a drive, or with a part "..". */
  private static final Pattern LEAVES_FOLDER =
      Pattern.compile("^[/\\\\]|^[A-Za-z]:|(^|[/\\\\])\\.\\.([/\\\\]|$)");

  private final Path path;
  private final ZipFile zip;

  private Npz(Path path, ZipFile zip) {
    this.path = path;
    this.zip = zip;
  }

  /**
   * Opens an archive.
   *
   * @throws BadFileException if there is no such file, it is not an archive, or it lies in another
   *     file system than the machine's own, such as that of an archive
   */
  public static Npz open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new BadFileException(path, Files.exists(path) ? "not a file" : "no such file");
    }
    try {
      ZipFile zip = new ZipFile(path.toFile());
      try {
        checkNames(path, zip);
        return new Npz(path, zip);
      } catch (RuntimeException e) {
        zip.close();
        throw e;
      }
    } catch (UnsupportedOperationException e) {
      throw new BadFileException(
          path, "a .npz within an archive cannot be read; copy it to a folder first", e);
    } catch (ZipException | IllegalArgumentException e) { // the latter for names in no known code
      throw new BadFileException(path, "not a .npz archive (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new BadFileException(path, "cannot be read: " + AtomicFiles.reason(e), e);
    }
  }

  /** Names are only looked up here, but who unpacks such an archive gets files anywhere. */
  private static void checkNames(Path path, ZipFile zip) {
    zip.stream()
        .map(ZipEntry::getName)
        .filter(LEAVES_FOLDER.asPredicate())
        .findFirst()
        .ifPresent(
            name -> {
              throw new BadFileException(
                  path,
                  "not a .npz archive to be trusted: it has an entry '"
                      + name
                      + "', which leaves its folder");
            });
  }

  /** The names of the arrays, in the file's order. */
  public List<String> names() {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(".npy"))
        .map(name -> name.substring(0, name.length() - ".npy".length()))
        .toList();
  }

  /** Whether there is an array of this name. */
  public boolean has(String name) {
    return zip.getEntry(name + ".npy") != null;
  }

  /** The shape of an array, without its data. */
  public long[] shape(String name) {
    return header(name).shape();
  }

  /** The element type of an array as NumPy spells it, such as {@code <f4}, without its data. */
  public String type(String name) {
    return header(name).descr();
  }

  /** The head of an array, without its data. */
  public NpyHeader header(String name) {
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry(name)))) {
      return NpyHeader.read(in);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * Copies an array as it is, head and data, unpacked.
   *
   * @throws BadFileException if there is none of this name, or it is damaged or cannot be read
   * @throws IOException if {@code out} cannot be written
   */
  public void copy(String name, OutputStream out) throws IOException {
    ZipEntry entry = entry(name);
    byte[] chunk = new byte[1 << 16];
    try (CheckedInputStream in = checked(zip.getInputStream(entry))) {
      for (int count = next(name, in, chunk); count >= 0; count = next(name, in, chunk)) {
        out.write(chunk, 0, count);
      }
      requireChecksum(in, entry);
    } catch (ZipException e) {
      throw unreadable(name, e);
    }
  }

  private int next(String name, InputStream in, byte[] chunk) {
    try {
      return in.read(chunk);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private BadFileException unreadable(String name, IOException e) {
    return new BadFileException(path, "array '" + name + "': " + AtomicFiles.reason(e), e);
  }

  /**
   * An array's elements in C order as float32.
   *
   * @throws BadFileException if there is none of this name, or it is damaged or not of numbers
   */
  public float[] floats(String name) {
    return read(name, NpyReader::floats);
  }

  /** As {@link #floats}, as float64. */
  public double[] doubles(String name) {
    return read(name, NpyReader::doubles);
  }

  private interface Body<T> {
    T read(NpyHeader header, InputStream in, long available) throws IOException;
  }

  private <T> T read(String name, Body<T> body) {
    ZipEntry entry = entry(name);
    try (CheckedInputStream in =
        checked(new BufferedInputStream(zip.getInputStream(entry), 1 << 16))) {
      T read = body.read(NpyHeader.read(in), in, available(entry));
      in.transferTo(OutputStream.nullOutputStream());
      requireChecksum(in, entry);
      return read;
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static CheckedInputStream checked(InputStream in) {
    return new CheckedInputStream(in, new CRC32());
  }

  /** Java's own reader of archives does not look at checksums. */
  private static void requireChecksum(CheckedInputStream read, ZipEntry entry) throws ZipException {
    if (read.getChecksum().getValue() != entry.getCrc()) {
      throw new ZipException("damaged: its checksum is not the one that the archive tells");
    }
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      List<String> names = names();
      throw new BadFileException(
          path,
          "has no array '"
              + name
              + "', only "
              + names.subList(0, Math.min(names.size(), MAX_TOLD))
              + (names.size() > MAX_TOLD ? " and " + (names.size() - MAX_TOLD) + " others" : ""));
    }
    return entry;
  }

  /** No more bytes than an entry may hold: its own word, but within what can be packed so tight. */
  private long available(ZipEntry entry) {
    long packed = Math.min(entry.getCompressedSize(), path.toFile().length());
    return Math.min(entry.getSize(), MAX_RATIO * packed);
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new BadFileException(path, "cannot be closed: " + AtomicFiles.reason(e), e);
    }
  }
}
