package org.desisky.tables;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.desisky.core.Labelled;

/** The formats of files that catalogues are written to; a file's extension tells which. */
public enum TableFormat implements Labelled {
  /** The layout of the DESI catalogue: wavelengths, flux and observations. */
  FITS(true, "fits", "fit"),
  /** NumPy's archive: flux and wavelengths, no observations. */
  NPZ(true, "npz"),
  /** Comma-separated values with a line of names: observations alone, no units. */
  CSV(false, "csv"),
  /** Enhanced CSV (Astropy APE 6): observations with types, units and descriptions. */
  ECSV(false, "ecsv"),
  /**
   * Apache Parquet with a VOTable header in its metadata (VOParquet 1.0): observations with units
   * and descriptions, and each spectrum as a list. Not compressed.
   */
  PARQUET(true, "parquet"),
  /**
   * VOTable 1.4, binary: observations with units and descriptions, and each spectrum as an array.
   */
  VOTABLE(true, "vot", "xml");

  private final boolean holdsFlux;
  private final ImmutableList<String> extensions;

  TableFormat(boolean holdsFlux, String... extensions) {
    this.holdsFlux = holdsFlux;
    this.extensions = ImmutableList.copyOf(extensions);
  }

  /** Whether spectra are written, too, or their observations alone. */
  public boolean holdsFlux() {
    return holdsFlux;
  }

  /** The extensions of its files, without a dot, the usual one first. */
  public List<String> extensions() {
    return extensions;
  }

  /**
   * The format of a file by its extension, in any case.
   *
   * @throws IllegalArgumentException if the extension is another, naming all that are known
   */
  public static TableFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (TableFormat format : values()) {
      if (format.extensions.stream().anyMatch(extension -> name.endsWith("." + extension))) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "cannot tell the format of "
            + file
            + " by its extension; it must be one of "
            + Arrays.stream(values())
                .flatMap(format -> format.extensions.stream())
                .map(extension -> "." + extension)
                .collect(Collectors.joining(", ")));
  }
}
