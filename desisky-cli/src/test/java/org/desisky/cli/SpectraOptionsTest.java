package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.desisky.data.SkyCatalogFile;
import org.desisky.vae.CheckpointHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpectraOptionsTest {
  private static final double[] GRID = SmallModel.grid(20, 4000, 2);

  @TempDir Path folder;

  @Test
  void fluxThatIsTooFaintForAModelIsToldWhateverTheFileSays() {
    float[] flux = SmallSkies.flux(30, GRID.length, 0.02, 3);
    assertThat(said(flux)).isEmpty();
    for (int i = 0; i < flux.length; i++) {
      flux[i] *= 1e-17f;
    }
    assertThat(said(flux)).startsWith("warning: ").contains("sky.fits: the flux is", "by 1e17");
  }

  private String said(float[] flux) {
    StringWriter err = new StringWriter();
    Path path = SmallSkies.write(folder.resolve("sky.fits"), GRID, flux);
    try (SkyCatalogFile file = SkyCatalogFile.open(path)) {
      Talk talk = new Talk(new PrintWriter(err), new PrintWriter(err));
      SpectraOptions.rebinning(file, CheckpointHeader.of(GRID.length, 3), false, talk);
    }
    return err.toString();
  }
}
