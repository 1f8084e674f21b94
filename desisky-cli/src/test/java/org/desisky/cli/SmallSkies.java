package org.desisky.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.NpyWriter;
import org.desisky.core.noise.Noise;
import org.desisky.data.Column;
import org.desisky.data.KnownBadNights;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;

/** Catalogues small enough to train on in seconds. */
final class SmallSkies {
  private SmallSkies() {}

  /** Spectra of a level and a slope, both random, and noise of this deviation. */
  static float[] flux(int rows, int channels, double deviation, long seed) {
    Noise noise = Noise.of(seed);
    float[] flux = new float[rows * channels];
    for (int row = 0; row < rows; row++) {
      double level = 2 + 0.3 * noise.stream("level").normal(row);
      double tilt = 0.3 * noise.stream("tilt").normal(row);
      for (int c = 0; c < channels; c++) {
        double own = deviation * noise.stream("noise").at(row).normal(c);
        flux[row * channels + c] = (float) (level + tilt * Math.sin(6.0 * c / channels) + own);
      }
    }
    return flux;
  }

  /** Writes an archive of one array. */
  static Path npz(Path path, String name, float[] values, long... shape) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      zip.putNextEntry(new ZipEntry(name + ".npy"));
      NpyWriter.floats(zip, values, shape);
    }
    return path;
  }

  /** Writes a catalogue whose EXPIDs count from 900. */
  static Path write(Path path, double[] wavelength, float[] flux) {
    return write(path, wavelength, flux, 0);
  }

  /** With some rows, the first, of a night that is known to be bad. */
  static Path write(Path path, double[] wavelength, float[] flux, int badRows) {
    int rows = flux.length / wavelength.length;
    int[] expid = IntStream.range(900, 900 + rows).toArray();
    int[] night = new int[rows];
    Arrays.fill(night, 20230101);
    Arrays.fill(night, 0, badRows, KnownBadNights.FIRST);
    SkyCatalogWriter.write(
        SkyCatalog.of(
            wavelength,
            FloatMatrix.of(flux, rows, wavelength.length),
            ObservationTable.of(
                rows, List.of(new Column("EXPID", "", expid), new Column("NIGHT", "", night)))),
        path);
    return path;
  }
}
