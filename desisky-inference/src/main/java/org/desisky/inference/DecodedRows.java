package org.desisky.inference;

import static com.google.common.base.Preconditions.checkArgument;
import static org.desisky.tables.StreamColumn.Kind.SPECTRUM;
import static org.desisky.tables.StreamColumn.Kind.VECTOR;
import static org.desisky.tables.StreamColumn.Type.FLOAT;
import static org.desisky.tables.StreamColumn.Type.LONG;

import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.desisky.core.FloatMatrix;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.tables.RowStream;
import org.desisky.tables.StreamColumn;
import org.desisky.vae.SkyVae;

/**
 * The spectra that latents stand for, as rows to be written: {@code flux}, {@code latents}, {@code
 * row} (of the latents, from 0, or of the catalogue that they are of), and maybe numbers more for
 * each.
 */
public final class DecodedRows implements RowStream {
  private static final int BATCH = 1024;

  private final SkyVae vae;
  private final FloatMatrix latents;
  private final double[] wavelength;
  private final String fluxUnit;
  private final List<Extra> extras;
  private final Map<String, Object> parameters;
  private final RunWatch watch;
  private int failedRows;

  /** A column of a number a row: float32 as a matrix, or {@code long[]}. */
  private record Extra(StreamColumn column, Object values) {
    Object part(int first, int count) {
      return values instanceof long[] numbers
          ? Arrays.copyOfRange(numbers, first, first + count)
          : ((FloatMatrix) values).part(first, count);
    }

    /** In FITS no whole number stands for an unknown one, but NaN does. */
    Column observed() {
      Object numbers = values instanceof FloatMatrix matrix ? matrix.toArray() : values;
      if (values instanceof long[] whole
          && LongStream.of(whole).anyMatch(number -> number == StreamColumn.UNKNOWN)) {
        numbers =
            LongStream.of(whole)
                .mapToDouble(number -> number == StreamColumn.UNKNOWN ? Double.NaN : number)
                .toArray();
      }
      return new Column(column.name().toUpperCase(Locale.ROOT), "", numbers, column.description());
    }
  }

  /**
   * Rows to be.
   *
   * @param latents (N, d)
   * @param wavelength of the model's channels in Å; empty where it is not known
   * @param fluxUnit of the spectra, such as {@link ModelGrid#fluxUnit} tells; empty where it is not
   *     known
   * @param parameters what to say of the whole in formats that have a place for it
   * @throws IllegalArgumentException if the model has another number of latents, or there are
   *     wavelengths for another number of channels
   */
  public DecodedRows(
      SkyVae vae,
      FloatMatrix latents,
      double[] wavelength,
      String fluxUnit,
      Map<String, String> parameters,
      RunWatch watch) {
    this(
        vae,
        latents,
        wavelength,
        fluxUnit,
        List.of(
            whole(
                "row",
                "row of the latents, from 0",
                LongStream.range(0, latents.rows()).toArray())),
        new LinkedHashMap<>(parameters),
        watch);
    if (latents.columns() != vae.latentDim()) {
      throw new IllegalArgumentException(
          "the model takes " + vae.latentDim() + " latents, not " + latents.columns());
    }
  }

  private DecodedRows(
      SkyVae vae,
      FloatMatrix latents,
      double[] wavelength,
      String fluxUnit,
      List<Extra> extras,
      Map<String, Object> parameters,
      RunWatch watch) {
    this.vae = vae;
    this.latents = latents;
    this.wavelength = ModelGrid.checked(wavelength, vae).clone();
    this.fluxUnit = fluxUnit;
    this.extras = extras;
    this.parameters = parameters;
    this.watch = watch;
  }

  private static Extra whole(String name, String description, long... values) {
    return new Extra(InferenceRows.plain(name, LONG, description), values);
  }

  /**
   * The same, told by the spectra that the latents are of.
   *
   * @param row what the latents' file calls the row of each, from 0; empty where it does not tell
   * @param expid the exposure of each, or {@link StreamColumn#UNKNOWN}; empty where none is known
   * @throws IllegalArgumentException if there is another number of them than of latents
   */
  public DecodedRows ofCatalog(long[] row, long[] expid) {
    for (long[] numbers : new long[][] {row, expid}) {
      checkArgument(
          numbers.length == 0 || numbers.length == latents.rows(),
          "%s numbers for %s latents",
          numbers.length,
          latents.rows());
    }
    List<Extra> told = new ArrayList<>(extras);
    if (row.length > 0) {
      told.set(0, whole("row", "row that the file of the latents tells, from 0", row));
    }
    if (expid.length > 0) {
      told.add(1, whole("EXPID", "exposure", expid));
    }
    return new DecodedRows(vae, latents, wavelength, fluxUnit, told, parameters, watch);
  }

  /** The same, with a number more for each row. */
  public DecodedRows with(String name, String description, float... values) {
    List<Extra> more = new ArrayList<>(extras);
    more.add(
        new Extra(
            InferenceRows.plain(name, FLOAT, description),
            FloatMatrix.of(values, latents.rows(), 1)));
    return new DecodedRows(vae, latents, wavelength, fluxUnit, more, parameters, watch);
  }

  @Override
  public String name() {
    return "DECODED";
  }

  @Override
  public List<StreamColumn> columns() {
    List<StreamColumn> columns = new ArrayList<>();
    columns.add(
        new StreamColumn(
            "flux",
            FLOAT,
            vae.inChannels(),
            SPECTRUM,
            fluxUnit,
            "spectrum decoded from the latents"));
    columns.add(
        new StreamColumn(
            "latents",
            FLOAT,
            vae.latentDim(),
            VECTOR,
            "",
            "latents the spectrum was decoded from"));
    extras.forEach(extra -> columns.add(extra.column()));
    return columns;
  }

  @Override
  public long rows() {
    return latents.rows();
  }

  @Override
  public Map<String, Object> parameters() {
    return new LinkedHashMap<>(parameters);
  }

  @Override
  public double[] wavelength() {
    return wavelength.clone();
  }

  /**
   * Of how many latents, among those decoded since the rows were last begun, nothing finite came.
   */
  public int failedRows() {
    return failedRows;
  }

  @Override
  public Iterator<Batch> batches() {
    failedRows = 0;
    return IntStream.range(0, (latents.rows() + BATCH - 1) / BATCH)
        .mapToObj(i -> batch(i * BATCH, Math.min(BATCH, latents.rows() - i * BATCH)))
        .iterator();
  }

  private Batch batch(int first, int count) {
    watch.goOn();
    FloatMatrix chosen = latents.part(first, count);
    List<Object> values = new ArrayList<>();
    FloatMatrix spectra = vae.decode(chosen);
    for (int i = 0; i < count; i++) {
      failedRows += spectra.isFinite(i) ? 0 : 1;
    }
    values.add(spectra);
    values.add(chosen);
    extras.forEach(extra -> values.add(extra.part(first, count)));
    watch.done().accept(count);
    return new Batch(count, values);
  }

  /** The spectra alone, in batches: what a catalogue in FITS takes. */
  public Iterator<FloatMatrix> spectra() {
    return Iterators.transform(batches(), batch -> (FloatMatrix) batch.values().get(0));
  }

  /** The unit of the spectra; empty where it is not known. */
  public String fluxUnit() {
    return fluxUnit;
  }

  /** The rest as observations: a column for each latent, counted from 0, the row and what more. */
  public ObservationTable observations() {
    List<Column> columns = new ArrayList<>();
    for (int k = 0; k < latents.columns(); k++) {
      columns.add(latent(k));
    }
    extras.forEach(extra -> columns.add(extra.observed()));
    return ObservationTable.of(latents.rows(), columns);
  }

  private Column latent(int k) {
    float[] values = new float[latents.rows()];
    for (int row = 0; row < values.length; row++) {
      values[row] = latents.get(row, k);
    }
    return new Column("LATENT_" + k, "", values, "latent " + k + ", counted from 0");
  }
}
