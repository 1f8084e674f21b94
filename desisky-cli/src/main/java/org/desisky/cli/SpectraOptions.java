package org.desisky.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.desisky.core.EvenRows;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalogFile;
import org.desisky.inference.ModelGrid;
import org.desisky.training.scaling.FluxUnit;
import org.desisky.training.scaling.ReconUnits;
import org.desisky.vae.CheckpointHeader;
import picocli.CommandLine.Option;

/** Which spectra a model is shown, and whether they may be brought to its wavelengths. */
final class SpectraOptions {
  private static final int ROWS_LOOKED_AT = 16;

  @Option(
      names = "--data-path",
      paramLabel = "FILE",
      description =
          "Spectra: a FITS file in the layout of the DESI sky-spectra VAC, or a .npz with 'flux' (N,"
              + " channels) and, if wanted, 'wavelength'. Without it: the VAC, which is downloaded"
              + " (274 MB, once) unless it is there.")
  Path dataPath;

  @Option(
      names = "--resample",
      description =
          "Bring spectra on another wavelength grid to the model's, conserving flux, in place of"
              + " refusing them.")
  boolean resample;

  /** What brings a file's spectra to the model's wavelengths, if that is needed and wanted. */
  Optional<FluxRebinning> rebinning(SkyCatalogFile file, CheckpointHeader header, Talk talk) {
    return rebinning(file, header, resample, talk);
  }

  /**
   * The same for commands that have spectra under another name; says what is done to them, and
   * where their flux is not in the model's unit, by what the file says or by its first numbers.
   */
  static Optional<FluxRebinning> rebinning(
      SkyCatalogFile file, CheckpointHeader header, boolean mayResample, Talk talk) {
    Optional<FluxRebinning> rebinning = ModelGrid.bring(file, header, mayResample);
    rebinning.ifPresent(onto -> talk.say("Resampling from " + onto.from() + ", to " + onto.to()));
    String model = ModelGrid.fluxUnit(header);
    if (!model.isEmpty() && !file.fluxUnit().isEmpty() && !model.equals(file.fluxUnit())) {
      talk.warn(
          "the model was trained on flux in '"
              + model
              + "', that of "
              + file.path()
              + " is in '"
              + file.fluxUnit()
              + "'; its numbers are taken as they are");
    }
    if (!takesAnyUnit(header)) {
      FluxUnit.fault(file.flux(EvenRows.of(file.rows(), ROWS_LOOKED_AT)))
          .ifPresent(fault -> talk.warn(file.path() + ": " + fault));
    }
    return rebinning;
  }

  /** Of a model that was trained in units of the noise, faint flux may be what it learnt from. */
  private static boolean takesAnyUnit(CheckpointHeader header) {
    return header
        .get(CheckpointHeader.JAVA_KEY)
        .filter(ours -> ours.path("recon_units").asText().equals(ReconUnits.NOISE.label()))
        .isPresent();
  }
}
