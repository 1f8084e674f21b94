package org.desisky.data.fetch;

import com.google.common.base.Preconditions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.desisky.core.io.FullPath;

/**
 * A file that somebody publishes, and how to know it.
 *
 * @param title what it is, in a few words for a message
 * @param address where it is published; {@code https}, or {@code http} on this machine
 * @param sha256 its SHA-256, 64 lower-case hexadecimal digits; empty where nobody publishes it, and
 *     then {@link Fetcher#checkedBy} tells whether what comes is right
 * @param mostBytes no version of it is larger; a server that sends more sends something else
 * @param place its path below the cache folder, relative
 * @param tokenVariable the environment variable that may hold a bearer token for the host of {@code
 *     address}, and for no other
 */
public record RemoteFile(
    String title,
    URI address,
    Optional<String> sha256,
    long mostBytes,
    Path place,
    Optional<String> tokenVariable) {

  /**
   * @throws IllegalArgumentException if the address has no host, the checksum is not one, or the
   *     place is not below the cache folder
   */
  public RemoteFile {
    Preconditions.checkArgument(address.getHost() != null, "%s has no host", address);
    sha256.ifPresent(
        sum -> Preconditions.checkArgument(sum.matches("[0-9a-f]{64}"), "%s is no SHA-256", sum));
    Preconditions.checkArgument(mostBytes > 0, "at most %s bytes make no file", mostBytes);
    Preconditions.checkArgument(
        !place.isAbsolute()
            && !place.toString().isEmpty()
            && place.normalize().equals(place)
            && !place.startsWith(".."),
        "%s is not below the cache folder",
        place);
  }

  /** Where it is kept, in a cache folder. */
  public Path in(Path root) {
    return FullPath.of(root).resolve(place);
  }
}
