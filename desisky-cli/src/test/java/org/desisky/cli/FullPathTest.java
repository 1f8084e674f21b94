package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.desisky.core.io.Sha256;
import org.desisky.data.SplitRule;
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

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aRunTellsOfTheFileThatItRead() throws IOException {
    Path link = link();
    double[] wavelength = {1, 2, 3};
    SmallSkies.write(folder.resolve("c.fits"), wavelength, new float[30]);
    Path read = SmallSkies.write(link.resolve("../c.fits"), wavelength, new float[60]);
    DataSelection selection =
        new DataSelection(
            read,
            new RowChoice(true, Optional.empty(), Optional.empty()),
            false,
            SplitRule.ROW,
            0.1,
            0,
            1);
    Path found = folder.toRealPath().resolve("deep/a/c.fits");
    assertThat(selection.load(Talk.SILENT).provenance.get("data"))
        .asInstanceOf(map(String.class, Object.class))
        .containsAllEntriesOf(
            Map.of("path", found.toString(), "sha256", Sha256.of(found), "rows", 20));
  }

  /** A link to a folder that lies deeper than it. */
  private Path link() throws IOException {
    Path target = Files.createDirectories(folder.resolve("deep/a/b"));
    return Files.createSymbolicLink(folder.resolve("link"), target);
  }
}
