package org.desisky.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkySubset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

class RowOptionsTest {
  private static final Path FILE = Path.of("sky.fits");

  /** Row 1 is of a bad night; rows 0, 1 and 3 are dark, row 3 without a transparency. */
  private static final ObservationTable TABLE =
      ObservationTable.of(
          4,
          List.of(
              new Column("NIGHT", "", new int[] {20210101, 20210604, 20210102, 20210103}),
              new Column("AIRMASS", "", new double[] {1, 1.2, 1.4, 1.6}),
              new Column("SUNALT", "deg", new double[] {-30, -30, -10, -30}),
              new Column("MOONALT", "deg", new double[] {-30, -30, -30, -30}),
              new Column("TRANSPARENCY_GFA", "", new double[] {1, 1, 1, Double.NaN})));

  private final StringWriter said = new StringWriter();
  private final Talk talk = new Talk(new PrintWriter(said, true), new PrintWriter(said, true));

  @Command
  private static final class Cut {
    @Mixin RowOptions options;
  }

  @Test
  void badNightsAreLeftOutUnlessAskedFor() {
    assertThat(choice().choose(FILE, TABLE, talk).rows).containsExactly(0, 2, 3);
    assertThat(said.toString()).contains("Left out 1 spectrum of known bad nights");
    assertThat(choice("--no-quality-filter").choose(FILE, TABLE, talk).rows).hasSize(4);
  }

  @Test
  void rulesAreCombinedAndCounted() {
    RowChoice choice = choice("--subset", "DARK", "--where", "ROW < 3 and AIRMASS < 1.3");
    RowChoice.Chosen chosen = choice.choose(FILE, TABLE, talk);
    assertThat(chosen.rows).containsExactly(0);
    assertThat(choice.subset()).contains(SkySubset.DARK);
    assertThat(choice.provenance(chosen))
        .containsEntry("quality_filter", true)
        .containsEntry("dropped_bad_nights", 1)
        .containsEntry("subset", "dark")
        .containsEntry("dropped_subset", 2)
        .containsEntry("where", "ROW < 3 and AIRMASS < 1.3")
        .containsEntry("dropped_where", 0);
  }

  @Test
  void onlyCandidatesAreChosen() {
    int[] candidates = {1, 3};
    assertThat(choice().choose(FILE, TABLE, candidates, talk).rows).containsExactly(3);
  }

  @Test
  void withoutRulesThereIsLittleToSay() {
    RowChoice choice = choice();
    assertThat(choice.provenance(choice.choose(FILE, TABLE, talk)))
        .containsOnlyKeys("quality_filter", "dropped_bad_nights", "subset")
        .containsEntry("subset", "full");
  }

  @Test
  void anEmptyChoiceSaysWhatTookEachRow() {
    assertThatThrownBy(() -> choice("--where", "AIRMASS > 9").choose(FILE, TABLE, talk))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("sky.fits: none of the 4 spectra is left to use")
        .hasMessageContaining("1 of known bad nights, 3 that do not meet AIRMASS > 9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--subset; bright; none of full, dark, twilight, moon",
        "--where; AIRMASS = 1; == compares",
        "--where; AIRMASS <; at character 9"
      })
  void whatCannotBeReadIsWrongUsage(String option, String value, String named) {
    assertThatThrownBy(() -> choice(option, value))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(option)
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0-2; 0 1 2", "3; 3", "0, 2-3; 0 2 3", "3,0,0-1; 0 1 3", "1-1; 1"})
  void rowsAreNumbersAndRanges(String text, String rows) {
    assertThat(new RowRanges.Converter().convert(text).rows(4))
        .containsExactly(List.of(rows.split(" ")).stream().mapToInt(Integer::parseInt).toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5-", "-5", "a", "1,,2", "3-1", "1-2-3", "99999999999", "1.5"})
  void whatIsNoRowIsRefused(String text) {
    assertThatThrownBy(() -> new RowRanges.Converter().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void aRowThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> new RowRanges.Converter().convert("0,2-4").rows(4))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("row 4 is not there")
        .hasMessageContaining("0 to 3");
  }

  private static RowChoice choice(String... arguments) {
    Cut cut = new Cut();
    CommandLine line = new CommandLine(cut);
    SettingNames.register(line);
    line.parseArgs(arguments);
    return cut.options.choice();
  }
}
