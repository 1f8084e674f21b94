package org.desisky.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;

/** The hidden files beside a fetched one, and small ones of them that hold {@code key=value}. */
final class HiddenFiles {
  private HiddenFiles() {}

  /** {@code .<name>.<suffix>}, beside the file. */
  static Path beside(Path file, String suffix) {
    return file.resolveSibling("." + file.getFileName() + "." + suffix);
  }

  /** What a small file says; nothing where there is none that can be read. Links are not read. */
  static Optional<Properties> read(Path file) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      Properties properties = new Properties();
      properties.load(in);
      return Optional.of(properties);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes a small file. Values are single lines of printable ASCII.
   *
   * @throws DesiskyException if it cannot be written
   */
  static void write(Path file, Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(values)
        .forEach(
            (key, value) ->
                text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
    removeLink(file);
    AtomicFiles.write(
        file, out -> out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** A link in its place would have it written elsewhere, out of the cache. */
  private static void removeLink(Path file) {
    try {
      if (Files.isSymbolicLink(file)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new DesiskyException("cannot write " + file + ": " + AtomicFiles.reason(e), e);
    }
  }
}
