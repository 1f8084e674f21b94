package org.desisky.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.desisky.core.FloatMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilterTest {
  private static final double NAN = Double.NaN;

  /** Rows 0 to 3 are dark, twilight, moon and other. */
  private static final ObservationTable TABLE =
      ObservationTable.of(
          4,
          List.of(
              new Column("AIRMASS", "", new double[] {1.0, 1.5, 2.0, NAN}),
              new Column("NIGHT", "", new int[] {20210603, 20210604, 20210605, 20210606}),
              new Column(
                  "TARGETID",
                  "",
                  new long[] {39627652591521181L, 39627652591521182L, 39627652591521183L, 5}),
              new Column("EXPTIME", "s", new float[] {900.5f, 300, 60, -1}),
              new Column("PROGRAM", "", new String[] {"dark", "bright", "it's", ""}),
              new Column("GOOD", "", new boolean[] {true, false, true, false}),
              new Column("SUNALT", "deg", new double[] {-30, -15, -30, -20}),
              new Column("MOONALT", "deg", new double[] {-10, -10, 20, 0}),
              new Column("MOONFRAC", "", new double[] {0, 0, 0.9, 0}),
              new Column("MOONSEP", "deg", new double[] {100, 100, 50, 100})));

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "AIRMASS < 1.5 § 0",
        "AIRMASS<=1.5 § 0 1",
        "AIRMASS >= 1.5 && MOONALT < -5 § 1",
        "AIRMASS == 1.5 || AIRMASS == 2 § 1 2",
        "AIRMASS == 1.5 or AIRMASS eq 2 § 1 2",
        "not (AIRMASS > 1) § 0 3",
        "!(AIRMASS > 1) and NIGHT < 20210606 § 0",
        "AIRMASS == AIRMASS § 0 1 2",
        "AIRMASS != AIRMASS § 3",
        "isnan(AIRMASS) § 3",
        "AIRMASS < 99 or AIRMASS > -99 § 0 1 2",
        "AIRMASS + 1 < 99 § 0 1 2",
        "min(AIRMASS, 1.7) > 1.6 § 2",
        "abs(MOONALT) > 5 § 0 1 2",
        "sqrt(EXPTIME) > 17 and pow(AIRMASS, 2) < 3 § 0 1",
        "max(MOONALT, -5) * 2 - 1 > -2 § 2 3",
        "floor(EXPTIME / 100) == 9 § 0",
        "log10(EXPTIME * 0 + 1000) == 3 § 0 1 2 3",
        "log10(NIGHT) < 7.3056 and log10(4) > 0.6 § 0 1 2 3",
        "NIGHT / 2 == 10105302.5 § 2",
        "NIGHT % 2 == 0 § 1 3",
        "EXPTIME == 900.5 § 0",
        "-EXPTIME == 1 § 3",
        "TARGETID == 39627652591521182 § 1",
        "TARGETID % 10 == 2 § 1",
        "TARGETID * 1000 % 1001 == 813 § 1",
        "TARGETID % 0 == 0 §",
        "PROGRAM == 'dark' § 0",
        "PROGRAM != \"dark\" § 1 2 3",
        "PROGRAM == \"it's\" § 2",
        "PROGRAM =~ 'b.*' § 1",
        "GOOD § 0 2",
        "GOOD && AIRMASS > 1 § 2",
        "GOOD == false § 1 3",
        "ROW < 2 § 0 1",
        "ROW >= 1 and ROW < 3 § 1 2",
        "CONDITION == 'dark' § 0",
        "CONDITION == 'twilight' or CONDITION == 'moon' § 1 2",
        "CONDITION == 'other' § 3",
        "AIRMASS > 1 ? GOOD : true § 0 2 3",
        "1e500 > AIRMASS § 0 1 2",
        "AIRMASS < 0 §",
        "(ROW - 2) % 2 == 0 § 0 2",
        "MOONALT * 0 < 0 §",
        "MOONALT * 0 >= 0 and 0 <= MOONALT * 0 § 0 1 2 3",
        "MOONALT * 0 == MOONFRAC * 0 § 0 1 2 3",
        "MOONALT * 0 != 0 or 0 > MOONALT * 0 §",
        "NIGHT == 0020210604 § 1",
        "ROW == 010 - 0008 § 2",
        "ROW<02&&ROW>=00 § 0 1",
        "TARGETID % 0010 == 3 and PROGRAM != '007' § 2",
        "AIRMASS < 01.75 and EXPTIME > 1e-02 * 1.E+007 / 1e03 § 0 1",
        "AIRMASS < 2. && -MOONALT/ 2. >= 5. § 0 1",
        "(ROW + 0.) * 1. == 1. or ROW == 3. § 1 3",
        "ROW + .05 > 02 and ROW + 00.5 < 03. and 0 * 0x10 == 00 § 2",
        "-7 % 3 == -1 and MOONALT % 7 < 0 § 0 1",
        "true § 0 1 2 3"
      })
  void rowsThatMeetTheConditionAreKept(String filter, String rows) {
    int[] expected =
        rows == null
            ? new int[0]
            : Arrays.stream(rows.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertThat(RowFilter.parse(filter).rows(TABLE)).isEqualTo(expected);
  }

  @Property(tries = 200)
  void aComparisonIsThatOfJava(
      @ForAll @Size(max = 30) List<Double> values, @ForAll @DoubleRange double limit) {
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    ObservationTable table =
        ObservationTable.of(numbers.length, List.of(new Column("X", "", numbers)));
    assertThat(RowFilter.parse("X < " + limit).rows(table))
        .isEqualTo(IntStream.range(0, numbers.length).filter(i -> numbers[i] < limit).toArray());
    assertThat(RowFilter.parse("not (X >= " + limit + ")").rows(table))
        .isEqualTo(
            IntStream.range(0, numbers.length).filter(i -> !(numbers[i] >= limit)).toArray());
  }

  @Test
  void aNameThatIsNoWordStandsInBackquotes() {
    ObservationTable table =
        ObservationTable.of(
            2,
            List.of(
                new Column("MOON-ALT", "deg", new double[] {-10, 20}),
                new Column("a.b", "", new int[] {1, 2}),
                new Column("PROGRAM NAME", "", new String[] {"dark", "b`y"}),
                new Column("size", "", new int[] {5, 6}),
                new Column("é", "", new int[] {7, 8}),
                new Column("ALT", "", new int[] {9, 9})));
    for (String filter :
        List.of(
            "`MOON-ALT` > -5",
            "`MOON-ALT` - ALT > 0 and `MOON-ALT` < 99",
            "`a.b` == 2 && `size` == 6",
            "`PROGRAM NAME` != 'dark'",
            "`é` == 8",
            "`ALT` == 9 and `ROW` == 1",
            "'it\\'s' != \"\\\"it's\" and `é` == 8")) {
      assertThat(RowFilter.parse(filter).rows(table)).as(filter).containsExactly(1);
    }
    assertThatThrownBy(() -> RowFilter.parse("MOON-ALT > 0").rows(table))
        .hasMessageContaining(
            "a column MOON, which the observations do not have; did you mean `MOON-ALT`?");
    assertThatThrownBy(() -> RowFilter.parse("a.b > 0").rows(table))
        .hasMessageContaining("stands in backquotes: `a.b`");
    assertThatThrownBy(() -> RowFilter.parse("`MOON-AL` > 0").rows(table))
        .hasMessageContaining("a column MOON-AL, which");
    assertThatThrownBy(() -> RowFilter.parse("QUALITY > 0").rows(table))
        .hasMessageContaining("there are `MOON-ALT`, `a.b`, `PROGRAM NAME`, size");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowFilter.parse("ALT > 0 `MOON-ALT`"))
        .withMessageContaining("at character 9:")
        .withMessageContaining("at '`MOON-ALT`'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AIRMASS < 2 // fine\n && NIGHT > 20210603",
        "AIRMASS < 2 ## it's `fine\r\n && NIGHT > 20210603 // \"and so on",
        "AIRMASS\t<\n2\r&& /* not\n0 */ NIGHT > 20210603 //",
        "// which\nAIRMASS < 2 && '//' != '##' && NIGHT > 20210603",
        "AIRMASS < 2 && '/*' != '' && PROGRAM =~ ~/b.*|a##b|it's/ && '*/' != ''"
      })
  void aCommentEndsWithItsLine(String filter) {
    assertThat(RowFilter.parse(filter).rows(TABLE)).containsExactly(1);
  }

  @Test
  void placesInAFilterOfSeveralLinesAreThoseOfTheText() {
    assertThatThrownBy(
            () -> RowFilter.parse("GOOD // or so\n and '\t' != ''\n and sqrt(GOOD)").rows(TABLE))
        .hasMessageContaining("at character 39:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowFilter.parse("GOOD // or so\n and '\t' != ''\n GOOD"))
        .withMessageContaining("at character 31:");
  }

  @Test
  void aTextIsComparedAsItIs() {
    ObservationTable table =
        ObservationTable.of(
            2, List.of(new Column("NOTE", "", new String[] {"a b  c // d", "a\tb  c // d"})));
    assertThat(RowFilter.parse("NOTE == 'a\tb  c // d'").rows(table)).containsExactly(1);
    assertThat(RowFilter.parse("NOTE == 'a b  c // d'").rows(table)).containsExactly(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowFilter.parse("NOTE == 'a\nb'"))
        .withMessageContaining("at character 11: a text ends on its line; write \\n");
    assertThat(RowFilter.parse("NOTE == 'a\\tb  c // d'").rows(table)).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {"AIRMASS` < 2 § 8", "PROGRAM == 'a`b' § 14", "`` < 2 § 1"})
  void otherBackquotesAreRefused(String filter, int character) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowFilter.parse(filter))
        .withMessageContaining("at character " + character + ":");
  }

  @Test
  void zeroHasNoSign() {
    ObservationTable table =
        ObservationTable.of(
            3,
            List.of(
                new Column("X", "", new double[] {-0.0, 0.0, NAN}),
                new Column("Y", "", new float[] {-0f, -0f, -0f})));
    assertThat(RowFilter.parse("X >= 0 and X <= -0.0 and X == Y").rows(table))
        .containsExactly(0, 1);
    assertThat(RowFilter.parse("X < 0 or X > 0 or Y < 0 or Y != 0").rows(table)).isEmpty();
    assertThat(RowFilter.parse("X != 0").rows(table)).containsExactly(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "AIRMASS < § 9",
        "AIRMASS < 1.5 MOONALT § 15",
        "(AIRMASS < 1 § 12",
        "AIRMASS < 1.5; true § 14",
        "AIRMASS = 1.5 § 1"
      })
  void whatCannotBeReadIsNamedWithItsPlace(String filter, int character) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowFilter.parse(filter))
        .withMessageContaining(filter)
        .withMessageContaining("at character " + character + ":");
  }

  /** Not only where there are columns to evaluate it on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "round(AIRMASS) < 2 § 1 § there is no function round; there are abs(x), sqrt(x),",
        "not (NIGHT == 3) and s /* */ (AIRMASS) < 2 § 22 § there is no function s; there are",
        "AIRMASS (2) > 1 § 1 § there is no function AIRMASS;",
        "1 > $f(AIRMASS) § 5 § there is no function $f;"
      })
  void aFunctionThatIsNotThereIsToldAtOnce(String filter, int character, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowFilter.parse(filter))
        .withMessageContaining("the filter '" + filter + "' cannot be read")
        .withMessageContaining("at character " + character + ": " + named);
  }

  @Test
  void aNameInBackquotesIsNoFunctionEither() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowFilter.parse("1 > `seeing etc`(2)"))
        .withMessageContaining("at character 5: there is no function seeing etc;");
  }

  @Test
  void wordsBeforeAParenthesisMayBeOperators() {
    String filter = "not (PROGRAM == 'f(x)') and (size(PROGRAM) gt (0)) or empty (PROGRAM)";
    assertThat(RowFilter.parse(filter).rows(TABLE)).isNotEmpty();
    assertThat(RowFilter.parse("GOOD // round(2)\n or sqrt (AIRMASS) < 9").rows(TABLE))
        .isNotEmpty();
  }

  @Test
  void anAssignmentIsToldFromAComparison() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowFilter.parse("AIRMASS = 1.5"))
        .withMessageContaining("== compares");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n"})
  void anEmptyFilterIsRefused(String filter) {
    assertThatIllegalArgumentException().isThrownBy(() -> RowFilter.parse(filter));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "AIRMAS < 1 § AIRMASS?",
        "airmass < 1 § did you mean AIRMASS?",
        "MOONSET > 5 § MOONSEP",
        "QUALITY > 5 § there are AIRMASS, NIGHT",
        "AIRMASS < 'x' § a number (1.0) cannot be compared with a text ('x')",
        "PROGRAM < 1 § cannot be compared",
        "PROGRAM + 1 == 2 § a text ('dark') is not a number",
        "GOOD > 0 § cannot be compared",
        "AIRMASS == null § cannot be compared",
        "AIRMASS § a number (1.0); compare",
        "PROGRAM § a text ('dark'); compare",
        "AIRMASS && GOOD § neither true nor false",
        "not AIRMASS § neither true nor false",
        "1 || 0 § neither true nor false",
        "sqrt('4') < 2 § the function sqrt does not take that; there are",
        "sqrt(1, 2) < 2 § the function sqrt does not take that; there are",
        "AIRMASS^2 < 3 § ^ works on bits and is not allowed; it is no power",
        "AIRMASS^2 < 3 § write pow(x, y)",
        "(AIRMASS < 3) & (NIGHT > 2) § write && for and",
        "(AIRMASS < 3) | (NIGHT > 2) § write || for or",
        "~GOOD § write ! for not",
        "~NIGHT < 0 § ~ works on bits",
        "NIGHT << 1 > 0 § << works on bits",
        "NIGHT >> 1 > 0 § >> works on bits",
        "NIGHT >>> 1 > 0 § >>> works on bits",
        "AIRMASS =~ '1.*' § match a text",
        "PROGRAM =~ '[' § '[', which is no regular expression",
        "AIRMASS < null § isnan(COLUMN) finds nulls",
        "AIRMASS / 0 < 1.5B § not 1.5B"
      })
  void whatDoesNotFitTheColumnsIsNamed(String filter, String named) {
    assertThatThrownBy(() -> RowFilter.parse(filter).rows(TABLE))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("the filter '" + filter + "'")
        .hasMessageContaining(named)
        .hasMessageNotContainingAny("jexl", "\n");
  }

  @Test
  void conditionsNeedTheirColumns() {
    assertThatThrownBy(() -> RowFilter.parse("CONDITION == 'dark'").rows(ObservationTable.empty(3)))
        .isInstanceOf(BadCatalogException.class)
        .hasMessageContaining("SUNALT");
  }

  @Test
  void aColumnCountsBeforeAPseudoColumnOfItsName() {
    ObservationTable table =
        ObservationTable.of(2, List.of(new Column("ROW", "", new int[] {7, 8})));
    assertThat(RowFilter.parse("ROW == 8").rows(table)).containsExactly(1);
  }

  /** None of these may be read, or may be anything but an error when it is evaluated. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "''.class.forName('java.lang.Runtime').getRuntime().exec('touch PWNED') != null",
        "PROGRAM.class.forName('java.lang.Runtime') != null",
        "PROGRAM.getClass() != null",
        "PROGRAM.class != null",
        "PROGRAM['class'] != null",
        "PROGRAM.bytes != null",
        "NIGHT.MAX_VALUE > 0",
        "new('java.io.FileWriter', 'PWNED') != null",
        "new java.io.FileWriter('PWNED') != null",
        "java.lang.System.exit(1)",
        "java.lang.Runtime.getRuntime().exec('touch PWNED')",
        "System:exit(1)",
        "sqrt.getClass()",
        "AIRMASS = 1",
        "AIRMASS += 1",
        "AIRMASS++ > 1",
        "var x = 1; x > 0",
        "while (true) {}",
        "for (;;) {}",
        "do {} while (true)",
        "() -> { true }",
        "x -> true",
        "function f() { true }",
        "#pragma jexl.import java.io",
        "@silent true",
        "import('java.io.File')",
        "`${new('java.io.FileWriter', 'PWNED')}` == ''",
        "`${PROGRAM.class}` == ''",
        "[1, 2].class != null",
        "{1 : 2}.size() > 0",
        "(1..5).class != null",
        "try { true } finally { true }",
        "throw 'x'",
        "return true",
        "this.class != null",
        "$0 != null",
        "equals(1)",
        "getClass() != null",
        "hashCode() > 0",
        "notify()",
        "INSTANCE != null",
        "jexl != null"
      })
  void aFilterCannotRunCode(String filter, @TempDir Path folder) {
    Path pwned = folder.resolve("PWNED");
    String aimed = filter.replace("PWNED", pwned.toString());
    Throwable error = catchThrowable(() -> RowFilter.parse(aimed).rows(TABLE));
    assertThat(error)
        .isInstanceOfAny(IllegalArgumentException.class, BadCatalogException.class)
        .hasMessageContaining("the filter '");
    assertThat(Files.exists(pwned)).isFalse();
  }

  @Test
  void deepNestingIsAnErrorAndNoCrash() {
    String deep = "(".repeat(4_900) + "true" + ")".repeat(4_900);
    Throwable error = catchThrowable(() -> RowFilter.parse(deep).rows(TABLE));
    assertThat(error)
        .satisfiesAnyOf(
            e -> assertThat(e).isNull(),
            e ->
                assertThat(e)
                    .isInstanceOfAny(IllegalArgumentException.class, BadCatalogException.class));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowFilter.parse("true" + " or true".repeat(5_000)))
        .withMessageContaining("characters");
  }

  @Property(tries = 500)
  void anyTextIsReadOrRefused(
      @ForAll @StringLength(max = 25) @CharRange(from = ' ', to = '~') String text) {
    Throwable error = catchThrowable(() -> RowFilter.parse(text).rows(TABLE));
    if (error != null) {
      assertThat(error)
          .as(text)
          .isInstanceOfAny(IllegalArgumentException.class, BadCatalogException.class);
    }
  }

  @Test
  void aCatalogueIsCutWithItsFlux() {
    SkyCatalog catalog =
        SkyCatalog.of(
            new double[0], FloatMatrix.of(new float[] {0, 0, 1, 1, 2, 2, 3, 3}, 4, 2), TABLE);
    SkyCatalog cut = catalog.where("AIRMASS > 1");
    assertThat(cut.rows()).isEqualTo(2);
    assertThat(cut.flux().get(1, 0)).isEqualTo(2);
    assertThat(cut.observations().doubles("NIGHT")).containsExactly(20210604, 20210605);
  }
}
