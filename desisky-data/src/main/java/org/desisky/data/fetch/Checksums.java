package org.desisky.data.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.BadFileException;

/**
 * Checksums of files that are here. One that was found right is remembered in {@code
 * .<name>.verified} with the file's size and time, so that it is computed once.
 */
final class Checksums {
  private Checksums() {}

  /** Size and time of change: what tells a file from what was there before. */
  record Stamp(long size, String modified) {
    /**
     * @return nothing if there is no file
     * @throws BadFileException if it is something else than a file, or cannot be looked at
     */
    static Optional<Stamp> of(Path file) {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
          throw new BadFileException(file, "is not a file; remove it or choose another folder");
        }
        return Optional.of(new Stamp(attributes.size(), attributes.lastModifiedTime().toString()));
      } catch (IOException e) {
        throw new BadFileException(file, "cannot be read: " + AtomicFiles.reason(e), e);
      }
    }
  }

  /** Whether the file, as it is now, is known to have this checksum. */
  static boolean isRemembered(Path file, String sha256) {
    Optional<Stamp> stamp = Stamp.of(file);
    Optional<Properties> known = HiddenFiles.read(HiddenFiles.beside(file, "verified"));
    return stamp.isPresent()
        && known.isPresent()
        && sha256.equals(known.get().getProperty("sha256"))
        && Long.toString(stamp.get().size()).equals(known.get().getProperty("size"))
        && stamp.get().modified().equals(known.get().getProperty("modified"));
  }

  /** Notes that the file, as it was at a time, has this checksum. */
  static void remember(Path file, String sha256, Stamp stamp) {
    try {
      HiddenFiles.write(
          HiddenFiles.beside(file, "verified"),
          Map.of(
              "sha256", sha256, "size", Long.toString(stamp.size()), "modified", stamp.modified()));
    } catch (DesiskyException e) {
      // In a folder that cannot be written the checksum is computed each time.
    }
  }
}
