package org.desisky.core.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose processor this machine has, since what is fast on one maker's is slow on another's. */
public final class Processor {
  private static final String INTEL = "GenuineIntel";
  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final String MAKER =
      maker(
          LINUX,
          System.getenv("PROCESSOR_IDENTIFIER"),
          System.getProperty("os.name"),
          System.getProperty("os.arch"));

  private static final String MODEL =
      ofLinux(LINUX, "model name")
          .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
          .orElse(MAKER);

  private Processor() {}

  /**
   * Its maker as the processor names it, such as {@code GenuineIntel} or {@code AuthenticAMD};
   * where that cannot be found out, the architecture, such as {@code aarch64}.
   */
  public static String maker() {
    return MAKER;
  }

  /** What it calls itself; where that cannot be found out, its maker. */
  public static String model() {
    return MODEL;
  }

  /** Whether it is one of Intel's. */
  public static boolean isIntel() {
    return MAKER.equals(INTEL);
  }

  /**
   * The maker, by what systems tell of it.
   *
   * @param linux the file in which Linux describes each processor
   * @param windows the variable of Windows, which ends in the maker; null elsewhere
   * @param system the system's name
   * @param architecture as Java names it
   */
  static String maker(Path linux, String windows, String system, String architecture) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows") && windows != null) {
      return windows.substring(windows.lastIndexOf(',') + 1).trim();
    }
    if (name.startsWith("mac")) {
      return architecture.equals("x86_64") ? INTEL : architecture;
    }
    return ofLinux(linux, "vendor_id").orElse(architecture);
  }

  private static Optional<String> ofLinux(Path file, String field) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(field))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
