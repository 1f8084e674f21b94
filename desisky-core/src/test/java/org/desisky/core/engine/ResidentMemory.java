package org.desisky.core.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory this process has, Java's and the engines'. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** Whether the system tells. */
  public static boolean isKnown() {
    return Files.isReadable(STATUS);
  }

  /** In MiB, where it is known. */
  public static double mib() throws IOException {
    try (Stream<String> lines = Files.lines(STATUS)) {
      String resident = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(resident.replaceAll("\\D", "")) / 1024.0; // of KiB
    }
  }
}
