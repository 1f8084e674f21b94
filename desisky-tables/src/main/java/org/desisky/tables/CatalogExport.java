package org.desisky.tables;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.AtomicFiles;
import org.desisky.core.io.NpyWriter;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.WavelengthGrid;

/** Writes catalogues in any {@link TableFormat}. */
public final class CatalogExport {
  /** The name of the observations' table. */
  private static final String NAME = "METADATA";

  /** Not the first time that an archive can tell, which Java tells once more, by the time zone. */
  private static final LocalDateTime LONG_AGO = LocalDateTime.of(1980, 2, 1, 0, 0);

  private CatalogExport() {}

  /**
   * Writes a catalogue in the format that the file's extension tells, its rows in their order. The
   * file appears whole or not at all, and replaces what was there.
   *
   * <p>FITS is written by {@link SkyCatalogWriter}. A NumPy archive has {@code flux} (spectra ×
   * channels, float32) and, where they are known, {@code wavelength} (float64, Å). In VOTable and
   * Parquet the observations are followed by a column FLUX, an array of a number a channel, and the
   * parameter WAVELENGTH holds the wavelengths in Å. CSV and ECSV have the observations alone.
   *
   * @param history what made these data, a line each; NumPy archives and CSV have no place for it
   * @throws IllegalArgumentException if the extension is not known
   * @throws org.desisky.data.BadCatalogException if the format asks for what the catalogue does not
   *     have: wavelengths in FITS, observations in CSV and ECSV; or, in VOTable and Parquet, if the
   *     observations have a column FLUX, in any case of letters
   * @throws org.desisky.core.DesiskyException if the file cannot be written
   */
  public static void write(SkyCatalog catalog, Path file, List<String> history) {
    switch (TableFormat.of(file)) {
      case FITS -> SkyCatalogWriter.write(catalog, file, history);
      case NPZ -> writeNpz(catalog, file);
      case CSV, ECSV, PARQUET, VOTABLE -> {
        ArrayColumn flux =
            new ArrayColumn(
                "FLUX",
                catalog.fluxUnit(),
                "sky spectrum, a number for each of the wavelengths",
                catalog.flux());
        TableWriter.write(
            catalog.observations(), List.of(flux), NAME, parameters(catalog, file, history), file);
      }
    }
  }

  private static Map<String, Object> parameters(
      SkyCatalog catalog, Path file, List<String> history) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (!history.isEmpty()) {
      parameters.put("HISTORY", String.join(" ", history));
    }
    if (TableFormat.of(file).holdsFlux() && catalog.hasWavelength()) {
      parameters.put("WAVELENGTH_UNIT", WavelengthGrid.UNIT);
      parameters.put("WAVELENGTH", catalog.wavelength());
    }
    return parameters;
  }

  private static void writeNpz(SkyCatalog catalog, Path file) {
    FloatMatrix flux = catalog.flux();
    AtomicFiles.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.setLevel(0); // noise does not compress
          zip.putNextEntry(entry("flux.npy"));
          NpyWriter.floats(zip, flux.view(0, flux.rows()), flux.rows(), flux.columns());
          if (catalog.hasWavelength()) {
            double[] wavelength = catalog.wavelength();
            zip.putNextEntry(entry("wavelength.npy"));
            NpyWriter.doubles(zip, wavelength, wavelength.length);
          }
          zip.finish();
        });
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LONG_AGO); // not now: the same data give the same bytes
    return entry;
  }
}
