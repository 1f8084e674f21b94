package org.desisky.data.fetch;

import com.google.common.base.CharMatcher;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;

/**
 * What has arrived of a file: the hidden {@code .<name>.download} beside its place, and {@code
 * .<name>.download.state}, which says of what it is a part. Both stay until the file is complete,
 * so that another process can go on. Whoever opens it holds the file's lock.
 */
final class PartialFile implements Closeable {
  private static final int CHUNK = 1 << 20;

  private final Path target;
  private final Path path;
  private final Path state;
  private final String source;
  private final FileChannel channel;
  private Hasher hasher = Hashing.sha256().newHasher();
  private long size;
  private Optional<String> validator = Optional.empty();
  private OptionalLong total = OptionalLong.empty();
  private boolean complete;
  private boolean stitched;

  private PartialFile(Path target, String source, FileChannel channel) {
    this.target = target;
    this.path = HiddenFiles.beside(target, "download");
    this.state = HiddenFiles.beside(target, "download.state");
    this.source = source;
    this.channel = channel;
  }

  /**
   * Opens what there is of a file, or starts with nothing.
   *
   * @param target the place of the complete file
   * @param source what the file is and where it comes from; a part from elsewhere is not used
   * @throws DesiskyException if it cannot be read and written
   */
  static PartialFile open(Path target, String source) {
    Path path = HiddenFiles.beside(target, "download");
    try {
      // A link in its place would have bytes from the network written elsewhere.
      if (Files.isSymbolicLink(path)) {
        Files.delete(path);
      }
      PartialFile part =
          new PartialFile(
              target,
              source,
              FileChannel.open(
                  path,
                  Set.of(
                      StandardOpenOption.CREATE,
                      StandardOpenOption.READ,
                      StandardOpenOption.WRITE,
                      LinkOption.NOFOLLOW_LINKS)));
      try {
        part.takeUp();
        return part;
      } catch (IOException | RuntimeException e) {
        part.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DesiskyException("cannot write " + path + ": " + AtomicFiles.reason(e), e);
    }
  }

  /** Goes on with the part of an earlier process if it is known what it is a part of. */
  private void takeUp() throws IOException {
    Optional<Properties> known =
        HiddenFiles.read(state).filter(p -> source.equals(p.getProperty("source")));
    Optional<String> knownValidator = known.map(p -> p.getProperty("validator"));
    if (knownValidator.isEmpty()) {
      channel.truncate(0);
      return;
    }
    String number = known.get().getProperty("total", "");
    OptionalLong knownTotal =
        number.matches("\\d{1,18}")
            ? OptionalLong.of(Long.parseLong(number))
            : OptionalLong.empty();
    if (knownTotal.isPresent() && channel.size() > knownTotal.getAsLong()) {
      channel.truncate(0);
      return;
    }
    validator = knownValidator;
    total = knownTotal;
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    channel.position(0);
    while (channel.read(chunk) >= 0) {
      chunk.flip();
      size += chunk.remaining();
      hasher.putBytes(chunk);
      chunk.clear();
    }
    stitched = size > 0;
  }

  /** Where the bytes are until the file is complete. */
  Path path() {
    return path;
  }

  /** How many bytes are here. */
  long size() {
    return size;
  }

  /** How many there will be, where the server told. */
  OptionalLong total() {
    return total;
  }

  /** What the server calls this version of the file: a strong ETag, or the date of its change. */
  Optional<String> validator() {
    return validator;
  }

  /** Whether all is here. */
  boolean isComplete() {
    return complete || (total.isPresent() && size == total.getAsLong());
  }

  /** Whether it was put together from several answers. */
  boolean isStitched() {
    return stitched;
  }

  /** Forgets what is here, and starts a version of the file. */
  void restart(Optional<String> newValidator, OptionalLong newTotal) {
    discard();
    validator = newValidator.filter(CharMatcher.inRange(' ', '~')::matchesAllOf);
    total = newTotal;
    // Without a name of the version nobody could go on, so nothing is noted.
    if (validator.isPresent()) {
      Map<String, String> values = new LinkedHashMap<>();
      values.put("source", source);
      values.put("validator", validator.get());
      total.ifPresent(n -> values.put("total", Long.toString(n)));
      HiddenFiles.write(state, values);
    }
  }

  /** Goes on after a break, with more of the same version. */
  void resume(long newTotal) {
    stitched = true;
    total = OptionalLong.of(newTotal);
  }

  /** Forgets what is here. */
  void discard() {
    try {
      Files.deleteIfExists(state);
      channel.truncate(0);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    hasher = Hashing.sha256().newHasher();
    size = 0;
    validator = Optional.empty();
    total = OptionalLong.empty();
    complete = false;
    stitched = false;
  }

  void append(ByteBuffer bytes) {
    ByteBuffer unwritten = bytes.duplicate();
    long start = size - unwritten.position();
    try {
      while (unwritten.hasRemaining()) {
        channel.write(unwritten, start + unwritten.position());
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    size += bytes.remaining();
    hasher.putBytes(bytes);
  }

  /** The server said that this was all. */
  void complete() {
    complete = true;
  }

  /** SHA-256 of the complete file, in hexadecimal; to be asked once. */
  String sha256() {
    return hasher.hash().toString();
  }

  /** Gives the complete file its name, replacing what has it. */
  void moveToTarget() {
    close();
    AtomicFiles.publish(path, target);
    try {
      Files.deleteIfExists(state);
    } catch (IOException e) {
      // Without its part it says nothing, and the next download replaces it.
    }
  }

  /** Lets go of the file, and removes it if nothing is in it. */
  @Override
  public void close() {
    try {
      channel.close();
      if (size == 0) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private DesiskyException cannotWrite(IOException e) {
    return new DesiskyException("cannot write " + path + ": " + AtomicFiles.reason(e), e);
  }
}
