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

class DataSelectionTest {
  @TempDir Path folder;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aRunTellsOfTheFileThatItRead() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("deep/a/b"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), deep);
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
}
