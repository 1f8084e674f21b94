package org.desisky.data.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.FullPath;

/** The way from a cache folder to a file in it. */
final class CachePath {
  private CachePath() {}

  /**
   * Makes sure, before anything is written, that no symbolic link on the way leads out of the cache
   * folder, where a download could replace what is none of its business. The cache folder itself
   * may be one.
   *
   * @throws FetchException if one does
   */
  static void check(Path root, Path target) {
    linkOut(root, target)
        .ifPresent(
            link -> {
              throw new FetchException(
                  link
                      + " is a link out of the cache folder "
                      + root.toAbsolutePath()
                      + ", which is followed to read a file that is right, and not to write one;"
                      + " remove it, put the file there by hand, or choose another cache folder");
            });
  }

  /** The first symbolic link on the way that leads out of the cache folder, if one does. */
  static Optional<Path> linkOut(Path root, Path target) {
    Path folder = FullPath.of(root);
    if (!Files.exists(folder)) {
      return Optional.empty();
    }
    try {
      Path real = folder.toRealPath();
      Path place = folder;
      for (Path name : folder.relativize(target)) {
        place = place.resolve(name);
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
          return Optional.empty();
        }
        if (Files.isSymbolicLink(place) && leaves(real, place)) {
          return Optional.of(place);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new FetchException("cannot look into " + folder + ": " + AtomicFiles.reason(e), e);
    }
  }

  /** A link to nowhere leads out, too: nobody can tell what it will lead to. */
  private static boolean leaves(Path real, Path link) throws IOException {
    return !Files.exists(link) || !link.toRealPath().startsWith(real);
  }
}
