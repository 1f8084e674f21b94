package org.desisky.inference;

import static org.desisky.tables.StreamColumn.Kind.PLAIN;
import static org.desisky.tables.StreamColumn.Kind.SPECTRUM;
import static org.desisky.tables.StreamColumn.Kind.VECTOR;
import static org.desisky.tables.StreamColumn.Type.BOOLEAN;
import static org.desisky.tables.StreamColumn.Type.DOUBLE;
import static org.desisky.tables.StreamColumn.Type.FLOAT;
import static org.desisky.tables.StreamColumn.Type.LONG;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.data.Exposures;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.tables.RowStream;
import org.desisky.tables.StreamColumn;

/**
 * The results of a model for spectra of a catalogue, as rows to be written. The columns that the
 * Python package writes come first, under its names: {@code latents}, {@code means}, {@code
 * logvars}, {@code reconstructed}, {@code recon_error}; then {@code row} (from 0), {@code EXPID}
 * and {@code bad} (the flux was not finite).
 */
public final class InferenceRows implements RowStream {
  private final CatalogInference inference;
  private final SkyCatalogFile file;
  private final int[] rows;
  private final double[] wavelength;
  private final boolean precise;
  private final Map<String, Object> parameters;
  private final RunWatch watch;
  private final long[] expids;
  private int badRows;
  private int failedRows;
  private int goodRows;
  private double errorSum;

  /**
   * Rows to be.
   *
   * @param rows of the catalogue, from 0; those that {@link OnBad#SKIP} leaves out are left out
   * @param wavelength of the model's channels in Å; empty where it is not known
   * @param precise whether errors are kept as float64: the Python package does so for float64 flux
   * @param parameters what to say of the whole in formats that have a place for it
   * @throws IllegalArgumentException if there are wavelengths for another number of channels
   */
  public InferenceRows(
      CatalogInference inference,
      SkyCatalogFile file,
      int[] rows,
      double[] wavelength,
      boolean precise,
      Map<String, String> parameters,
      RunWatch watch) {
    this.inference = inference;
    this.file = file;
    this.wavelength = ModelGrid.checked(wavelength, inference.vae()).clone();
    this.rows = inference.kept(file, rows, watch);
    this.precise = precise;
    this.parameters = new LinkedHashMap<>(parameters);
    this.watch = watch;
    expids = expids(file.observations());
  }

  /** The exposure of each row, as a number; unknown where the catalogue does not tell. */
  static long[] expids(ObservationTable observations) {
    Exposures exposures = Exposures.of(observations);
    return IntStream.range(0, observations.rows())
        .mapToLong(row -> exposures.at(row).orElse(StreamColumn.UNKNOWN))
        .toArray();
  }

  /** How many of the rows made since they were last begun have flux that is not finite. */
  public int badRows() {
    return badRows;
  }

  /** How many have finite flux of which the model makes nothing finite, such as one of 1e38. */
  public int failedRows() {
    return failedRows;
  }

  /** The mean of the reconstruction errors of the others; NaN where there are none. */
  public double meanError() {
    return errorSum / goodRows;
  }

  @Override
  public String name() {
    return "INFERENCE";
  }

  @Override
  public List<StreamColumn> columns() {
    int d = inference.vae().latentDim();
    int channels = inference.vae().inChannels();
    String unit = file.fluxUnit();
    List<StreamColumn> columns = new ArrayList<>();
    columns.add(latent("latents", d, "latents that the reconstruction was decoded from"));
    columns.add(latent("means", d, "means of the latents' normal distributions"));
    columns.add(latent("logvars", d, "logarithms of their variances"));
    columns.add(
        new StreamColumn(
            "reconstructed", FLOAT, channels, SPECTRUM, unit, "spectrum decoded from the latents"));
    columns.add(
        new StreamColumn(
            "recon_error",
            precise ? DOUBLE : FLOAT,
            1,
            PLAIN,
            unit.equals(SkyCatalogWriter.BUNIT) ? SkyCatalogWriter.SQUARED_BUNIT : "",
            "mean over channels of the squared difference to the flux"));
    columns.add(plain("row", LONG, "row of the catalogue, from 0"));
    columns.add(plain("EXPID", LONG, "exposure"));
    columns.add(plain("bad", BOOLEAN, "whether the flux has NaN or infinite numbers"));
    return columns;
  }

  private static StreamColumn latent(String name, int width, String description) {
    return new StreamColumn(name, FLOAT, width, VECTOR, "", description);
  }

  static StreamColumn plain(String name, StreamColumn.Type type, String description) {
    return new StreamColumn(name, type, 1, PLAIN, "", description);
  }

  @Override
  public long rows() {
    return rows.length;
  }

  @Override
  public Map<String, Object> parameters() {
    return new LinkedHashMap<>(parameters);
  }

  @Override
  public double[] wavelength() {
    return wavelength.clone();
  }

  /** The rows from the first one on; what was counted of rows made before is forgotten. */
  @Override
  public Iterator<Batch> batches() {
    badRows = 0;
    failedRows = 0;
    goodRows = 0;
    errorSum = 0;
    Iterator<InferenceBatch> results = inference.runKept(file, rows);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return results.hasNext();
      }

      @Override
      public Batch next() {
        watch.goOn();
        Batch batch = batch(results.next());
        watch.done().accept(batch.rows());
        return batch;
      }
    };
  }

  private Batch batch(InferenceBatch results) {
    int[] of = results.rows();
    double[] error = results.reconstructionError();
    float[] rounded = new float[of.length];
    long[] row = new long[of.length];
    long[] expid = new long[of.length];
    boolean[] bad = new boolean[of.length];
    for (int i = 0; i < of.length; i++) {
      rounded[i] = (float) error[i];
      row[i] = of[i];
      expid[i] = expids[of[i]];
      bad[i] = results.isBad(i);
      boolean failed = !bad[i] && !Double.isFinite(precise ? error[i] : rounded[i]);
      badRows += bad[i] ? 1 : 0;
      failedRows += failed ? 1 : 0;
      goodRows += bad[i] || failed ? 0 : 1;
      errorSum += bad[i] || failed ? 0 : error[i];
    }
    return new Batch(
        of.length,
        List.of(
            results.latents(),
            results.distributions().mean(),
            results.distributions().logvar(),
            results.reconstructed(),
            precise ? error : FloatMatrix.of(rounded, of.length, 1),
            row,
            expid,
            bad));
  }
}
