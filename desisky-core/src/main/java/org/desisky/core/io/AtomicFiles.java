package org.desisky.core.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.desisky.core.DesiskyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files so that a reader, and a crash, see the old one or the new one and never half of one:
 * to a hidden file beside the target, flushed to disk, then renamed. A target that is a symbolic
 * link stays one: what is written, and removed, is the file that it ends in, there already or not.
 */
public final class AtomicFiles {
  private static final Logger LOG = LoggerFactory.getLogger(AtomicFiles.class);
  private static final int BUFFER = 1 << 16;
  private static final int MOST_LINKS = 40;
  private static final Duration STALE = Duration.ofDays(1);
  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();
  private static final Pattern LEFT_OVER = Pattern.compile("\\..*\\.(\\d{1,18})-\\d+\\.part");

  private AtomicFiles() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Writer {
    /** Writes all of it; the stream is closed afterwards, by who opened it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes to the path given, by any means. */
  @FunctionalInterface
  public interface PathWriter {
    /** Writes all of it to the path, which is not there yet. */
    void writeTo(Path part) throws IOException;
  }

  /**
   * Writes {@code target}, replacing what is there.
   *
   * @throws DesiskyException if it cannot be written, or the thread is interrupted; the old file is
   *     then untouched
   */
  public static void write(Path target, Writer writer) {
    writeByPath(
        target,
        part -> {
          try (FileChannel channel =
                  FileChannel.open(
                      part,
                      StandardOpenOption.CREATE,
                      StandardOpenOption.WRITE,
                      StandardOpenOption.TRUNCATE_EXISTING);
              OutputStream out =
                  new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
            writer.writeTo(out);
          }
        });
  }

  /**
   * Writes {@code target} with code that wants a path of its own. The path given lies in the same
   * folder and ends in {@code .part}, whatever the target's extension.
   *
   * @throws DesiskyException if it cannot be written; the old file is then untouched
   */
  public static void writeByPath(Path target, PathWriter writer) {
    try {
      Path file = followed(target);
      Path folder = file.getParent();
      Path part = part(file);
      Files.createDirectories(folder);
      removeLeftOvers(folder);
      UNFINISHED.add(part);
      try {
        writer.writeTo(part);
        flush(part, StandardOpenOption.WRITE);
        rename(part, file);
        flushFolder(folder);
      } finally {
        UNFINISHED.remove(part);
        Files.deleteIfExists(part);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new DesiskyException("cannot write " + target + ": " + reason(e), e);
    }
  }

  /**
   * Gives a finished file the name {@code target}, in the same folder, replacing what has it, also
   * a symbolic link.
   *
   * @throws DesiskyException if that cannot be done; both files are then untouched
   */
  public static void publish(Path finished, Path target) {
    try {
      flush(finished, StandardOpenOption.WRITE);
      rename(finished, target);
      flushFolder(target.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new DesiskyException("cannot write " + target + ": " + reason(e), e);
    }
  }

  /**
   * Makes sure that files can be written to a folder, which is made with the first of them where it
   * is missing: to be asked before long work whose result goes there. Leaves nothing behind.
   *
   * @throws DesiskyException if not
   */
  public static void checkWritable(Path folder) {
    try {
      tryWriting(part(folder.toAbsolutePath().resolve("probe")));
    } catch (IOException e) {
      throw new DesiskyException(
          "cannot write to the folder "
              + folder.toAbsolutePath()
              + ": "
              + reason(e)
              + "; choose another",
          e);
    }
  }

  /**
   * Makes sure that a file can be written, also to a folder that is missing, and leaves an older
   * file as it is: to be asked before long work whose result goes there. Leaves nothing behind.
   *
   * @throws DesiskyException if not, as where a folder has that name or the name is too long
   */
  public static void checkReplaceable(Path target) {
    try {
      Path file = followed(target);
      checkWritable(file.getParent());
      tryWriting(part(file));
    } catch (IOException e) {
      throw new DesiskyException("cannot write " + target + ": " + reason(e), e);
    }
  }

  /**
   * Removes a file that {@link #write} wrote, if it is there. Of a symbolic link the file that it
   * ends in is removed, so that what is written next lies there again.
   *
   * @throws IOException if it cannot be removed, as where it is no ordinary file
   */
  public static void remove(Path target) throws IOException {
    Files.deleteIfExists(followed(target));
  }

  /**
   * The file that is meant: the one that a chain of symbolic links ends in, whether it is there or
   * not, else the target itself. Neither a folder nor a pipe or device, which none may replace.
   */
  private static Path followed(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw new FileSystemException(target.toString(), null, "it is a folder; choose another name");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new FileSystemException(
          target.toString(), null, "it is not an ordinary file; choose another name");
    }
    Path file = target.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemException(
            target.toString(), null, "its symbolic links lead to each other");
      }
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    return file;
  }

  /**
   * Writes an empty file and removes it. Missing folders are tried under a hidden one and removed
   * with it: under their own names another process might count on them by then.
   */
  private static void tryWriting(Path file) throws IOException {
    Path wanted = Files.exists(file.getParent()) ? file : file.normalize();
    Path there = wanted.getParent();
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    removeLeftOvers(there);
    if (there.getParent() != null) {
      removeLeftOvers(there.getParent(), ".probe.*.part"); // made before this folder was
    }
    boolean isThere = there.equals(wanted.getParent());
    Path tried = isThere ? wanted : part(there.resolve("probe")).resolve(there.relativize(wanted));
    try {
      if (!isThere) {
        Files.createDirectories(tried.getParent());
      }
      Files.write(tried, new byte[0]);
    } finally {
      for (Path each = tried; !each.equals(there); each = each.getParent()) {
        if (Files.exists(each)) { // else its name may be one that cannot be asked to be removed
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /**
   * Removes all that this process has written half: for a program that ends in the midst of it, as
   * the last that it does. The library itself does nothing when a program ends.
   */
  public static void removeUnfinished() {
    for (Path part : UNFINISHED) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException e) {
        LOG.debug("{} stays, half written", part, e);
      }
    }
  }

  /**
   * Removes what killed processes left half written of a file, however young: for whoever alone
   * writes that file.
   *
   * @throws DesiskyException if it cannot be removed
   */
  public static void removeHalfWritten(Path target) {
    try {
      Path file = followed(target);
      if (Files.exists(file.getParent())) { // that a link leads to may be missing
        removeParts(file);
      }
    } catch (IOException e) {
      throw new DesiskyException(
          "cannot remove what was left half written of " + target + ": " + reason(e), e);
    }
  }

  private static void removeParts(Path file) throws IOException {
    Pattern ofFile =
        Pattern.compile(Pattern.quote("." + file.getFileName() + ".") + "\\d+-\\d+\\.part");
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(
            file.getParent(), part -> ofFile.matcher(part.getFileName().toString()).matches())) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }

  /**
   * A hidden file of this write alone beside a target. Processes of other machines and containers
   * may have the same number.
   */
  private static Path part(Path target) {
    return target.resolveSibling(
        "."
            + target.getFileName()
            + "."
            + ProcessHandle.current().pid()
            + "-"
            + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)
            + ".part");
  }

  /** What an input or output error means, in a few words. */
  public static String reason(Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    if (cause instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    }
    String name =
        cause
            .getClass()
            .getSimpleName()
            .replace("Exception", "")
            .replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    String words = name.toLowerCase(Locale.ROOT);
    if (cause instanceof FileSystemException fileSystem) {
      return fileSystem.getReason() == null ? words : fileSystem.getReason();
    }
    return cause.getMessage() == null ? words : cause.getMessage();
  }

  private static void rename(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void flush(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  /**
   * Makes the rename itself durable where the system can: not on Windows, which needs it not, on
   * some shared folders, or where the folder cannot be read. The file is there all the same.
   */
  private static void flushFolder(Path folder) {
    try {
      flush(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      LOG.debug("the entry of a file in {} may be lost if the machine fails now", folder, e);
    }
  }

  /**
   * Removes what killed processes left half written or of a probe: parts a day old whose process is
   * no more. The age spares those of other machines that share the folder, whose processes cannot
   * be seen. What cannot be removed is left to whoever can.
   */
  private static void removeLeftOvers(Path folder) {
    removeLeftOvers(folder, ".*.part");
  }

  private static void removeLeftOvers(Path folder, String glob) {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, glob)) {
      for (Path part : parts) {
        Matcher name = LEFT_OVER.matcher(part.getFileName().toString());
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          removeStale(part);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // A folder that cannot be listed may still be written to.
    }
  }

  private static void removeStale(Path part) {
    try {
      Instant changed = Files.getLastModifiedTime(part, LinkOption.NOFOLLOW_LINKS).toInstant();
      if (changed.isAfter(Instant.now().minus(STALE))) {
        return;
      }
      if (Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
        removeProbe(part);
      } else if (Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(part);
      }
    } catch (IOException | UncheckedIOException e) {
      // Somebody else may be removing it, too.
    }
  }

  /**
   * Removes folders within each other, with an empty file in the last; nothing that has content.
   */
  private static void removeProbe(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS) || Files.size(each) == 0) {
          Files.deleteIfExists(each);
        }
      }
    }
  }
}
