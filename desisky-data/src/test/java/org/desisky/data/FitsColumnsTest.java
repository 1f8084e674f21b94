package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.desisky.core.io.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What METADATA's headers say of columns, in the ways that programs say it. */
class FitsColumnsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "TNULL1  = -1, -1, 9007199254740993",
    "TZERO1  = 9223372036854775808, 1, -9223372036854775803",
    "TZERO1  = 7, 9007199254740993, 5"
  })
  void integersThatFloat64DoesNotHoldAreToldOf(String card, long first, long second)
      throws IOException {
    Path file = longs(first, second, card);
    assertThat(Printed.by(() -> assertThat(column(file)).isInstanceOf(double[].class)))
        .contains("catalog.fits: HDU METADATA: column TARGETID", "1 of them are 2^53 or more")
        .containsOnlyOnce("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "TNULL1  = -1, -1, 9007199254740991",
    "TNULL1  = -2, -1, 9007199254740993",
    "TSCAL1  = 0.5, 9007199254740994, 0",
    "TZERO1  = 9223372036854775808, -9223372036854775807, -1152921504606846976"
  })
  void nothingIsToldOfIntegersThatStayWhatTheyAre(String card, long first, long second)
      throws IOException {
    Path file = longs(first, second, card);
    assertThat(Printed.by(() -> column(file))).isEmpty();
  }

  /** To the nearest, as any number; not in two steps, by way of half of it. */
  @Test
  void unsignedIntegersThatFloat64DoesNotHoldAreRoundedOnce() throws IOException {
    Path file = longs(1025, -1025, "TZERO1  = 9223372036854775808");
    assertThat(column(file)).isEqualTo(new double[] {0x1p63 + 2048, 0x1p63 - 1024});
    file = longs((1L << 62) + 1025, Long.MAX_VALUE, "TZERO1  = 9223372036854775808");
    assertThat(column(file)).isEqualTo(new double[] {0x1p63 + 0x1p62 + 2048, 0x1p64});
  }

  private static Object column(Path file) {
    return SkyCatalog.read(file).observations().column("TARGETID").values();
  }

  private Path longs(long first, long second, String card) throws IOException {
    byte[] data = FitsBytes.bytes(16, b -> b.putLong(first).putLong(second));
    return write(data, 8, "TTYPE1  = 'TARGETID'", "TFORM1  = 'K'", card);
  }

  @Test
  void aRulesColumnMayBeSpeltInAnyCase() throws IOException {
    Path file = ints("night", "Mjd", "SunAlt", "Moon", "EXPID", "expid", "sunsep", "SunSep");
    ObservationTable table = SkyCatalog.read(file).observations();
    assertThat(table.names())
        .containsExactly("NIGHT", "MJD", "SUNALT", "Moon", "EXPID", "expid", "SUNSEP", "SunSep");
    assertThat(table.doubles("EXPID")).containsExactly(20210604, 20210701);
    assertThat(KnownBadNights.rowsToKeep(table).orElseThrow()).containsExactly(1);
  }

  /** Columns of these names, each with a bad night and a good one. */
  private Path ints(String... names) throws IOException {
    List<String> cards = new ArrayList<>();
    for (int i = 1; i <= names.length; i++) {
      cards.add("TTYPE" + i + "  = '" + names[i - 1] + "'");
      cards.add("TFORM" + i + "  = 'J'");
    }
    byte[] data =
        FitsBytes.bytes(
            8 * names.length,
            b -> {
              while (b.hasRemaining()) {
                b.putInt(b.position() < 4 * names.length ? 20210604 : 20210701);
              }
            });
    return write(data, 4 * names.length, cards.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"E, -1", "D, ''", "2L, 0", "4A, 'NULL'", "J, ", "1PE(3), 'x'"})
  void aNullValueThatMeansNothingIsPassedOver(String form, String value) throws IOException {
    String card = "TNULL1  = " + (value == null ? "" : value.isEmpty() ? "''" : value);
    Path file = write(new byte[16], 8, "TTYPE1  = 'X'", "TFORM1  = '" + form + "'", card);
    assertThat(SkyCatalog.read(file).rows()).isEqualTo(2);
  }

  @Test
  void aNullValueThatIsNoIntegerIsRefused() throws IOException {
    Path file = write(new byte[8], 4, "TTYPE1  = 'X'", "TFORM1  = 'J'", "TNULL1  = 'none'");
    assertThatThrownBy(() -> SkyCatalog.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("TNULL1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(4)", "(4,1)", "( 4, 1 , 1 )", "4"})
  void axesOfSizeOneMakeNoArrayOfTexts(String dimensions) throws IOException {
    assertThat(texts(dimensions).column("NAME").values()).isEqualTo(new String[] {"dark", "moon"});
  }

  @ParameterizedTest
  @ValueSource(strings = {"(2,2)", "(1,4)", "(2,1,2)", "(2,2,1)"})
  void severalTextsARowAreLeftOut(String dimensions) throws IOException {
    assertThat(texts(dimensions).names()).isEmpty();
  }

  private ObservationTable texts(String dimensions) throws IOException {
    byte[] data = "darkmoon".getBytes(StandardCharsets.US_ASCII);
    Path file =
        write(data, 4, "TTYPE1  = 'NAME'", "TFORM1  = '4A'", "TDIM1   = '" + dimensions + "'");
    return SkyCatalog.read(file).observations();
  }

  private Path write(byte[] data, int rowBytes, String... cards) throws IOException {
    return FitsBytes.file()
        .wavelength(4000, 4001, 4002)
        .flux()
        .table(2, data, rowBytes, cards)
        .in(folder);
  }
}
