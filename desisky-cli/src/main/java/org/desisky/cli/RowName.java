package org.desisky.cli;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.desisky.data.BadCatalogException;
import org.desisky.data.Exposures;
import org.desisky.data.SkyCatalogFile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A spectrum of a catalogue as a user names it: {@code expid:N}, {@code row:N}, or a plain number,
 * which is an EXPID where the catalogue has one of that number, and else a row.
 *
 * @param kind {@code expid}, {@code row}, or empty
 */
record RowName(String kind, long number) {
  private static final Pattern NAME = Pattern.compile("(?:(expid|row):)?(\\d{1,18})");

  /**
   * The row, from 0.
   *
   * @throws BadCatalogException if there is none of that name
   */
  int row(SkyCatalogFile file, Talk talk) {
    OptionalInt exposure = kind.equals("row") ? OptionalInt.empty() : exposure(file, talk);
    if (exposure.isPresent()) {
      return exposure.getAsInt();
    }
    if (!kind.equals("expid") && number < file.rows()) {
      if (kind.isEmpty()) {
        talk.say("Row " + number + ", counted from 0: there is no EXPID " + number);
      }
      return (int) number;
    }
    String missing =
        switch (kind) {
          case "expid" -> "no EXPID " + number;
          case "row" -> "no row " + number;
          default -> "neither an EXPID nor a row " + number;
        };
    throw new BadCatalogException(
        file.path()
            + ": there is "
            + missing
            + "; rows are 0 to "
            + (file.rows() - 1)
            + (areExposuresTold(file) ? "" : ", and exposures are not told"));
  }

  private static boolean areExposuresTold(SkyCatalogFile file) {
    Exposures exposures = Exposures.of(file.observations());
    return IntStream.range(0, file.rows()).anyMatch(row -> exposures.at(row).isPresent());
  }

  private OptionalInt exposure(SkyCatalogFile file, Talk talk) {
    Exposures exposures = Exposures.of(file.observations());
    OptionalLong wanted = OptionalLong.of(number);
    int[] rows =
        IntStream.range(0, file.rows()).filter(row -> exposures.at(row).equals(wanted)).toArray();
    if (rows.length > 1) {
      talk.say(
          "EXPID "
              + number
              + " has "
              + rows.length
              + " spectra; this is the first of them, row "
              + rows[0]
              + " (row:N names another)");
    }
    return rows.length == 0 ? OptionalInt.empty() : OptionalInt.of(rows[0]);
  }

  @Override
  public String toString() {
    return kind.isEmpty() ? Long.toString(number) : kind + ":" + number;
  }

  /** Reads it. */
  static final class Converter implements ITypeConverter<RowName> {
    @Override
    public RowName convert(String text) {
      Matcher match = NAME.matcher(text.toLowerCase(Locale.ROOT));
      if (!match.matches()) {
        throw new TypeConversionException(
            "'" + text + "' names no spectrum; write an EXPID or a row: 91234, expid:91234, row:7");
      }
      String kind = match.group(1) == null ? "" : match.group(1);
      return new RowName(kind, Long.parseLong(match.group(2)));
    }
  }
}
