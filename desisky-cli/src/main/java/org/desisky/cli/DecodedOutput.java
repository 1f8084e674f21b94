package org.desisky.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.engine.Compute;
import org.desisky.core.io.FullPath;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.WavelengthGrid;
import org.desisky.inference.DecodedRows;
import org.desisky.inference.ModelGrid;
import org.desisky.tables.StreamWriter;
import org.desisky.tables.TableFormat;
import org.desisky.tables.TableWriter;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;
import picocli.CommandLine.ParameterException;

/**
 * From a model to a file of spectra that it decodes: the same for every command that makes some.
 */
final class DecodedOutput {
  private static final int MOST_COLUMNS = 1000;

  private final Path model;
  private final CheckpointHeader header;
  private final Output target;
  private final Talk talk;
  private final double[] wavelength;

  /**
   * Reads the head of the model, and refuses what could not be written in the end.
   *
   * @param spectra how many there will be
   * @throws ParameterException if they need another format
   */
  DecodedOutput(Path model, long spectra, Output target, Talk talk) {
    this.model = model;
    this.target = target;
    this.talk = talk;
    header = CheckpointHeader.read(model);
    wavelength = ModelGrid.of(header).map(WavelengthGrid::wavelength).orElse(new double[0]);
    if (target.format() == TableFormat.FITS && wavelength.length == 0) {
      throw target.refusal(
          "a FITS catalogue needs wavelengths, and the model's are not known",
          List.of(TableFormat.NPZ));
    }
    boolean isForPeople = !target.format().holdsFlux();
    if (isForPeople && spectra > MOST_COLUMNS) {
      throw target.refusal(
          spectra
              + " spectra would be as many columns, and "
              + target.format()
              + " takes up to "
              + MOST_COLUMNS,
          Stream.of(TableFormat.values()).filter(TableFormat::holdsFlux).toList());
    }
  }

  /** The model's checkpoint. */
  Path model() {
    return model;
  }

  CheckpointHeader header() {
    return header;
  }

  /**
   * Decodes latents, (N, d), and writes their spectra.
   *
   * @param vae the model, loaded
   * @param origin what to say in the file of where the latents come from
   */
  void write(SkyVae vae, FloatMatrix latents, Map<String, String> origin) {
    write(vae, latents, origin, rows -> rows);
  }

  /**
   * As {@link #write(SkyVae, FloatMatrix, Map)}.
   *
   * @param more adds columns
   */
  void write(
      SkyVae vae,
      FloatMatrix latents,
      Map<String, String> origin,
      UnaryOperator<DecodedRows> more) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("PROGRAM", "desisky " + Version.text());
    parameters.put("MODEL", String.valueOf(model.getFileName()));
    parameters.putAll(origin);
    DecodedRows rows;
    double seconds;
    try (RowProgress progress = new RowProgress("Decoding", latents.rows(), talk)) {
      rows =
          new DecodedRows(
              vae, latents, wavelength, ModelGrid.fluxUnit(header), parameters, progress.watch());
      rows = written(more.apply(rows));
      seconds = progress.seconds();
    }
    tell(rows, origin, vae.compute(), seconds);
  }

  private DecodedRows written(DecodedRows rows) {
    return Interrupts.endingGently(
        () -> {
          target.write(path -> write(rows, path));
          return rows;
        });
  }

  private void tell(DecodedRows rows, Map<String, String> origin, Compute compute, double seconds) {
    if (rows.failedRows() > 0) {
      talk.warn(
          InferenceJob.count(rows.failedRows())
              + " came out with numbers that are not finite, and as such stand in the output");
    }
    talk.say("Wrote " + InferenceJob.count(Math.toIntExact(rows.rows())));
    target.tell(talk, path -> json(rows, origin, compute, path, seconds));
  }

  private void write(DecodedRows rows, Path path) {
    switch (target.format()) {
      case FITS -> {
        List<String> history = new ArrayList<>();
        history.add("Spectra decoded from latents, not observations.");
        rows.parameters().forEach((name, value) -> history.add(name + " " + value));
        SkyCatalogWriter.write(
            WavelengthGrid.of(wavelength),
            rows.spectra(),
            rows.fluxUnit(),
            rows.observations(),
            path,
            history);
      }
      case CSV, ECSV ->
          TableWriter.write(channels(rows), List.of(), rows.name(), rows.parameters(), path);
      case NPZ, PARQUET, VOTABLE -> StreamWriter.write(rows, path);
    }
  }

  /** A row a channel: its wavelength, or its number where that is not known, and each flux. */
  private ObservationTable channels(DecodedRows rows) {
    List<Column> columns = new ArrayList<>();
    int channels = rows.columns().get(0).width();
    columns.add(
        wavelength.length > 0
            ? new Column("wavelength", WavelengthGrid.UNIT, wavelength, "in vacuum")
            : new Column("channel", "", IntStream.range(0, channels).toArray(), "from 0"));
    for (Iterator<FloatMatrix> batches = rows.spectra(); batches.hasNext(); ) {
      FloatMatrix batch = batches.next();
      for (int row = 0; row < batch.rows(); row++) {
        columns.add(
            new Column(
                "flux_" + (columns.size() - 1),
                rows.fluxUnit(),
                batch.row(row),
                "spectrum decoded from row " + (columns.size() - 1) + " of the latents"));
      }
    }
    return ObservationTable.of(channels, columns);
  }

  private String json(
      DecodedRows rows, Map<String, String> origin, Compute compute, Path output, double seconds) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("output", output.toString());
    json.put("model", FullPath.of(model).toString());
    json.put("rows", rows.rows());
    json.put("failed_rows", rows.failedRows());
    origin.forEach((name, text) -> json.put(name.toLowerCase(Locale.ROOT), text));
    json.put("engine", compute.engineName());
    json.put("device", compute.deviceName());
    json.put("seconds", seconds);
    return json.toString();
  }
}
