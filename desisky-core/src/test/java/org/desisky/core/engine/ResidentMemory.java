package org.desisky.core.engine;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has, Java's and the engines'. */
public final class ResidentMemory {
  private static final Path STATM = Path.of("/proc/self/statm");

  private ResidentMemory() {}

  /** Whether the system tells. */
  public static boolean isKnown() {
    return Files.isReadable(STATM);
  }

  /** In MiB, where it is known. */
  public static double mib() throws IOException {
    long pages = Long.parseLong(Splitter.on(' ').splitToList(Files.readString(STATM)).get(1));
    return pages * 4096 / 0x1p20;
  }
}
