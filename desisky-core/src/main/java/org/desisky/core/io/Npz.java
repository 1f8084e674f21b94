package org.desisky.core.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A NumPy archive ({@code .npz}, compressed or not), open for reading. */
public final class Npz implements AutoCloseable {
  private final Path path;
  private final ZipFile zip;

  private Npz(Path path, ZipFile zip) {
    this.path = path;
    this.zip = zip;
  }

  /**
   * Opens an archive.
   *
   * @throws BadFileException if there is no such file or it is not an archive
   */
  public static Npz open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new BadFileException(path, Files.exists(path) ? "not a file" : "no such file");
    }
    try {
      return new Npz(path, new ZipFile(path.toFile()));
    } catch (ZipException e) {
      throw new BadFileException(path, "not a .npz archive (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new BadFileException(path, "cannot be read: " + AtomicFiles.reason(e), e);
    }
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
    return read(name, (header, in, available) -> header.shape());
  }

  /** The element type of an array as NumPy spells it, such as {@code <f4}, without its data. */
  public String type(String name) {
    return read(name, (header, in, available) -> header.descr());
  }

  /** An array's elements in C order as float32. */
  public float[] floats(String name) {
    return read(name, NpyReader::floats);
  }

  /** An array's elements in C order as float64. */
  public double[] doubles(String name) {
    return read(name, NpyReader::doubles);
  }

  private interface Body<T> {
    T read(NpyHeader header, InputStream in, long available) throws IOException;
  }

  private <T> T read(String name, Body<T> body) {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      throw new BadFileException(path, "has no array '" + name + "', only " + names());
    }
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry), 1 << 16)) {
      return body.read(NpyHeader.read(in), in, entry.getSize());
    } catch (EOFException e) {
      throw new BadFileException(path, "array '" + name + "': " + e.getMessage(), e);
    } catch (IOException e) {
      throw new BadFileException(path, "array '" + name + "': " + AtomicFiles.reason(e), e);
    }
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
