package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.desisky.core.io.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A unit that is not the catalogue's is refused or told of, and never passed over. */
class FitsUnitsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        SkyCatalog.FLUX_UNIT,
        SkyCatalogWriter.BUNIT,
        "1e-17 erg/s/cm2/A/arcsec2",
        "1E-17 erg / (Angstrom arcsec2 cm2 s)",
        "10^-17 ergs s^-1 cm^-2 Angstrom^-1 arcsec^-2",
        "10**(-17) erg/s/cm**2/AA/arcsec**2",
        "10**-17 erg Angstrom-1 s-1 cm-2 arcsec-2",
        "1.0e-17erg/(sec*cm^2*Ang*arcsec^2)",
        "1 x 10^-17 erg/s/cm^(2)/A/arcsec^{2}"
      })
  void theUnitOfFluxHasManySpellings(String unit) throws IOException {
    assertThat(FitsUnits.isFlux(unit)).isTrue();
    assertThat(printed("Angstrom", unit)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "erg/s/cm2/A/arcsec2",
        "1e-16 erg/s/cm2/A/arcsec2",
        "10e-17 erg/s/cm2/A/arcsec2",
        "1e-17 erg/s/cm2/A",
        "1e-17 erg/s/cm2/nm/arcsec2",
        "1e-17 W/s/cm2/A/arcsec2",
        "mJy",
        "counts"
      })
  void fluxInAnotherUnitIsReadWithAWarning(String unit) throws IOException {
    assertThat(FitsUnits.isFlux(unit)).isFalse();
    assertThat(printed("Angstrom", unit))
        .contains("catalog.fits: HDU FLUX", "'" + unit + "'", "in " + SkyCatalog.FLUX_UNIT)
        .containsOnlyOnce("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Angstrom", "angstroms", "AA", "A", "Ang"})
  void wavelengthsAreInAngstrom(String unit) throws IOException {
    assertThat(printed(unit, SkyCatalogWriter.BUNIT)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"nm, 10", "Nanometers, 10", "um, 1e4", "micron, 1e4", "m, 1e10"})
  void wavelengthsInAnotherUnitAreRefused(String unit, String factor) {
    assertThatThrownBy(() -> printed(unit, ""))
        .isInstanceOf(BadFileException.class)
        .hasMessageContainingAll("HDU WAVELENGTH is in " + unit + ",", "by " + factor + " and set");
  }

  @Test
  void wavelengthsInAUnitThatIsNotKnownAreReadWithAWarning() throws IOException {
    assertThat(printed("furlong", "")).contains("WAVELENGTH", "'furlong'", "in Angstrom");
  }

  /** What reading a catalogue in such units prints. */
  private String printed(String wavelength, String flux) throws IOException {
    Path file =
        FitsBytes.file()
            .hdu(
                FitsBytes.bytes(16, b -> b.putDouble(4000).putDouble(4001)),
                "XTENSION= 'IMAGE   '",
                "BITPIX  = -64",
                "NAXIS   = 1",
                "NAXIS1  = 2",
                "BUNIT   = '" + wavelength + "'",
                "EXTNAME = 'WAVELENGTH'")
            .hdu(
                new byte[16],
                "XTENSION= 'IMAGE   '",
                "BITPIX  = -32",
                "NAXIS   = 2",
                "NAXIS1  = 2",
                "NAXIS2  = 2",
                "BUNIT   = '" + flux + "'",
                "EXTNAME = 'FLUX'")
            .metadata()
            .in(folder);
    return Printed.by(() -> assertThat(SkyCatalog.read(file).rows()).isEqualTo(2));
  }
}
