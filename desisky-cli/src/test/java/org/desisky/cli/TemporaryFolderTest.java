package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void itReplacesWhatWasLeftInItsPlace(@TempDir Path shared) throws IOException {
    Path place = shared.resolve("new/.place");
    Files.writeString(Files.createDirectories(place).resolve("old.txt"), "of a killed process");
    try (TemporaryFolder folder = TemporaryFolder.at(place)) {
      assertThat(folder.path()).isEqualTo(place).isEmptyDirectory();
      Files.writeString(place.resolve("a.txt"), "a");
      TemporaryFolder.removeAll();
      assertThat(place).doesNotExist();
    }
    assertThat(place.getParent()).isEmptyDirectory();
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
