package org.desisky.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FullPathTest {
  @TempDir Path folder;

  @Test
  void pathsAreToldWithoutDots() {
    Path file = folder.resolve("sky.fits");
    assertThat(FullPath.of(file)).isEqualTo(file);
    assertThat(FullPath.of(folder.resolve("./sky.fits"))).isEqualTo(file);
    assertThat(FullPath.of(folder.resolve("not-yet-there/../sky.fits"))).isEqualTo(file);
    assertThat(FullPath.of(Path.of("sky.fits"))).isEqualTo(Path.of("sky.fits").toAbsolutePath());
    assertThat(FullPath.of(file.getRoot().resolve("../sky.fits")))
        .isEqualTo(file.getRoot().resolve("sky.fits"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // where links need a right of their own
  void aboveALinkIsWhatIsAboveItsFolder() throws IOException {
    Path link = link();
    assertThat(FullPath.of(link.resolve("../c.npz")))
        .isEqualTo(folder.toRealPath().resolve("deep/a/c.npz"));
    assertThat(FullPath.of(link.resolve("../../.././c.npz")))
        .isEqualTo(folder.toRealPath().resolve("c.npz"));
    assertThat(FullPath.of(link.resolve("c.npz"))).isEqualTo(link.resolve("c.npz"));
    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("not-there"));
    assertThat(FullPath.of(nowhere.resolve("../c.npz"))).isEqualTo(nowhere.resolve("../c.npz"));
  }

  /** A link to a folder that lies deeper than it. */
  private Path link() throws IOException {
    Path target = Files.createDirectories(folder.resolve("deep/a/b"));
    return Files.createSymbolicLink(folder.resolve("link"), target);
  }
}
