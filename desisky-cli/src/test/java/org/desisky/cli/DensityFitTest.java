package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.desisky.core.engine.Compute;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DensityFitTest {
  @TempDir Path folder;

  @Test
  void aSpectrumThatIsLeftOutForTwoReasonsIsCountedOnce() {
    int rows = 40;
    float[] flux = SmallSkies.flux(rows, SmallModel.CHANNELS, 0.02, 1);
    flux[0] = Float.NaN; // of a bad night
    flux[9 * SmallModel.CHANNELS] = Float.NaN;
    Path sky = SmallSkies.write(folder.resolve("sky.fits"), SmallModel.GRID, flux, 3);
    Path model = SmallModel.write(folder.resolve("m.eqx"), SmallModel.LATENTS, SmallModel.GRID);
    StringWriter said = new StringWriter();
    Talk talk = new Talk(new PrintWriter(said, true), new PrintWriter(said, true));
    try (SkyVae vae = SkyVae.load(model, Compute.auto())) {
      new DensityFit(sky, false, talk).of(CheckpointHeader.read(model), vae);
    }
    assertThat(said.toString())
        .contains("Left out 3 spectra of known bad nights")
        .contains("Left out 1 spectrum with NaN or infinite flux")
        .contains("the latents of 36 spectra");
  }
}
