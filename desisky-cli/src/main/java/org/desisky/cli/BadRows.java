package org.desisky.cli;

import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import org.desisky.core.FloatMatrix;
import org.desisky.data.BadCatalogException;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalogFile;

/** Spectra with NaN or infinite flux: which ones they are, and what is said of them. */
final class BadRows {
  private static final int AT_ONCE = 1024;

  private BadRows() {}

  /** The rows of a file that are such. */
  static BitSet of(SkyCatalogFile file) {
    return of(file, Optional.empty());
  }

  /**
   * The rows of a file that are such once they are brought to a model's wavelengths: channels
   * beyond those may be what they like.
   */
  static BitSet of(SkyCatalogFile file, Optional<FluxRebinning> rebinning) {
    BitSet bad = new BitSet();
    for (int first = 0; first < file.rows(); first += AT_ONCE) {
      FloatMatrix read = file.flux(first, Math.min(AT_ONCE, file.rows() - first));
      FloatMatrix flux = FluxRebinning.brought(read, rebinning);
      for (int row = 0; row < flux.rows(); row++) {
        bad.set(first + row, !flux.isFinite(row));
      }
    }
    return bad;
  }

  /** How many of the rows asked for are among them. */
  static int count(BitSet bad, int[] asked) {
    return Math.toIntExact(IntStream.of(asked).filter(bad::get).count());
  }

  /** Says how many were left out, if any. */
  static void tellLeftOut(int rows, Talk talk) {
    if (rows > 0) {
      talk.say("Left out " + InferenceJob.count(rows) + " with NaN or infinite flux");
    }
  }

  /** The error where a row is such that one is wanted of which something can be made. */
  static BadCatalogException one(SkyCatalogFile file, int row) {
    return new BadCatalogException(
        file.path()
            + ": row "
            + row
            + " (counted from 0) has NaN or infinite flux; choose another");
  }

  /** The error where none of the rows wanted of a file can be used. */
  static BadCatalogException all(SkyCatalogFile file, int rows) {
    return new BadCatalogException(
        file.path()
            + (rows == 1 ? ": the only spectrum has" : ": all of the " + rows + " spectra have")
            + " NaN or infinite flux");
  }
}
