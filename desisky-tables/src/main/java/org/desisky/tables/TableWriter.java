package org.desisky.tables;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.AtomicFiles;
import org.desisky.data.BadCatalogException;
import org.desisky.data.ObservationTable;
import uk.ac.starlink.parquet.ParquetTableWriter;
import uk.ac.starlink.table.StarTable;
import uk.ac.starlink.table.StarTableWriter;
import uk.ac.starlink.table.formats.CsvTableWriter;
import uk.ac.starlink.votable.DataFormat;
import uk.ac.starlink.votable.VOTableVersion;
import uk.ac.starlink.votable.VOTableWriter;

/**
 * Writes tables as VOTable, ECSV, CSV or Parquet, through STIL (Taylor 2005, ASP Conf. 347, 29).
 * Rows keep their order. NaN, which a null is, stays NaN in VOTable, is null in Parquet, and an
 * empty field in CSV and ECSV.
 */
public final class TableWriter {
  static {
    StilLog.quieten();
  }

  private static final int BUFFER = 1 << 18;

  private TableWriter() {}

  /**
   * Writes a table. The file appears whole or not at all, and replaces what was there.
   *
   * @param table one value a row and column
   * @param arrays further columns of several numbers a row, put after the others; none in CSV and
   *     ECSV, which are for people and programs that read line by line
   * @param name of the table, where the format has one
   * @param parameters what holds for the whole table, by name: texts, numbers or {@code double[]};
   *     CSV has no place for them
   * @throws IllegalArgumentException if the extension is not that of VOTable, ECSV, CSV or Parquet
   * @throws BadCatalogException if there is no column, or an array column has another number of
   *     rows or, but for the case of letters, the name of another column
   * @throws org.desisky.core.DesiskyException if the file cannot be written
   */
  public static void write(
      ObservationTable table,
      List<ArrayColumn> arrays,
      String name,
      Map<String, Object> parameters,
      Path file) {
    TableFormat format = TableFormat.of(file);
    StarTableWriter writer = writer(format);
    List<ArrayColumn> written = format.holdsFlux() ? arrays : List.of();
    if (table.columns().isEmpty() && written.isEmpty()) {
      throw new BadCatalogException(
          "there are no observations to write to " + file + ", only spectra");
    }
    StarTable stilTable = StilTable.of(table, written, name, parameters);
    AtomicFiles.write(file, out -> write(stilTable, writer, out));
  }

  private static void write(StarTable table, StarTableWriter writer, OutputStream out)
      throws IOException {
    try {
      writer.writeStarTable(table, out);
    } catch (DesiskyException e) { // of what is written, not of where to
      throw e;
    } catch (RuntimeException e) { // some writers wrap a full disk so
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Writes a table that is gone through once. */
  static void write(StreamTable table, TableFormat format, Path path) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), BUFFER)) {
      if (format == TableFormat.FITS) {
        StarTable wavelengths = table.wavelengths();
        FitsTables.write(
            wavelengths.getRowCount() == 0 ? List.of(table) : List.of(table, wavelengths), out);
      } else {
        write(table, writer(format), out);
      }
    }
  }

  private static StarTableWriter writer(TableFormat format) {
    return switch (format) {
      case CSV -> new CsvTableWriter();
      case ECSV -> new UnicodeEcsvWriter();
      case VOTABLE -> votable();
      case PARQUET -> parquet();
      case FITS, NPZ ->
          throw new IllegalArgumentException(
              "a table goes to VOTable, ECSV, CSV or Parquet, not to " + format);
    };
  }

  private static VOTableWriter votable() {
    VOTableWriter writer = new VOTableWriter(DataFormat.BINARY2, true, VOTableVersion.V14);
    writer.setWriteDate(false); // the same table gives the same bytes
    return writer;
  }

  private static ParquetTableWriter parquet() {
    ParquetTableWriter writer = new ParquetTableWriter();
    writer.setCompressionCodec(CompressionCodecName.UNCOMPRESSED); // noise does not compress
    writer.setDictionaryEncoding(false); // and does not repeat
    writer.setVOTableMetadata(true);
    return writer;
  }
}
