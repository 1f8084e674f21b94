package org.desisky.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.desisky.core.FloatMatrix;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentFileTest {
  @TempDir Path folder;

  /** The second as they stand beside decoded spectra in FITS. */
  @ParameterizedTest
  @ValueSource(strings = {"latents_0,row,latents_1", "LATENT_0,row,LATENT_1"})
  void plainColumnsAreRead(String names) throws IOException {
    Path file = Files.writeString(folder.resolve("l.csv"), names + "\n1.5,0,2.5\n3.5,1,4.5\n");
    assertThat(LatentFile.read(file))
        .isEqualTo(FloatMatrix.of(new float[] {1.5f, 2.5f, 3.5f, 4.5f}, 2, 2));
  }
}
