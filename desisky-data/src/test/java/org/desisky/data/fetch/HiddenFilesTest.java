package org.desisky.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The small files that keep what a later process must know. */
class HiddenFilesTest {
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(60);
  }

  @Property(tries = 200)
  void anyNameOfAVersionComesBackAsItWas(@ForAll("names") String name) throws IOException {
    Path file = Files.createTempFile("desisky-", ".state");
    try {
      HiddenFiles.write(file, Map.of("validator", name, "total", "5"));
      assertThat(HiddenFiles.read(file).orElseThrow())
          .containsEntry("validator", name)
          .containsEntry("total", "5");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void whatIsNotThereOrIsAFolderSaysNothing(@TempDir Path folder) {
    assertThat(HiddenFiles.read(folder.resolve("none"))).isEmpty();
    assertThat(HiddenFiles.read(folder)).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nothingIsWrittenThroughALink(@TempDir Path folder) throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Path file = Files.createSymbolicLink(folder.resolve(".sky.state"), elsewhere);
    HiddenFiles.write(file, Map.of("total", "5"));
    assertThat(HiddenFiles.read(file).orElseThrow()).containsEntry("total", "5");
    assertThat(elsewhere).doesNotExist();
  }
}
