package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * The sign by which a package that depends on the hour of its build is known at once; two builds
 * are compared by {@code reproducible.sh}.
 */
class PackageDatesIT {
  @Test
  void allThatIsPackedHasOneDate() throws IOException {
    Path zip =
        Path.of(System.getProperty("desisky.distribution").replaceFirst("\\.tar\\.gz$", ".zip"));
    Map<String, LocalDateTime> dates = new HashMap<>();
    try (InputStream in = Files.newInputStream(zip)) {
      collect("", in, dates);
    }
    for (String part : new String[] {"-cli-[^/]*!org/desisky/cli/Main.class", "-core-[^!]*"}) {
      assertThat(dates.keySet().stream().filter(name -> name.matches(".*/lib/desisky" + part)))
          .as(part)
          .hasSize(1);
    }
    assertThat(new HashSet<>(dates.values())).hasSize(1);
  }

  /** The dates of what is in an archive, and of what is in the program's own jars there. */
  private static void collect(String place, InputStream in, Map<String, LocalDateTime> dates)
      throws IOException {
    ZipInputStream entries = new ZipInputStream(in);
    for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      String name = place + entry.getName();
      dates.put(name, entry.getTimeLocal());
      if (name.matches(".*/lib/desisky-[^/!]*\\.jar")) {
        collect(name + "!", entries, dates);
      }
    }
  }
}
