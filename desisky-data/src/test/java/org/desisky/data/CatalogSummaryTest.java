package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.NpyWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogSummaryTest {
  private static final double NAN = Double.NaN;

  @TempDir Path folder;

  /** Rows: dark, dark without a transparency, twilight far from the Sun, moon, other. */
  @Test
  void aFitsCatalogueIsSummedUp() throws IOException {
    ObservationTable observations =
        ObservationTable.of(
            5,
            List.of(
                new Column("EXPID", "", new int[] {1, 1, 2, 3, 4}, "exposure"),
                new Column("NIGHT", "", new double[] {20210603, 20210604, 20210604, NAN, 20220101}),
                new Column("SUNALT", "deg", new double[] {-30, -30, -15, -30, -20}),
                new Column("MOONALT", "deg", new double[] {-10, -10, -10, 20, 0}),
                new Column("MOONFRAC", "", new double[] {0, 0, 0, 0.9, 0}),
                new Column("MOONSEP", "deg", new double[] {100, 100, 100, 50, 100}),
                new Column("TRANSPARENCY_GFA", "", new double[] {1, NAN, 1, 1, 1})));
    float[] flux = {1, 2, 3, 4, 5, Float.NaN, 7, 8, Float.POSITIVE_INFINITY, Float.NaN};
    Path file = folder.resolve("sky.fits");
    SkyCatalogWriter.write(
        SkyCatalog.of(new double[] {3600, 9824}, FloatMatrix.of(flux, 5, 2), observations), file);

    CatalogSummary summary = CatalogSummary.read(file);
    assertThat(summary.format()).isEqualTo("FITS");
    assertThat(summary.parts())
        .containsExactly(
            new CatalogPart("PRIMARY", "header only", "", ""),
            new CatalogPart("WAVELENGTH", "image, float64", "2", "Angstrom"),
            new CatalogPart("FLUX", "image, float32", "5 x 2", SkyCatalogWriter.BUNIT),
            new CatalogPart("METADATA", "binary table, 7 columns", "5 rows", ""));
    assertThat(summary.rows()).isEqualTo(5);
    assertThat(summary.channels()).isEqualTo(2);
    assertThat(summary.wavelengths()).contains(new CatalogSummary.Range(3600, 9824));
    assertThat(summary.fluxUnit()).isEqualTo(SkyCatalogWriter.BUNIT);
    assertThat(summary.columns())
        .contains(
            new CatalogSummary.ColumnHead("EXPID", "", "exposure"),
            new CatalogSummary.ColumnHead("SUNALT", "deg", ""))
        .hasSize(7);
    assertThat(summary.conditions())
        .isEqualTo(
            Map.of(
                SkyCondition.DARK, 2,
                SkyCondition.MOON, 1,
                SkyCondition.TWILIGHT, 1,
                SkyCondition.OTHER, 1));
    assertThat(summary.subsets()) // SUNSEP is missing, so twilight cannot be told
        .isEqualTo(Map.of(SkySubset.DARK, 1, SkySubset.MOON, 1));
    assertThat(summary.nights()).contains(new CatalogSummary.NightRange(20210603, 20220101, 3, 1));
    assertThat(summary.exposures()).contains(4L);
    assertThat(summary.badNightRows()).contains(2);
    assertThat(summary.nonFiniteRows()).isEqualTo(2);
    try (SkyCatalogFile catalog = SkyCatalogFile.open(file)) {
      assertThat(CatalogSummary.nonFiniteRows(catalog, 2)).isEqualTo(2);
    }

    Path gz = folder.resolve("sky.fits.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      Files.copy(file, out);
    }
    CatalogSummary zipped = CatalogSummary.read(gz);
    assertThat(zipped.format()).isEqualTo("FITS, gzipped");
    assertThat(zipped.parts()).isEqualTo(summary.parts());
  }

  @Test
  void furtherHdusAreListedAndWhatFollowsThemIsNot() throws IOException {
    byte[] file =
        FitsBytes.catalog()
            .image("EXTRA", 16, new byte[4], 2, 1)
            .hdu(new byte[0], "JUNK")
            .toBytes();
    Path path = Files.write(folder.resolve("a.fits"), file);
    CatalogSummary summary = CatalogSummary.read(path);
    assertThat(summary.parts())
        .extracting(CatalogPart::name)
        .containsExactly("PRIMARY", "WAVELENGTH", "FLUX", "METADATA", "EXTRA");
    assertThat(summary.parts().get(4).type()).isEqualTo("image, int16");
    assertThat(summary.parts().get(4).shape()).isEqualTo("1 x 2");
    assertThat(summary.conditions()).isEmpty();
    assertThat(summary.subsets()).isEmpty();
    assertThat(summary.nights()).isEmpty();
    assertThat(summary.badNightRows()).isEmpty();
  }

  @Test
  void imagesInCompressedTilesAreToldAsWhatTheyAre() {
    Path file = Path.of("src/test/resources/tiles/gzip2_double.fits.fz.gz");
    assertThat(CatalogSummary.read(file).parts())
        .contains(
            new CatalogPart("FLUX", "image, float64", "12 x 60", ""),
            new CatalogPart("METADATA", "binary table, 4 columns", "12 rows", ""));
  }

  @Test
  void exposuresThatAreNotKnownAreNotCounted() throws IOException {
    byte[] expids = FitsBytes.bytes(8, b -> b.putInt(7).putInt(-1));
    Path file =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .flux()
            .table(2, expids, 4, "TTYPE1  = 'EXPID'", "TFORM1  = 'J'", "TNULL1  = -1")
            .in(folder);
    assertThat(CatalogSummary.read(file).exposures()).contains(1L);
  }

  @Test
  void aNumpyArchiveHasArrays() throws IOException {
    Path file = folder.resolve("sky.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("flux.npy"));
      NpyWriter.floats(zip, new float[6], 2, 3);
      zip.putNextEntry(new ZipEntry("names.npy"));
      zip.write("not an array".getBytes(StandardCharsets.US_ASCII));
    }
    CatalogSummary summary = CatalogSummary.read(file);
    assertThat(summary.format()).isEqualTo("NumPy archive");
    assertThat(summary.parts())
        .containsExactly(
            new CatalogPart("flux", "array, <f4", "2 x 3", ""),
            new CatalogPart("names", "array of a type that is not read here", "", ""));
    assertThat(summary.wavelengths()).isEmpty();
    assertThat(summary.fluxUnit()).isEmpty();
    assertThat(summary.exposures()).isEmpty();
  }

  @Test
  void aFileThatIsNoCatalogueIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.fits"), "nothing");
    assertThatThrownBy(() -> CatalogSummary.read(file)).isInstanceOf(BadFileException.class);
  }
}
