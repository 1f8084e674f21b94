package org.desisky.core.io;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Path;

/** The checksum that tells files apart. */
public final class Sha256 {
  private Sha256() {}

  /**
   * The checksum of a file's bytes.
   *
   * @return SHA-256 in hexadecimal, lower case
   * @throws BadFileException if the file cannot be read
   */
  public static String of(Path file) {
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      throw new BadFileException(file, "cannot be read: " + AtomicFiles.reason(e), e);
    }
  }
}
