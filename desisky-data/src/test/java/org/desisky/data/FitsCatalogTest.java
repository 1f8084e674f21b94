package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.desisky.core.FloatMatrix;
import org.desisky.core.io.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form that FITS allows for a catalogue's parts is read; every other file is refused. */
class FitsCatalogTest {
  private static final FloatMatrix FLUX = FloatMatrix.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

  @TempDir Path folder;

  @Test
  void aPlainCatalogueIsRead() throws IOException {
    SkyCatalog catalog = read(FitsBytes.catalog());
    assertThat(catalog.wavelength()).containsExactly(4000, 4001, 4002);
    assertThat(catalog.flux()).isEqualTo(FLUX);
    assertThat(catalog.observations().column("EXPID").values()).isEqualTo(new int[] {7, 8});
  }

  @Test
  void hdusAreFoundByNameInAnyOrderAndCase() throws IOException {
    FitsBytes shuffled =
        FitsBytes.file()
            .metadata()
            .image("COMMENTS", 8, new byte[5], 5)
            .image(
                "flux", -32, FitsBytes.bytes(24, b -> b.asFloatBuffer().put(FLUX.toArray())), 3, 2)
            .wavelength(4000, 4001, 4002);
    assertThat(read(shuffled).flux()).isEqualTo(FLUX);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64, -32, -64})
  void fluxMayHaveAnyBitpix(int bitpix) throws IOException {
    int size = Math.abs(bitpix) / 8;
    byte[] data =
        FitsBytes.bytes(
            6 * size,
            b -> {
              for (int i = 1; i <= 6; i++) {
                put(b, bitpix, i);
              }
            });
    FitsBytes file =
        FitsBytes.file().wavelength(4000, 4001, 4002).image("FLUX", bitpix, data, 3, 2).metadata();
    assertThat(read(file).flux()).isEqualTo(FLUX);
  }

  @Test
  void scaleOffsetAndBlankAreApplied() throws IOException {
    byte[] data = FitsBytes.bytes(12, b -> b.asShortBuffer().put(new short[] {0, 1, 2, 3, -9, 5}));
    FitsBytes file =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .hdu(
                data,
                "XTENSION= 'IMAGE   '",
                "BITPIX  = 16",
                "NAXIS   = 2",
                "NAXIS1  = 3",
                "NAXIS2  = 2",
                "BSCALE  = 0.5",
                "BZERO   = 10.0",
                "BLANK   = -9",
                "EXTNAME = 'FLUX'")
            .metadata();
    assertThat(read(file).flux().toArray()).containsExactly(10, 10.5f, 11, 11.5f, Float.NaN, 12.5f);
    assertThat(read(file).nonFiniteRows()).containsExactly(1);
  }

  @Test
  void tableColumnsKeepTheirTypeUnitAndNulls() throws IOException {
    byte[] data =
        FitsBytes.bytes(
            2 * 25,
            b ->
                b.put((byte) 200)
                    .putShort((short) -5)
                    .putShort((short) -32768)
                    .putLong(1L << 60)
                    .putInt(-1)
                    .put("ab  ".getBytes(StandardCharsets.US_ASCII))
                    .put((byte) 'T')
                    .putShort((short) 1)
                    .put((byte) 0)
                    .put((byte) 1)
                    .putShort((short) 6)
                    .putShort((short) 32767)
                    .putLong(-1)
                    .putInt(4)
                    .put(" c\0d".getBytes(StandardCharsets.US_ASCII))
                    .put((byte) 0)
                    .putShort((short) 2)
                    .put((byte) 0));
    FitsBytes file =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .flux()
            .table(
                2,
                data,
                25,
                "TTYPE1  = 'BYTE'",
                "TFORM1  = '1B'",
                "TTYPE2  = 'SHORT'",
                "TFORM2  = 'I'",
                "TUNIT2  = 'deg'",
                "TTYPE3  = 'UNSIGNED'",
                "TFORM3  = 'I'",
                "TZERO3  = 32768",
                "TTYPE4  = 'LONG'",
                "TFORM4  = 'K'",
                "TTYPE5  = 'HOLES'",
                "TFORM5  = 'J'",
                "TNULL5  = -1",
                "TTYPE6  = 'TEXT'",
                "TFORM6  = '4A'",
                "TTYPE7  = 'FLAG'",
                "TFORM7  = 'L'",
                "TFORM8  = 'I'",
                "TSCAL8  = 0.25",
                "TTYPE9  = 'VECTOR'",
                "TFORM9  = '1X'");
    ObservationTable table = read(file).observations();
    assertThat(table.names())
        .containsExactly("BYTE", "SHORT", "UNSIGNED", "LONG", "HOLES", "TEXT", "FLAG", "COLUMN8");
    assertThat(table.column("BYTE").values()).isEqualTo(new int[] {200, 1});
    assertThat(table.column("SHORT")).isEqualTo(new Column("SHORT", "deg", new int[] {-5, 6}));
    assertThat(table.column("UNSIGNED").values()).isEqualTo(new int[] {0, 65535});
    assertThat(table.column("LONG").values()).isEqualTo(new long[] {1L << 60, -1});
    assertThat(table.column("HOLES").values()).isEqualTo(new double[] {Double.NaN, 4});
    assertThat(table.column("TEXT").values()).isEqualTo(new String[] {"ab", " c"});
    assertThat(table.column("FLAG").values()).isEqualTo(new boolean[] {true, false});
    assertThat(table.column("COLUMN8").values()).isEqualTo(new double[] {0.25, 0.5});
  }

  @Test
  void theSmallestIntegerMayMeanThatThereIsNoValue() throws IOException {
    FitsBytes table =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .flux()
            .table(
                2,
                FitsBytes.bytes(16, b -> b.putLong(Long.MIN_VALUE).putLong(5)),
                8,
                "TTYPE1  = 'EXPID'",
                "TFORM1  = 'K'",
                "TNULL1  = -9223372036854775808");
    assertThat(read(table).observations().doubles("EXPID")).containsExactly(Double.NaN, 5);
    byte[] numbers = FitsBytes.bytes(48, b -> b.putLong(Long.MIN_VALUE).putLong(8, 7));
    FitsBytes image =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .hdu(
                numbers,
                "XTENSION= 'IMAGE   '",
                "BITPIX  = 64",
                "NAXIS   = 2",
                "NAXIS1  = 3",
                "NAXIS2  = 2",
                "BLANK   = -9223372036854775808",
                "EXTNAME = 'FLUX'")
            .metadata();
    assertThat(read(image).flux().row(0)).containsExactly(Float.NaN, 7, 0);
  }

  @Test
  void aMissingHduIsNamedAndSoAreThoseThereAre() {
    assertRefused(
        FitsBytes.file().wavelength(4000, 4001, 4002).flux(),
        "no HDU named METADATA, only PRIMARY, WAVELENGTH, FLUX");
    assertRefused(FitsBytes.file(), "no HDU named WAVELENGTH, FLUX, METADATA, only PRIMARY");
  }

  @Test
  void paddingAtTheEndIsNoDamagedHdu() {
    byte[] whole = FitsBytes.file().wavelength(4000, 4001, 4002).flux().toBytes();
    for (int more : new int[] {1, 2880, 10_000}) {
      byte[] padded = Arrays.copyOf(whole, whole.length + more);
      assertRefused(padded, "no HDU named METADATA, only PRIMARY, WAVELENGTH, FLUX");
      Arrays.fill(padded, whole.length, padded.length, (byte) ' ');
      assertRefused(padded, "no HDU named METADATA");
      padded[padded.length - 1] = 'x';
      assertRefused(padded, "header after HDU FLUX", "get the file again");
    }
  }

  @Test
  void furtherAxesOfSizeOneDoNotCount() throws IOException {
    byte[] flux = FitsBytes.bytes(24, b -> b.asFloatBuffer().put(FLUX.toArray()));
    byte[] wavelength = FitsBytes.bytes(24, b -> b.putDouble(4000).putDouble(4001).putDouble(4002));
    FitsBytes file =
        FitsBytes.file()
            .image("WAVELENGTH", -64, wavelength, 3, 1)
            .image("FLUX", -32, flux, 3, 2, 1, 1)
            .metadata();
    assertThat(read(file).flux()).isEqualTo(FLUX);
    assertRefused(
        FitsBytes.file().wavelength(4000, 4001, 4002).image("FLUX", -32, flux, 3, 1, 2).metadata(),
        "HDU FLUX must have 2 dimension(s), but has 3");
  }

  @Test
  void sizesThatDisagreeAreNamed() {
    assertRefused(
        FitsBytes.file().wavelength(4000, 4001).flux().metadata(),
        "HDU WAVELENGTH has 2 numbers for the 3 channels");
    assertRefused(
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .flux()
            .table(3, new byte[12], 4, "TTYPE1  = 'EXPID'", "TFORM1  = 'J'"),
        "HDU METADATA has 3 rows for the 2 spectra");
  }

  @ParameterizedTest
  @CsvSource({"4000, 4000, 4001", "4000, 3999, 4001", "4000, NaN, 4002", "-Infinity, 1, 2"})
  void wavelengthsMustBeFiniteAndRise(double a, double b, double c) {
    assertRefused(FitsBytes.file().wavelength(a, b, c).flux().metadata(), "HDU WAVELENGTH", "rise");
  }

  @Test
  void partsOfTheWrongKindAreRefused() {
    FitsBytes noMatrix =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .image("FLUX", -32, new byte[24], 6)
            .metadata();
    assertRefused(noMatrix, "HDU FLUX must have 2 dimension(s), but has 1");
    FitsBytes imageForTable =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .flux()
            .image("METADATA", 8, new byte[2], 1, 2);
    assertRefused(imageForTable, "HDU METADATA must be a binary table, but is a IMAGE");
  }

  @Test
  void aCatalogueHasSpectraOfAFewChannels() {
    assertRefused(
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .image("FLUX", -32, new byte[0], 3, 0)
            .metadata(),
        "HDU FLUX holds no spectra");
    assertRefused(
        FitsBytes.file().wavelength(4000).image("FLUX", -32, new byte[8], 1, 2).metadata(),
        "at least 2 are needed");
  }

  @ParameterizedTest
  @CsvSource({
    "NAXIS2  = 999999999999, needs",
    "NAXIS2  = 9223372036854775807, not credible",
    "NAXIS2  = -2, cannot be a size",
    "NAXIS2  = 'two', NAXIS2",
    "BITPIX  = 7, FITS does not know",
    "NAXIS   = 100000, not credible",
    "GCOUNT  = 4000000000, needs",
  })
  void absurdHeadersAreRefusedBeforeAnythingIsAllocated(String card, String problem) {
    String key = card.substring(0, 8);
    String[] cards = {
      "XTENSION= 'IMAGE   '",
      "BITPIX  = -32",
      "NAXIS   = 2",
      "NAXIS1  = 3",
      "NAXIS2  = 2",
      "PCOUNT  = 0",
      "GCOUNT  = 1",
      "EXTNAME = 'FLUX'"
    };
    for (int i = 0; i < cards.length; i++) {
      cards[i] = cards[i].startsWith(key) ? card : cards[i];
    }
    assertRefused(
        FitsBytes.file().wavelength(4000, 4001, 4002).hdu(new byte[24], cards).metadata(),
        "HDU FLUX",
        problem);
  }

  @ParameterizedTest
  @CsvSource({
    "999999999J, columns of",
    "Z, unknown form",
    "99999999999J, unknown form",
    "'', unknown form"
  })
  void absurdColumnsAreRefused(String form, String problem) {
    assertRefused(
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .flux()
            .table(2, new byte[8], 4, "TTYPE1  = 'EXPID'", "TFORM1  = '" + form + "'"),
        "HDU METADATA",
        problem);
  }

  @Test
  void twoColumnsOfANameAreRefused() {
    assertRefused(
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .flux()
            .table(
                2,
                new byte[16],
                8,
                "TTYPE1  = 'A'",
                "TFORM1  = 'J'",
                "TTYPE2  = 'A'",
                "TFORM2  = 'J'"),
        "two columns named A");
  }

  private SkyCatalog read(FitsBytes file) throws IOException {
    return SkySpecVac.open(file.in(folder));
  }

  private void assertRefused(FitsBytes file, String... words) {
    assertRefused(file.toBytes(), words);
  }

  private void assertRefused(byte[] file, String... words) {
    assertThatThrownBy(() -> SkySpecVac.open(Files.write(folder.resolve("catalog.fits"), file)))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("catalog.fits")
        .hasMessageContainingAll(words);
  }

  private static void put(ByteBuffer target, int bitpix, int value) {
    switch (bitpix) {
      case 8 -> target.put((byte) value);
      case 16 -> target.putShort((short) value);
      case 32 -> target.putInt(value);
      case 64 -> target.putLong(value);
      case -32 -> target.putFloat(value);
      default -> target.putDouble(value);
    }
  }
}
