package org.desisky.report.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.noise.Noise;
import org.desisky.core.pca.PrincipalComponents;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.vae.PrincipalStart;
import org.desisky.vae.SkyVae;

/** Small catalogues and models to measure. */
public final class Skies {
  /** Latents of the models. */
  public static final int LATENTS = 3;

  private Skies() {}

  /** DESI's range in fewer channels. */
  public static double[] grid(int channels) {
    double[] wavelength = new double[channels];
    Arrays.setAll(wavelength, c -> 3600 + 6224.0 * c / (channels - 1));
    return wavelength;
  }

  /** Spectra of a continuum and five shapes of rising frequency, with noise of 0.05. */
  public static SkyCatalog catalog(int rows, int channels) {
    Noise noise = Noise.of(11);
    double[][] shapes = new double[5][channels];
    for (int k = 1; k <= 5; k++) {
      for (int c = 0; c < channels; c++) {
        double x = 2 * Math.PI * c / channels;
        shapes[k - 1][c] = Math.sin(k * x);
      }
    }
    float[] flux = new float[rows * channels];
    for (int row = 0; row < rows; row++) {
      Noise ofRow = noise.stream("noise").at(row);
      double[] share = new double[5];
      for (int k = 1; k <= 5; k++) {
        share[k - 1] = noise.stream("shape").at(k).normal(row) / k;
      }
      for (int c = 0; c < channels; c++) {
        double value = 5 + 0.05 * ofRow.normal(c);
        for (int k = 0; k < 5; k++) {
          value += share[k] * shapes[k][c];
        }
        flux[row * channels + c] = (float) value;
      }
    }
    return SkyCatalog.of(grid(channels), FloatMatrix.of(flux, rows, channels), observations(rows));
  }

  /** Dark, moonlit and twilight skies in turn, with some columns more. */
  public static ObservationTable observations(int rows) {
    double[] sunalt = new double[rows];
    double[] moonalt = new double[rows];
    double[] airmass = new double[rows];
    long[] expid = new long[rows];
    String[] program = new String[rows];
    boolean[] clear = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      sunalt[row] = row % 3 == 2 ? -15 : -40;
      moonalt[row] = row % 3 == 1 ? 40 : -30;
      airmass[row] = row % 7 == 0 ? Double.NaN : 1 + 0.01 * row;
      expid[row] = 900L + row;
      program[row] = row % 2 == 0 ? "dark" : "bright <b>";
      clear[row] = row % 2 == 0;
    }
    double[] full = new double[rows];
    Arrays.fill(full, 0.9);
    double[] near = new double[rows];
    Arrays.fill(near, 60);
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("EXPID", "", expid));
    columns.add(new Column("SUNALT", "deg", sunalt, "altitude of the Sun"));
    columns.add(new Column("MOONALT", "deg", moonalt));
    columns.add(new Column("MOONFRAC", "", full));
    columns.add(new Column("MOONSEP", "deg", near));
    columns.add(new Column("AIRMASS", "", airmass));
    columns.add(new Column("PROGRAM", "", program));
    columns.add(new Column("CLEAR", "", clear));
    return ObservationTable.of(rows, columns);
  }

  /** The last {@code test} rows of a catalogue are tested on; row k is row 10 + k of its file. */
  public static EvaluationData data(SkyCatalog catalog, int test) {
    int train = catalog.rows() - test;
    return EvaluationData.of(
        catalog,
        IntStream.range(10, 10 + catalog.rows()).toArray(),
        IntStream.range(0, train).toArray(),
        IntStream.range(train, catalog.rows()).toArray(),
        "Split for a test.");
  }

  /** A model that is the principal components of rows, and so no better than they are. */
  public static SkyVae principalModel(SkyCatalog catalog, int[] rows, Compute compute) {
    SkyVae vae = SkyVae.create(catalog.channels(), LATENTS, 1, compute);
    PrincipalComponents components = PrincipalComponents.fit(catalog.flux(), rows, LATENTS);
    double[] ones = new double[catalog.channels()];
    Arrays.fill(ones, 1);
    vae.setWeights(
        new org.desisky.vae.Standardisation(components.mean(), ones)
            .fold(PrincipalStart.weights(vae, components, new double[LATENTS], 1)));
    return vae;
  }
}
