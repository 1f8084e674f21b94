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
import java.util.Set;

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
    Path common = Path.of(System.getProperty("java.io.tmpdir"), ".djl.ai");
    boolean isNamed = isSet("DJL_CACHE_DIR") || isSet("ENGINE_CACHE_DIR");
    return isNamed || !folder.equals(common) || isOwn(folder);
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
