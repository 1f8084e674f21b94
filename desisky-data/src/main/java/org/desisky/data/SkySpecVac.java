package org.desisky.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Folders;

/**
 * The DESI DR1 sky-spectra value-added catalogue, version 1.0: 9176 spectra of 7781 channels from
 * 3600 to 9824 Å, with the conditions of each exposure. About 274 MB.
 */
public final class SkySpecVac {
  /** Where DESI publishes the file. */
  public static final String ADDRESS =
      "https://data.desi.lbl.gov/public/dr1/vac/dr1/skyspec/v1.0/sky_spectra_vac_v1.fits";

  /** SHA-256 of the published file, in hexadecimal. */
  public static final String SHA256 =
      "e943bcf046965090c4566b2b132bd48aba4646f0e2c49a53eb6904e98c471a1b";

  private static final String RELEASE = "dr1";
  private static final String FILE_NAME = "sky_spectra_vac_v1.fits";

  private SkySpecVac() {}

  /**
   * Reads a FITS file in the catalogue's layout, which {@link SkyCatalog#read} describes.
   *
   * @throws BadFileException as {@link SkyCatalog#read}, and for a NumPy archive
   */
  public static SkyCatalog open(Path file) {
    return SkyCatalogReader.readFits(file);
  }

  /**
   * Where the catalogue is kept, whether it is there or not: {@code dr1/sky_spectra_vac_v1.fits} in
   * the user's data folder. The Python package keeps it in the same place.
   */
  public static Path cachedPath() {
    return Folders.ofUser().data().resolve(RELEASE).resolve(FILE_NAME);
  }

  /**
   * Reads the catalogue from {@link #cachedPath()}.
   *
   * @throws BadFileException if it is not there, saying how to get it, or as {@link #open}
   */
  public static SkyCatalog load() {
    return load(cachedPath());
  }

  static SkyCatalog load(Path cached) {
    if (!Files.exists(cached)) {
      throw new BadFileException(
          cached,
          "the DESI sky-spectra catalogue is not there; download it from "
              + ADDRESS
              + " to that path, or simulate a catalogue with 'desisky data simulate'");
    }
    return open(cached);
  }
}
