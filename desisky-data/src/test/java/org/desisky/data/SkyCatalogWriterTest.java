package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import nom.tam.fits.Header;
import org.desisky.core.DesiskyException;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkyCatalogWriterTest {
  @TempDir Path folder;

  @Property(tries = 100)
  void whatIsWrittenReadsBackEqual(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 2, max = 3000) int channels,
      @ForAll int seed)
      throws IOException {
    SkyCatalog catalog = random(rows, channels, seed);
    Path file = Files.createTempFile("catalog", ".fits");
    try {
      SkyCatalogWriter.write(catalog, file, List.of("written by a test"));
      SkyCatalog again = SkySpecVac.open(file);
      assertThat(again.wavelength()).isEqualTo(catalog.wavelength());
      assertThat(again.flux()).isEqualTo(catalog.flux());
      assertThat(again.observations().columns()).isEqualTo(catalog.observations().columns());
      assertThat(Files.size(file) % 2880).isZero();
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 100)
  void aSelectedRowKeepsItsSpectrum(
      @ForAll @Size(max = 30) List<@IntRange(max = 11) Integer> chosen, @ForAll int seed) {
    SkyCatalog catalog = random(12, 5, seed);
    int[] rows = chosen.stream().mapToInt(Integer::intValue).toArray();
    SkyCatalog part = catalog.select(rows);
    assertThat(part.rows()).isEqualTo(rows.length);
    for (int i = 0; i < rows.length; i++) {
      assertThat(part.flux().row(i)).isEqualTo(catalog.flux().row(rows[i]));
      int[] one = {i};
      int[] other = {rows[i]};
      assertThat(part.observations().select(one).columns())
          .isEqualTo(catalog.observations().select(other).columns());
    }
  }

  @Test
  void unitsAndHistoryAreInTheFile() throws IOException {
    Path file = folder.resolve("new").resolve("catalog.fits");
    String longLine = "seed 42, " + "a long line ".repeat(12);
    SkyCatalogWriter.write(random(3, 4, 1), file, List.of("desisky data simulate", "é", longLine));
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(text)
        .contains("HISTORY  desisky data simulate")
        .contains("HISTORY  ?")
        .contains("HISTORY  seed 42")
        .contains("BUNIT   = 'Angstrom")
        .contains("BUNIT   = '10**-17 erg/(s cm2 Angstrom arcsec2)'")
        .doesNotContain("&")
        .contains("TUNIT4  = 'deg");
    assertThat(SkyCatalog.read(file).rows()).isEqualTo(3);
    try (Stream<Path> beside = Files.list(file.getParent())) {
      assertThat(beside).containsExactly(file);
    }
  }

  @Test
  void aCatalogueWithoutColumnsCanBeWritten() {
    Path file = folder.resolve("catalog.fits");
    SkyCatalog bare =
        SkyCatalog.of(new double[] {1, 2}, FloatMatrix.row(3, 4), ObservationTable.empty(1));
    SkyCatalogWriter.write(bare, file);
    assertThat(SkyCatalog.read(file).observations().names()).isEmpty();
  }

  @Test
  void theUnitOfFluxIsWrittenWhereItIsKnownAndAsTheFileHadIt() throws IOException {
    SkyCatalog known = random(2, 3, 1);
    SkyCatalog bare = SkyCatalog.of(known.wavelength(), known.flux(), ObservationTable.empty(2));
    for (SkyCatalog catalog :
        List.of(known, bare, known.withFluxUnit("mJy"), bare.withFluxUnit("mJy"))) {
      Path file = folder.resolve("catalog.fits");
      SkyCatalogWriter.write(catalog, file);
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertThat(text.substring(text.indexOf("'FLUX ")).contains("BUNIT"))
          .isEqualTo(!catalog.fluxUnit().isEmpty());
      SkyCatalog again = SkyCatalog.read(file);
      assertThat(again.fluxUnit()).isEqualTo(catalog.fluxUnit());
      assertThat(again.select(new int[1]).without(new int[1]).fluxUnit())
          .isEqualTo(catalog.fluxUnit());
      try (SkyCatalogFile parts = SkyCatalogFile.open(file)) {
        assertThat(parts.fluxUnit()).isEqualTo(catalog.fluxUnit());
        assertThat(parts.read(0, 1).fluxUnit()).isEqualTo(catalog.fluxUnit());
      }
    }
    assertThat(SkyCatalog.read(FitsBytes.catalog().in(folder)).fluxUnit())
        .isEqualTo(SkyCatalogWriter.BUNIT);
  }

  @Test
  void whatFitsCannotHoldIsRefusedAndTheOldFileStays() throws IOException {
    Path file = Files.writeString(folder.resolve("catalog.fits"), "old");
    SkyCatalog good = random(2, 3, 1);
    assertRefused(good.select(new int[0]), file, "no spectra");
    assertRefused(
        SkyCatalog.of(new double[0], good.flux(), good.observations()), file, "wavelengths");
    ObservationTable named = good.observations().with(new Column("HÖHE", "", new int[2]));
    assertRefused(SkyCatalog.of(good.wavelength(), good.flux(), named), file, "'HÖHE'", "ASCII");
    assertThat(Files.readString(file)).isEqualTo("old");
  }

  @Test
  void whatIsNotAsciiIsWrittenAsQuestionMarksWithAWarning() {
    Path file = folder.resolve("catalog.fits");
    SkyCatalog plain = random(2, 3, 1);
    ObservationTable odd =
        plain
            .observations()
            .with(new Column("OBSERVER", "", new String[] {"a", "Zoë \ud83c\udf1e"}))
            .with(new Column("WAVE", "µm", new int[] {1, 2}, "in\nÅ"));
    assertThat(
            Printed.by(
                () ->
                    SkyCatalogWriter.write(
                        SkyCatalog.of(plain.wavelength(), plain.flux(), odd), file)))
        .contains("catalog.fits: FITS has printable ASCII alone", "the columns [OBSERVER, WAVE]")
        .containsOnlyOnce("WARN");
    ObservationTable again = SkyCatalog.read(file).observations();
    assertThat(again.column("OBSERVER").values()).isEqualTo(new String[] {"a", "Zo? ?"});
    assertThat(again.column("WAVE")).isEqualTo(new Column("WAVE", "?m", new int[] {1, 2}, "in??"));
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x").resolve("catalog.fits");
    assertThatThrownBy(() -> SkyCatalogWriter.write(random(1, 2, 1), file))
        .isInstanceOf(DesiskyException.class)
        .isNotInstanceOf(BadFileException.class)
        .hasMessageContaining("catalog.fits");
  }

  /** As a full disk does. */
  @Test
  void whatFailsWithinAHeaderTellsWhy() throws Exception {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Header header = new Header();
    header.addValue("SIMPLE", true, "");
    header.addValue("BITPIX", 8, "");
    header.addValue("NAXIS", 0, "");
    assertThatThrownBy(() -> SkyCatalogWriter.writeHeader(header, full))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  private static void assertRefused(SkyCatalog catalog, Path file, String... words) {
    assertThatThrownBy(() -> SkyCatalogWriter.write(catalog, file))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContainingAll(words);
  }

  private static SkyCatalog random(int rows, int channels, int seed) {
    Random random = new Random(seed);
    double[] wavelength = new double[channels];
    for (int i = 0; i < channels; i++) {
      wavelength[i] = 3000 + i + random.nextDouble() / 2;
    }
    float[] flux = new float[rows * channels];
    for (int i = 0; i < flux.length; i++) {
      flux[i] = i % 97 == 5 ? Float.NaN : (float) random.nextGaussian();
    }
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("NIGHT", "", random.ints(rows).toArray()));
    columns.add(new Column("TARGETID", "", random.longs(rows).toArray()));
    float[] airmass = new float[rows];
    boolean[] ok = new boolean[rows];
    String[] program = new String[rows];
    for (int row = 0; row < rows; row++) {
      airmass[row] = random.nextFloat();
      ok[row] = random.nextBoolean();
      program[row] = "x".repeat(random.nextInt(12));
    }
    columns.add(new Column("AIRMASS", "", airmass));
    columns.add(new Column("SUNALT", "deg", random.doubles(rows).toArray(), "altitude of the Sun"));
    columns.add(new Column("OK", "", ok));
    columns.add(new Column("PROGRAM", "", program));
    return SkyCatalog.of(
        wavelength, FloatMatrix.of(flux, rows, channels), ObservationTable.of(rows, columns));
  }
}
