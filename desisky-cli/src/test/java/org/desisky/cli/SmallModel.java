package org.desisky.cli;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.inference.ModelGrid;
import org.desisky.vae.Checkpoint;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;

/** A model of random weights, and a catalogue in which row 5 has a NaN, as files. */
final class SmallModel {
  static final int ROWS = 40;
  static final int CHANNELS = 30;
  static final int LATENTS = 3;
  static final double[] GRID = grid(CHANNELS, 4000, 2);

  final Path checkpoint;
  final Path sky;
  private final float[] flux = Noise.of(2).normals(ROWS * CHANNELS);

  private SmallModel(Path folder) {
    checkpoint = write(folder.resolve("m.eqx"), LATENTS, GRID);
    flux[5 * CHANNELS + 2] = Float.NaN;
    sky = SmallSkies.write(folder.resolve("sky.fits"), GRID, flux);
  }

  /** Writes both to a folder. */
  static SmallModel in(Path folder) {
    return new SmallModel(folder);
  }

  /** Writes a model of random weights that knows its wavelengths. */
  static Path write(Path checkpoint, int latents, double[] grid) {
    try (SkyVae vae = SkyVae.create(grid.length, latents, 1, Compute.auto())) {
      CheckpointHeader header =
          CheckpointHeader.of(grid.length, latents)
              .with("desisky_java", ModelGrid.provenance(grid));
      new Checkpoint(header, vae.weights()).write(checkpoint);
    }
    return checkpoint;
  }

  static double[] grid(int channels, double first, double step) {
    return IntStream.range(0, channels).mapToDouble(i -> first + step * i).toArray();
  }

  /** The spectra of the catalogue. */
  FloatMatrix spectra() {
    return FloatMatrix.of(flux.clone(), ROWS, CHANNELS);
  }

  float[] flux() {
    return flux.clone();
  }
}
