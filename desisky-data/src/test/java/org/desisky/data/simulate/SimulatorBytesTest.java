package org.desisky.data.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.desisky.data.SkyCatalogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A catalogue of a seed never changes: results elsewhere quote seeds. Where this fails, the
 * simulation is another one than before, and the change log has to say so.
 */
class SimulatorBytesTest {
  @TempDir Path folder;

  @Test
  void aSeedGivesTheBytesItAlwaysGave() throws IOException {
    Path file = folder.resolve("sky.fits");
    SkyCatalogWriter.write(SkySimulator.simulate(40, 42), file);
    assertThat(MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString())
        .isEqualTo("a8ffa5885d382e9fe30e87e7906a7db7b1d4e01a4727fb22c521b9b0ac795dd4");
  }
}
