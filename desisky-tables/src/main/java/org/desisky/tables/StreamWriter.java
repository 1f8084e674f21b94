package org.desisky.tables;

import java.io.IOException;
import java.nio.file.Path;
import org.desisky.core.io.AtomicFiles;

/**
 * Writes tables whose rows are made meanwhile, in any {@link TableFormat}, with memory for a batch
 * alone.
 *
 * <ul>
 *   <li>NumPy: an array {@code wavelength} (float64) and one for each column.
 *   <li>FITS: a binary table with a vector in each cell of a wide column, what holds for the whole
 *       in HISTORY cards of its header, and a second table WAVELENGTH.
 *   <li>VOTable and Parquet: the same table; the wavelengths are its parameter WAVELENGTH.
 *   <li>CSV and ECSV: a column {@code name_k}, k from 0, for each number of a wide column, without
 *       those that have a number for each channel.
 * </ul>
 */
public final class StreamWriter {
  private StreamWriter() {}

  /**
   * Writes a file in the format that its extension tells. It appears whole or not at all, and
   * replaces what was there.
   *
   * @throws IllegalArgumentException if the extension is not known
   * @throws org.desisky.core.DesiskyException if it cannot be written, or whatever the making of a
   *     row throws
   */
  public static void write(RowStream rows, Path file) {
    TableFormat format = TableFormat.of(file);
    AtomicFiles.writeByPath(file, part -> writeTo(rows, format, part));
  }

  private static void writeTo(RowStream rows, TableFormat format, Path path) throws IOException {
    if (format == TableFormat.NPZ) {
      StreamNpz.write(rows, path);
    } else {
      TableWriter.write(new StreamTable(rows, format), format, path);
    }
  }
}
