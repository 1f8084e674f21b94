package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {
  @Test
  void itGoesWithAllThatIsInIt() throws IOException {
    Path path;
    try (TemporaryFolder folder = TemporaryFolder.of("desisky-test-")) {
      path = folder.path();
      Files.writeString(Files.createDirectory(path.resolve("in")).resolve("a.txt"), "a");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void soItDoesWhereTheProcessEndsBefore() throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.of("desisky-test-")) {
      Files.writeString(folder.path().resolve("a.txt"), "a");
      TemporaryFolder.removeAll();
      assertThat(folder.path()).doesNotExist();
    } // which minds no folder that is gone
  }
}
