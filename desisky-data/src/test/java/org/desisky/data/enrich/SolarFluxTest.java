package org.desisky.data.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.desisky.core.io.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SolarFluxTest {
  @TempDir Path folder;

  /** MJD 59000 is 2020-05-31; measured at noon of that day and two days later. */
  @ParameterizedTest
  @CsvSource({
    "59000.5, 70",
    "59000.0, 70",
    "58999.9999999, NaN",
    "59001.0, 70",
    "59001.0000001, NaN",
    "59002.0, 72",
    "59002.5, 72",
    "59003.0, 72",
    "59003.0000001, NaN",
    "NaN, NaN",
    "Infinity, NaN",
    "1e12, NaN",
    "-9e8, NaN",
    "-1e30, NaN",
  })
  void theNearestWithinTwelveHoursBothEndsIncluded(double mjd, double flux) throws IOException {
    SolarFlux table =
        read("datetime,fluxobsflux\n2020-06-02 12:00:00,72\n2020-05-31 12:00:00,70\n");
    assertThat(table.nearest(mjd)).isEqualTo(Double.valueOf(flux));
  }

  @Test
  void ofTwoAsNearTheEarlierCounts() throws IOException {
    SolarFlux table =
        read("datetime,fluxobsflux\n2020-05-31T00:00:00,70\n2020-05-31 18:00:00,72\n");
    assertThat(table.nearest(59000.375)).isEqualTo(70);
    assertThat(table.nearest(59000.376)).isEqualTo(72);
  }

  @Test
  void rowsWithoutAValueDoNotCount() throws IOException {
    SolarFlux table =
        read("x,fluxobsflux,datetime\n1,70,2020-05-31\n1,,2020-05-31 01:00:00\n1,nan,\n\n");
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.nearest(59000.04)).isEqualTo(70);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufeffdatetime,fluxobsflux\n2020-05-31 12:00:00,70\n",
        "\"datetime\",\"fluxobsflux\"\n\"2020-05-31 12:00:00\",\"70\"\n",
        "\ufeff\"where, how\",\"fluxobsflux\",\"datetime\"\n\"a, b\",70,2020-05-31 12:00:00\n",
        "datetime,fluxobsflux\n2020-05-31 12:00:00+00:00,70\n",
        "datetime,fluxobsflux\n2020-05-31 14:30:00+02:30,70\n",
        "datetime,fluxobsflux\n2020-05-31T12:00:00Z,70\n",
        "datetime,fluxobsflux\n2020-05-31 12:00:00.000000+00:00,70\n",
      })
  void whatOtherProgramsWriteIsRead(String text) throws IOException {
    SolarFlux table = read(text);
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.nearest(59000)).isEqualTo(70);
    assertThat(table.nearest(59001)).isEqualTo(70);
    assertThat(table.nearest(59001.0000001)).isNaN();
  }

  @Test
  void anEmptyTableHasNothingToSay() throws IOException {
    assertThat(read("datetime,fluxobsflux\n").nearest(59000)).isNaN();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time,flux | needs the columns datetime and fluxobsflux",
        "datetime,fluxobsflux/yesterday,70 | line 2: 'yesterday' is no time",
        "datetime,fluxobsflux/2020-05-31 12:00:00+99:00,70 | line 2: '2020-05-31 12:00:00+99:00'",
        "datetime,fluxobsflux/2020-05-31,70/2020-06-01,high | line 3: 'high' is no number",
        "datetime,fluxobsflux/2020-05-31 | line 2 has too few columns",
      })
  void aSpoiltTableSaysWhere(String text, String problem) {
    assertThatThrownBy(() -> read(text.replace('/', '\n')))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("flux.csv")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0000"})
  void whatIsNoTableIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("datetime");
    assertThatThrownBy(() -> SolarFlux.read(folder.resolve("none.csv")))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("flux.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> SolarFlux.read(file))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("not a table of text");
  }

  private SolarFlux read(String text) throws IOException {
    return SolarFlux.read(Files.writeString(folder.resolve("flux.csv"), text));
  }
}
