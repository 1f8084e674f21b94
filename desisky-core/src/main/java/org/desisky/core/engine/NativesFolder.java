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
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * Where native libraries are unpacked, and loaded from if they lie there. Where the home folder
 * cannot be written the framework takes one among the temporary files, to which all users can
 * write: it is used only if nobody else can have laid libraries there.
 */
final class NativesFolder {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private NativesFolder() {}

  /** Whether native libraries may be loaded from where the framework will look for them. */
  static boolean isSafe() {
    String named = Utils.getEnvOrSystemProperty("DJL_CACHE_DIR");
    Path folder = Utils.getEngineCacheDir();
    Path common = Path.of(System.getProperty("java.io.tmpdir"), ".djl.ai");
    boolean isNamed = named != null && !named.isEmpty();
    return isNamed || !folder.equals(common) || isOwn(folder);
  }

  /** Whether a folder is this user's alone to write; it is made where there is none. */
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
      return its.isDirectory()
          && its.owner().equals(thisUser(parent))
          && !its.permissions().contains(PosixFilePermission.GROUP_WRITE)
          && !its.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException e) {
      return false;
    }
  }

  /** Who owns what this process makes; that may be a number without an account. */
  private static UserPrincipal thisUser(Path folder) throws IOException {
    Path made = Files.createTempDirectory(folder, ".desisky", OWNER_ALONE);
    try {
      return Files.getOwner(made);
    } finally {
      Files.delete(made);
    }
  }
}
