package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The table of what is shipped names what is shipped, and nothing else. */
class DependenciesIT {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)`[^|]*\\|.*\\| [^ |].*\\|$");
  private static final Pattern JAR = Pattern.compile(".*/([^/]+?)-\\d[^/]*\\.jar");

  @Test
  void theTableIsThatOfTheJars() throws IOException {
    Set<String> shipped = new TreeSet<>();
    String archive = System.getProperty("desisky.distribution").replace(".tar.gz", ".zip");
    try (ZipFile zip = new ZipFile(archive)) {
      zip.stream()
          .map(entry -> JAR.matcher(entry.getName()))
          .filter(name -> name.matches() && !name.group(1).startsWith("desisky-"))
          .forEach(name -> shipped.add(name.group(1)));
    }
    String table = Files.readString(Desisky.home().resolve("docs/dependencies.md"));
    Set<String> named =
        ROW.matcher(table)
            .results()
            .map((MatchResult row) -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shipped).hasSizeGreaterThan(30);
    // A platform may have fewer engines than the table.
    named.removeIf(name -> name.matches("(pytorch|mxnet)-.*") && !shipped.contains(name));
    assertThat(named).isEqualTo(shipped);
  }
}
