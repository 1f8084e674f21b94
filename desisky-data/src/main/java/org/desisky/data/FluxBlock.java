package org.desisky.data;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.desisky.core.DesiskyException;
import org.desisky.core.io.BadFileException;

/** What is said where spectra do not fit into one block of memory. */
final class FluxBlock {
  private static final String WAY_OUT = "read it in parts with SkyCatalogFile";

  private FluxBlock() {}

  /**
   * Makes sure that spectra fit into one array.
   *
   * @throws BadFileException if not, naming the way out
   */
  static void check(Path file, long rows, long channels) {
    if (rows * channels > FitsCatalog.MAX_ARRAY) {
      throw new BadFileException(
          file,
          "holds "
              + rows
              + " x "
              + channels
              + " numbers of flux, more than the "
              + FitsCatalog.MAX_ARRAY
              + " that one array takes; "
              + WAY_OUT);
    }
  }

  /**
   * Runs what allocates spectra.
   *
   * @throws DesiskyException if there is too little memory, naming the way out
   */
  static float[] orSay(Path file, long rows, long channels, Supplier<float[]> allocating) {
    try {
      return allocating.get();
    } catch (OutOfMemoryError e) {
      throw new DesiskyException(
          file
              + ": "
              + rows
              + " x "
              + channels
              + " numbers of flux need "
              + ((Float.BYTES * rows * channels) >> 20)
              + " MiB of memory, more than Java has left; start it with a larger -Xmx, or "
              + WAY_OUT,
          e);
    }
  }
}
