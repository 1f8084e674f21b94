package org.desisky.core.engine;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where native libraries are unpacked, and loaded from if they lie there. Where the home folder
 * cannot be written the framework takes one among the temporary files, to which all users can
 * write: it is used only if nobody else can have laid libraries there.
 */
final class NativesFolder {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Users by number, since one in a container may have no name. */
  private static final String UID = "unix:uid";

  private static final Integer ROOT = 0;

  private NativesFolder() {}

  /** Whether native libraries may be loaded from where the framework will look for them. */
  static boolean isSafe() {
    Path folder = Utils.getEngineCacheDir();
    if (isSet("DJL_CACHE_DIR") || isSet("ENGINE_CACHE_DIR")) {
      return true;
    }
    // Of a user without an account Java knows no home but "?", in whatever folder it was started.
    return folder.isAbsolute()
        ? !folder.equals(temporary().resolve(".djl.ai")) || isOwn(folder)
        : isOwn(folder.toAbsolutePath().getParent()) && isOwn(folder);
  }

  /**
   * Tells JNA, which the framework calls libraries by, a folder to unpack its own to, unless the
   * program has. It would make one in the home folder, also where that is "?", or else take that of
   * temporary files, whether it can be written, and libraries be loaded from it, or not.
   */
  static void tellJna() {
    if (!isSet("jna.tmpdir")) {
      Path home = Path.of(System.getProperty("user.home", ""));
      forJna(home, temporary(), Utils.getEngineCacheDir())
          .ifPresent(folder -> System.setProperty("jna.tmpdir", folder.toString()));
    }
  }

  /** What to tell JNA; nothing where it will find a folder, or there is none. */
  static Optional<Path> forJna(Path home, Path temporary, Path natives) {
    if (home.isAbsolute() && Files.isWritable(home)) {
      return Optional.empty();
    }
    return Stream.of(natives, temporary).filter(Files::isWritable).findFirst();
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static boolean isSet(String name) {
    String value = Utils.getEnvOrSystemProperty(name);
    return value != null && !value.isEmpty();
  }

  /** Whether a folder is this user's, or root's, alone to write; it is made where there is none. */
  static boolean isOwn(Path folder) {
    Path parent = folder.toAbsolutePath().getParent();
    if (Files.getFileAttributeView(parent, PosixFileAttributeView.class) == null) {
      return true; // as on Windows, where each user has temporary files of his own
    }
    try {
      Files.createDirectory(folder, OWNER_ALONE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return isOwnAlready(folder, parent);
    } catch (IOException e) {
      return true; // nothing can lie there, and the framework will say why
    }
  }

  private static boolean isOwnAlready(Path folder, Path parent) {
    try {
      PosixFileAttributes its =
          Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Object owner = Files.getAttribute(folder, UID, LinkOption.NOFOLLOW_LINKS);
      return its.isDirectory()
          && (owner.equals(ROOT) || owner.equals(thisUser(parent)))
          && !its.permissions().contains(PosixFilePermission.GROUP_WRITE)
          && !its.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException e) {
      return false;
    }
  }

  /** The number of who owns what this process makes: as Linux tells, or by making something. */
  private static Object thisUser(Path folder) throws IOException {
    Path process = Path.of("/proc/self");
    if (Files.exists(process)) {
      return Files.getAttribute(process, UID);
    }
    Path made = Files.createTempDirectory(folder, ".desisky", OWNER_ALONE);
    try {
      return Files.getAttribute(made, UID);
    } finally {
      Files.delete(made);
    }
  }
}
