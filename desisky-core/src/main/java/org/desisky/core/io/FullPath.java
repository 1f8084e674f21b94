package org.desisky.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths in full, as they are told and kept. */
public final class FullPath {
  private FullPath() {}

  /**
   * The absolute path of the very file that a path leads to, with neither {@code .} nor {@code ..}
   * in it. Above a symbolic link to a folder is what is above that folder, not what is above the
   * link; links are otherwise left as they are.
   */
  public static Path of(Path path) {
    Path whole = path.toAbsolutePath();
    Path reached = whole.getRoot();
    try {
      for (Path name : whole) {
        boolean isAbove = name.toString().equals("..") && Files.isSymbolicLink(reached);
        reached = (isAbove ? reached.toRealPath() : reached).resolve(name).normalize();
      }
      return reached;
    } catch (IOException e) {
      return whole; // which leads nowhere, as whoever opens it will say
    }
  }
}
