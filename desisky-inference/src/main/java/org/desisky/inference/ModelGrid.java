package org.desisky.inference;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.desisky.data.BadCatalogException;
import org.desisky.data.DesiGrid;
import org.desisky.data.FluxRebinning;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.WavelengthGrid;
import org.desisky.vae.CheckpointHeader;
import org.desisky.vae.SkyVae;

/** The wavelengths a model was trained on, as its checkpoint tells. */
public final class ModelGrid {
  private static final String KEY = SkyCatalog.WAVELENGTH_KEY;
  private static final String FLUX_UNIT_KEY = SkyCatalog.FLUX_UNIT_KEY;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ModelGrid() {}

  /**
   * What a trainer should say of spectra in DESI's unit, for {@link #of} to find it again: to be
   * given to {@code VaeTrainer.withProvenance}. A catalogue says it itself, {@link
   * SkyCatalog#provenance()}.
   *
   * @param wavelength of the channels in Å; empty where they are not known, and then nothing is
   *     said
   */
  public static Map<String, Object> provenance(double[] wavelength) {
    return SkyCatalog.provenance(wavelength, SkyCatalogWriter.BUNIT);
  }

  /**
   * The unit of the flux that a model was trained on, as {@link SkyCatalog#fluxUnit()} gives it. A
   * model that does not tell its wavelengths has DESI's unit if it has DESI's number of channels.
   */
  public static String fluxUnit(CheckpointHeader header) {
    Optional<JsonNode> ours =
        header.get(CheckpointHeader.JAVA_KEY).filter(told -> told.hasNonNull(KEY));
    String told =
        ours.map(known -> known.path(FLUX_UNIT_KEY).asText(""))
            .orElse(header.inChannels() == DesiGrid.CHANNELS ? SkyCatalog.FLUX_UNIT : "");
    return told.equals(SkyCatalog.FLUX_UNIT) ? SkyCatalogWriter.BUNIT : told;
  }

  /**
   * The grid of a model. One that does not tell it has DESI's if it has just as many channels: the
   * Python package knows no other.
   *
   * @return empty where it is not known
   * @throws BadCatalogException if the header contradicts itself
   */
  public static Optional<WavelengthGrid> of(CheckpointHeader header) {
    Optional<JsonNode> told =
        header
            .get(CheckpointHeader.JAVA_KEY)
            .map(ours -> ours.get(KEY))
            .filter(node -> node != null && !node.isNull());
    if (told.isEmpty()) {
      return header.inChannels() == DesiGrid.CHANNELS
          ? Optional.of(WavelengthGrid.desi())
          : Optional.empty();
    }
    WavelengthGrid grid;
    try {
      grid = WavelengthGrid.fromMap(JSON.convertValue(told.get(), new TypeReference<>() {}));
    } catch (BadCatalogException | IllegalArgumentException e) {
      throw new BadCatalogException(
          "what the checkpoint says of its wavelengths is wrong: " + e.getMessage(), e);
    }
    if (grid.channels() != header.inChannels()) {
      throw new BadCatalogException(
          "the checkpoint has "
              + header.inChannels()
              + " channels, but tells the wavelengths of "
              + grid.channels());
    }
    return Optional.of(grid);
  }

  /**
   * The wavelengths in Å of a file's spectra once they are brought to a model's: those of the
   * model, where they are known, else of the file; empty where neither are.
   *
   * @throws BadCatalogException if the header contradicts itself
   */
  public static double[] wavelength(SkyCatalogFile file, CheckpointHeader header) {
    return of(header).map(WavelengthGrid::wavelength).orElseGet(file::wavelength);
  }

  /** Wavelengths of a model's channels; none at all where they are not known. */
  static double[] checked(double[] wavelength, SkyVae vae) {
    checkArgument(
        wavelength.length == 0 || wavelength.length == vae.inChannels(),
        "%s wavelengths for a model of %s channels",
        wavelength.length,
        vae.inChannels());
    return wavelength;
  }

  /**
   * How to bring the spectra of a file to a model's wavelengths; as {@link #bring(int, double[],
   * CheckpointHeader, boolean)}, with errors that name the file, except where it is the header that
   * contradicts itself.
   */
  public static Optional<FluxRebinning> bring(
      SkyCatalogFile file, CheckpointHeader header, boolean mayResample) {
    Optional<WavelengthGrid> model = of(header);
    try {
      return bring(file.channels(), file.wavelength(), header.inChannels(), model, mayResample);
    } catch (BadCatalogException e) {
      throw new BadCatalogException(file.path() + ": " + e.getMessage(), e);
    }
  }

  /**
   * How to bring spectra to a model's wavelengths.
   *
   * @param channels of a spectrum
   * @param wavelength of the spectra in Å; empty where it is not known
   * @return empty where they are there already, or nothing more than the number of channels is
   *     known
   * @throws BadCatalogException if spectra and model do not fit, saying how they differ, the
   *     spectra do not cover the model's wavelengths, or the header contradicts itself
   */
  public static Optional<FluxRebinning> bring(
      int channels, double[] wavelength, CheckpointHeader header, boolean mayResample) {
    return bring(channels, wavelength, header.inChannels(), of(header), mayResample);
  }

  private static Optional<FluxRebinning> bring(
      int channels,
      double[] wavelength,
      int modelChannels,
      Optional<WavelengthGrid> model,
      boolean mayResample) {
    boolean isKnown = wavelength.length > 0;
    if (isKnown && model.isPresent()) {
      WavelengthGrid spectra = WavelengthGrid.of(wavelength);
      if (spectra.matches(model.get())) {
        return Optional.empty();
      }
      if (WavelengthGrid.of(tenfold(wavelength)).matches(model.get())) {
        throw new BadCatalogException(
            "the wavelengths of the spectra are the model's in nm ("
                + spectra
                + "); they must be in Å, ten times as much");
      }
      if (mayResample) {
        return Optional.of(FluxRebinning.between(spectra, model.get()));
      }
      throw new BadCatalogException(
          "the spectra are on another wavelength grid ("
              + spectra
              + ") than the model ("
              + model.get()
              + "); resample them (--resample; from Java, mayResample)");
    }
    if (channels == modelChannels) {
      return Optional.empty();
    }
    throw new BadCatalogException(
        "the spectra have "
            + channels
            + " channels, but the model takes "
            + modelChannels
            + (mayResample
                ? "; they cannot be resampled, since the wavelengths of the "
                    + (isKnown ? "model" : "spectra")
                    + " are not known"
                : ""));
  }

  private static double[] tenfold(double[] wavelength) {
    return Arrays.stream(wavelength).map(each -> 10 * each).toArray();
  }
}
