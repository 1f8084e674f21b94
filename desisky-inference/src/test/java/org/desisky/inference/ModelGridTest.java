package org.desisky.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.NpyWriter;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Column;
import org.desisky.data.DesiGrid;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.SkyCatalogFile;
import org.desisky.data.SkyCatalogWriter;
import org.desisky.data.WavelengthGrid;
import org.desisky.vae.CheckpointHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelGridTest {
  private static final double[] GRID = grid(10, 4000, 2);

  @Test
  void aGridIsFoundAgain() {
    assertThat(ModelGrid.of(header(10, GRID))).contains(WavelengthGrid.of(GRID));
    double[] uneven = {1, 2, 4, 8};
    assertThat(ModelGrid.of(header(4, uneven))).contains(WavelengthGrid.of(uneven));
  }

  @Test
  void theUnitOfBareNumbersIsNotMadeUp() {
    FloatMatrix flux = FloatMatrix.row(new float[10]);
    Column column = new Column("EXPID", "", new int[1]);
    ObservationTable known = ObservationTable.of(1, List.of(column));
    assertThat(SkyCatalog.of(GRID, flux, known).provenance())
        .containsKeys(SkyCatalog.WAVELENGTH_KEY, SkyCatalog.FLUX_UNIT_KEY);
    assertThat(SkyCatalog.of(GRID, flux, ObservationTable.empty(1)).provenance())
        .containsOnlyKeys(SkyCatalog.WAVELENGTH_KEY);
  }

  @Test
  void theUnitOfAModelIsThatOfWhatItWasTrainedOn() {
    FloatMatrix flux = FloatMatrix.row(new float[10]);
    SkyCatalog bare = SkyCatalog.of(GRID, flux, ObservationTable.empty(1));
    for (String unit : new String[] {"", "mJy", SkyCatalogWriter.BUNIT}) {
      assertThat(
              ModelGrid.fluxUnit(
                  CheckpointHeader.of(10, 3)
                      .with("desisky_java", bare.withFluxUnit(unit).provenance())))
          .isEqualTo(unit);
    }
    assertThat(ModelGrid.fluxUnit(CheckpointHeader.of(10, 3))).isEmpty();
    assertThat(ModelGrid.fluxUnit(CheckpointHeader.of(DesiGrid.CHANNELS, 3)))
        .isEqualTo(SkyCatalogWriter.BUNIT);
  }

  @Test
  void aModelThatDoesNotTellHasTheGridOfDesiOrNone() {
    assertThat(ModelGrid.of(CheckpointHeader.of(DesiGrid.CHANNELS, 8)))
        .contains(WavelengthGrid.desi());
    assertThat(ModelGrid.of(CheckpointHeader.of(400, 3))).isEmpty();
  }

  @Test
  void theWavelengthsOfBareSpectraAreTheModels(@TempDir Path folder) throws IOException {
    Path bare = folder.resolve("bare.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bare))) {
      zip.putNextEntry(new ZipEntry("flux.npy"));
      NpyWriter.floats(zip, new float[20], 2, 10);
    }
    Path known = folder.resolve("known.fits");
    FloatMatrix flux = FloatMatrix.of(new float[20], 2, 10);
    SkyCatalogWriter.write(SkyCatalog.of(GRID, flux, ObservationTable.empty(2)), known);
    CheckpointHeader untold = CheckpointHeader.of(10, 3);
    try (SkyCatalogFile file = SkyCatalogFile.open(bare);
        SkyCatalogFile other = SkyCatalogFile.open(known)) {
      assertThat(ModelGrid.wavelength(file, header(10, GRID))).isEqualTo(GRID);
      assertThat(ModelGrid.wavelength(file, untold)).isEmpty();
      assertThat(ModelGrid.wavelength(other, untold)).isEqualTo(GRID);
    }
  }

  @Test
  void spectraOnItsGridComeAsTheyAre() {
    assertThat(ModelGrid.bring(10, GRID, header(10, GRID), false)).isEmpty();
    assertThat(ModelGrid.bring(10, new double[0], header(10, GRID), false)).isEmpty();
    assertThat(ModelGrid.bring(10, GRID, CheckpointHeader.of(10, 3), false)).isEmpty();
  }

  @Test
  void spectraOnAnotherGridAreRefusedInWordsOrResampled() {
    double[] finer = grid(40, 3999, 0.5);
    assertThatThrownBy(() -> ModelGrid.bring(40, finer, header(10, GRID), false))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("40 channels, 3999.0 to 4018.5 Å")
        .hasMessageContaining("10 channels, 4000.0 to 4018.0 Å");
    assertThat(ModelGrid.bring(40, finer, header(10, GRID), true)).isPresent();
    double[] shifted = grid(10, 4000.5, 2);
    assertThatThrownBy(() -> ModelGrid.bring(10, shifted, header(10, GRID), false))
        .hasMessageContaining("another wavelength grid");
    assertThatThrownBy(() -> ModelGrid.bring(10, grid(10, 5000, 2), header(10, GRID), true))
        .hasMessageContaining("do not cover");
  }

  @Test
  void wavelengthsInNanometresAreSaidSo() {
    double[] nanometres = DoubleStream.of(GRID).map(each -> each / 10).toArray();
    for (boolean mayResample : new boolean[] {false, true}) {
      assertThatThrownBy(() -> ModelGrid.bring(10, nanometres, header(10, GRID), mayResample))
          .isInstanceOf(BadCatalogException.class)
          .hasMessageContaining("in nm");
    }
  }

  @Test
  void otherNumbersOfChannelsAreNamedWhereNoGridIsKnown() {
    assertThatThrownBy(() -> ModelGrid.bring(12, new double[0], header(10, GRID), true))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("12 channels, but the model takes 10")
        .hasMessageContaining("the wavelengths of the spectra are not known");
    assertThatThrownBy(() -> ModelGrid.bring(10, GRID, CheckpointHeader.of(12, 3), true))
        .hasMessageContaining("the wavelengths of the model are not known");
  }

  @Test
  void aHeaderThatContradictsItselfIsRefused() {
    assertThatThrownBy(() -> ModelGrid.of(header(12, GRID)))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("12 channels")
        .hasMessageContaining("of 10");
    CheckpointHeader odd =
        CheckpointHeader.of(10, 3)
            .with("desisky_java", Map.of("wavelength", Map.of("unit", "nm", "channels", 10)));
    assertThatThrownBy(() -> ModelGrid.of(odd)).hasMessageContaining("nm");
    CheckpointHeader text =
        CheckpointHeader.of(10, 3).with("desisky_java", Map.of("wavelength", "x"));
    assertThatThrownBy(() -> ModelGrid.of(text)).isInstanceOf(BadCatalogException.class);
  }

  @Test
  void theFaultOfACheckpointIsNotSaidOfTheCatalogue(@TempDir Path folder) {
    Path sky = folder.resolve("sky.fits");
    SkyCatalogWriter.write(
        SkyCatalog.of(GRID, FloatMatrix.of(new float[10], 1, 10), ObservationTable.empty(1)), sky);
    try (SkyCatalogFile file = SkyCatalogFile.open(sky)) {
      assertThatThrownBy(() -> ModelGrid.bring(file, header(12, GRID), true))
          .hasMessageStartingWith("the checkpoint has 12 channels");
      assertThatThrownBy(() -> ModelGrid.bring(file, header(9, grid(9, 4000, 1)), false))
          .hasMessageStartingWith(sky + ": the spectra are on another wavelength grid");
    }
  }

  private static CheckpointHeader header(int channels, double[] wavelength) {
    return CheckpointHeader.of(channels, 3).with("desisky_java", ModelGrid.provenance(wavelength));
  }

  private static double[] grid(int channels, double first, double step) {
    return IntStream.range(0, channels).mapToDouble(i -> first + step * i).toArray();
  }
}
