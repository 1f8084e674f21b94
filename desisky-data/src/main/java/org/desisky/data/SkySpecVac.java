package org.desisky.data;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Folders;
import org.desisky.data.fetch.Fetcher;
import org.desisky.data.fetch.RemoteFile;

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

  /** The version that is read and fetched unless another is asked for. */
  public static final String VERSION = "v1.0";

  private static final Map<String, RemoteFile> VERSIONS =
      Map.of(
          VERSION,
          new RemoteFile(
              "the DESI sky-spectra catalogue " + VERSION,
              URI.create(ADDRESS),
              Optional.of(SHA256),
              400_000_000,
              Path.of("dr1", "sky_spectra_vac_v1.fits"),
              Optional.empty()));

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
    return published(VERSION).in(Folders.ofUser().data());
  }

  /** The versions that are published, the oldest first. */
  public static List<String> versions() {
    return VERSIONS.keySet().stream().sorted().toList();
  }

  /**
   * The published file of a version.
   *
   * @param version one of {@link #versions()}
   * @throws IllegalArgumentException if there is no such version; the message lists the known
   */
  public static RemoteFile published(String version) {
    RemoteFile file = VERSIONS.get(version);
    if (file == null) {
      throw new IllegalArgumentException(
          "there is no version '"
              + version
              + "' of the DESI sky-spectra catalogue, only: "
              + String.join(", ", versions()));
    }
    return file;
  }

  /**
   * Downloads the catalogue to {@link #cachedPath()} unless it is there; the path. What is there is
   * checked first.
   *
   * @throws org.desisky.data.fetch.FetchException as {@link Fetcher#fetch}
   */
  public static Path fetch() {
    return Fetcher.ofUser().fetch(published(VERSION), Folders.ofUser().data()).path();
  }

  /**
   * Reads the catalogue from {@link #cachedPath()}.
   *
   * @throws BadFileException if it is not there, saying how to get it, or as {@link #open}
   */
  public static SkyCatalog load() {
    return load(cachedPath());
  }

  /**
   * Reads a part of the catalogue from {@link #cachedPath()}, as {@link SkyCatalog#read(Path,
   * Function)}.
   *
   * @throws BadFileException as {@link #load()}
   */
  public static SkyCatalog load(Function<SkyCatalogFile, int[]> choice) {
    Path cached = cachedPath();
    requireThere(cached);
    return SkyCatalogReader.read(cached, false, choice);
  }

  static SkyCatalog load(Path cached) {
    requireThere(cached);
    return open(cached);
  }

  private static void requireThere(Path cached) {
    if (!Files.exists(cached)) {
      throw new BadFileException(
          cached,
          "the DESI sky-spectra catalogue is not there; fetch it with 'desisky data fetch' or"
              + " SkySpecVac.fetch(), download it from "
              + ADDRESS
              + " to that path, or simulate a catalogue with 'desisky data simulate'");
    }
  }
}
