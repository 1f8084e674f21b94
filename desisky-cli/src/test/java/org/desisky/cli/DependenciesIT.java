package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The table of what is shipped names what is shipped, and nothing else; the text of each licence is
 * where the table says.
 */
class DependenciesIT {
  /** A jar, its licence, and where the licence's text is. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)`[^|]*\\|.*\\| ([^|]+) \\| ([^|]+) \\|$");

  private static final Pattern JAR = Pattern.compile(".*/([^/]+?)-\\d[^/]*\\.jar");
  private static final Pattern TEXT = Pattern.compile("`([^`]+)`");

  /** Whether a jar holds the text of a licence, by the jar's name. */
  private static final Map<String, Boolean> SHIPPED = new TreeMap<>();

  /** All that is shipped, within the distribution's folder. */
  private static final Set<String> FILES = new TreeSet<>();

  /** The table's rows by the jar's name: its licence, and where the text is. */
  private static final Map<String, String[]> ROWS = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    Path library = Desisky.jar().resolveSibling("lib"); // the same jars
    String archive = System.getProperty("desisky.distribution").replace(".tar.gz", ".zip");
    try (ZipFile zip = new ZipFile(archive)) {
      for (ZipEntry entry : zip.stream().toList()) {
        Path file = Path.of(entry.getName());
        FILES.add(entry.getName().replaceFirst("[^/]*/", ""));
        Matcher jar = JAR.matcher(entry.getName());
        if (jar.matches() && !jar.group(1).startsWith("desisky-")) {
          SHIPPED.put(jar.group(1), holdsALicence(library.resolve(file.getFileName())));
        }
      }
    }
    Matcher row = ROW.matcher(Files.readString(Desisky.home().resolve("docs/dependencies.md")));
    while (row.find()) {
      ROWS.put(row.group(1), new String[] {row.group(2), row.group(3)});
    }
    // A platform may have fewer engines than the table.
    ROWS.keySet().removeIf(n -> n.matches("(pytorch|mxnet)-.*") && !SHIPPED.containsKey(n));
  }

  private static boolean holdsALicence(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().anyMatch(each -> each.getName().matches("(.*/)?LICENSE(\\.\\w+)?"));
    }
  }

  @Test
  void theTableIsThatOfTheJars() {
    assertThat(SHIPPED).hasSizeGreaterThan(30);
    assertThat(ROWS.keySet()).isEqualTo(SHIPPED.keySet());
  }

  @Test
  void theTextOfEachLicenceIsShipped() {
    Set<String> named = new TreeSet<>();
    ROWS.forEach(
        (jar, row) -> {
          String licence = row[0];
          String text = row[1];
          Set<String> files = new TreeSet<>();
          TEXT.matcher(text).results().forEach(file -> files.add(file.group(1)));
          assertThat(FILES).as(jar).containsAll(files);
          assertThat(text.contains("in the jar"))
              .as("a text in %s", jar)
              .isEqualTo(SHIPPED.get(jar));
          if (!SHIPPED.get(jar)) {
            assertThat(files.isEmpty()).as(jar).isEqualTo(licence.equals("public domain"));
          }
          if (files.contains("LICENSE")) { // which is ours
            assertThat(licence).as(jar).isEqualTo("Apache-2.0");
          }
          named.addAll(files);
        });
    assertThat(FILES.stream().filter(file -> file.matches("licenses/.+")))
        .allMatch(named::contains, "named in the table");
  }
}
