package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.desisky.core.io.BadFileException;
import org.desisky.core.io.Damage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server, a full disk or another program makes of a catalogue ends in one clear line. */
class BadFitsTest {
  private static final long ALLOWED = 4 << 20;

  @TempDir Path folder;

  @Test
  void aFileCutAtAnyBlockOrAroundItIsRefusedByPart() throws Exception {
    byte[] whole = Files.readAllBytes(Golden.file("vac_sorted.fits"));
    int needed = whole.length - 2880 + 1;
    for (int block = 0; block < whole.length; block += 2880) {
      for (int length : new int[] {block - 1, block, block + 1, block + 1440}) {
        if (length >= 10 && length < needed) {
          assertRefused(Arrays.copyOf(whole, length), "catalog.fits: ");
        }
      }
    }
  }

  @Test
  void aFileCutInItsFluxSaysWhereItEnds() throws Exception {
    byte[] whole = Files.readAllBytes(Golden.file("vac_sorted.fits"));
    assertRefused(
        Arrays.copyOf(whole, whole.length / 2),
        "HDU FLUX needs 64000 bytes of data",
        "ends at byte " + whole.length / 2,
        "get it again");
  }

  @ParameterizedTest
  @CsvSource({
    "FLUX, NAXIS, NAXIS   = 3, lacks the header card NAXIS3",
    "FLUX, NAXIS, NAXIS   = 1, header after HDU FLUX",
    "FLUX, NAXIS, NAXIS   = 0, header after HDU FLUX",
    "FLUX, NAXIS1, NAXIS1  = 2000000000, needs",
    "FLUX, NAXIS1, NAXIS1  = 2E9, needs",
    "FLUX, NAXIS1, NAXIS1  = -400, cannot be a size",
    "FLUX, NAXIS2, NAXIS2  = 9223372036854775807, not credible",
    "FLUX, NAXIS2, NAXIS2  = 41, 'METADATA has 40 rows for the 41 spectra'",
    "FLUX, NAXIS1, NAXIS1  = 401, 'WAVELENGTH has 400 numbers for the 401 channels'",
    "FLUX, PCOUNT, PCOUNT  = 4000000000000, needs",
    "FLUX, PCOUNT, PCOUNT  = -1, cannot be a size",
    "FLUX, BITPIX, BITPIX  = 12, FITS does not know",
    "FLUX, EXTNAME, COMMENT no name, 'no HDU named FLUX, only PRIMARY, WAVELENGTH'",
    "FLUX, XTENSION, XTENSION= 'BINTABLE', must be an image",
    "METADATA, TFIELDS, TFIELDS = 999999, not credible",
    "METADATA, TFIELDS, TFIELDS = -1, cannot be a size",
    "METADATA, NAXIS1, NAXIS1  = 2000000000, needs",
    "METADATA, NAXIS1, NAXIS1  = 1, columns of",
    "METADATA, NAXIS2, NAXIS2  = 39, 'METADATA has 39 rows for the 40 spectra'",
    "METADATA, TFORM1, TFORM1  = '999999999J', columns of",
    "METADATA, PCOUNT, PCOUNT  = 9223372036854775807, not credible",
  })
  void cardsThatSayNonsenseAreNamed(String hdu, String key, String card, String words)
      throws Exception {
    byte[] whole = Files.readAllBytes(Golden.file("vac_sorted.fits"));
    assertRefused(withCard(whole, hdu, key, card), words);
  }

  @Test
  void tooManyHdusAreNotAllTold() throws Exception {
    FitsBytes file = FitsBytes.file();
    for (int i = 0; i < 500; i++) {
      file.image("HDU" + i, 8, new byte[0], 0);
    }
    assertRefused(file.toBytes(), "only PRIMARY, HDU0", "HDU8 and 491 others");
  }

  @Test
  void whatAFileQuotesCannotBreakTheLine() throws Exception {
    byte[] whole = Files.readAllBytes(Golden.file("vac_sorted.fits"));
    byte[] file = withCard(whole, "METADATA", "TFORM1", "TFORM1  = '9\u001b[31m'");
    assertThatThrownBy(() -> SkyCatalog.read(write(file)))
        .isInstanceOf(BadFileException.class)
        .message()
        .doesNotContainPattern("\\p{Cntrl}");
  }

  /** NaN is a value like others: rules leave such rows out, and nothing throws. */
  @Test
  void columnsOfNaNAreRead() throws IOException {
    List<String> cards = new ArrayList<>();
    String[] names = {
      "NIGHT",
      "MJD",
      "SUNALT",
      "MOONALT",
      "MOONFRAC",
      "MOONSEP",
      "SUNSEP",
      "TRANSPARENCY_GFA",
      "EXPID"
    };
    for (int i = 1; i <= names.length; i++) {
      cards.add("TTYPE" + i + "  = '" + names[i - 1] + "'");
      cards.add("TFORM" + i + "  = 'D'");
    }
    byte[] data =
        FitsBytes.bytes(
            2 * 8 * names.length,
            b -> {
              while (b.hasRemaining()) {
                b.putDouble(Double.NaN);
              }
            });
    Path file =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .flux()
            .table(2, data, 8 * names.length, cards.toArray(String[]::new))
            .in(folder);
    SkyCatalog catalog = SkyCatalog.read(file);
    ObservationTable table = catalog.observations();
    assertThat(table.doubles("NIGHT")).containsExactly(Double.NaN, Double.NaN);
    for (SkySubset subset : SkySubset.values()) {
      assertThat(subset.rows(table)).isEmpty();
    }
    assertThatCode(() -> KnownBadNights.rowsToKeep(table)).doesNotThrowAnyException();
    assertThat(SkyCondition.classify(table)).containsOnly(SkyCondition.OTHER);
  }

  @Test
  void unsigned64BitNumbersKeepTheirSmallValues() throws IOException {
    long[] stored = {Long.MIN_VALUE + 5, Long.MIN_VALUE + (1L << 60) + 1};
    Path file =
        FitsBytes.file()
            .wavelength(4000, 4001, 4002)
            .hdu(
                FitsBytes.bytes(
                    48, b -> b.asLongBuffer().put(new long[] {Long.MIN_VALUE + 7, -1, 0, 1, 2, 3})),
                "XTENSION= 'IMAGE   '",
                "BITPIX  = 64",
                "NAXIS   = 2",
                "NAXIS1  = 3",
                "NAXIS2  = 2",
                "BZERO   = 9223372036854775808",
                "EXTNAME = 'FLUX'")
            .table(
                2,
                FitsBytes.bytes(
                    32, b -> b.putLong(stored[0]).putLong(-1).putLong(stored[1]).putLong(9)),
                16,
                "TTYPE1  = 'TARGETID'",
                "TFORM1  = 'K'",
                "TZERO1  = 9223372036854775808",
                "TTYPE2  = 'LARGE'",
                "TFORM2  = 'K'",
                "TZERO2  = 9223372036854775808")
            .in(folder);
    SkyCatalog catalog = SkyCatalog.read(file);
    assertThat(catalog.flux().row(0)).containsExactly(7, 0x1p63f, 0x1p63f);
    assertThat(catalog.observations().column("TARGETID").values())
        .isEqualTo(new long[] {5, (1L << 60) + 1});
    assertThat(catalog.observations().column("LARGE").values())
        .isEqualTo(new double[] {0x1p63, 0x1p63});
  }

  private static byte[] withCard(byte[] whole, String hdu, String key, String card) {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    int name = text.indexOf("EXTNAME = '" + hdu);
    int start = text.lastIndexOf("XTENSION", name);
    int end = text.indexOf(String.format("%-80s", "END"), start);
    for (int at = start; at < end; at += 80) {
      if (text.startsWith(String.format("%-8s", key), at)) {
        byte[] changed = whole.clone();
        byte[] bytes = String.format("%-80s", card).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, changed, at, 80);
        return changed;
      }
    }
    throw new AssertionError("no card " + key + " in " + hdu);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("catalog.fits"), bytes);
  }

  private void assertRefused(byte[] bytes, String... words) throws Exception {
    Path file = write(bytes);
    assertThatThrownBy(() -> SkyCatalog.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(words);
    assertThat(Damage.isBorne(() -> SkyCatalog.read(file), ALLOWED + 32L * bytes.length)).isFalse();
  }
}
